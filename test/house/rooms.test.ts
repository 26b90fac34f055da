import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ROOMS, ROOT_FILES } from './rooms.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface LintConfig {
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, unknown>>;
  }[];
}

const config = JSON.parse(readFileSync(`${ROOT}.oxlintrc.json`, 'utf8')) as LintConfig;
const entries = readdirSync(`${ROOT}src`, { withFileTypes: true });

/** The paths for which the fence sets a rule. */
function fencedBy(rule: string): string[] {
  return config.overrides.filter(({ rules }) => rule in rules && rules[rule] !== 'off').flatMap(({ files }) => files);
}

/** Every suppression comment in `src`, as `path:line text`. */
function suppressions(): string[] {
  const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) =>
    readFileSync(`${ROOT}src/${file}`, 'utf8')
      .split('\n')
      .flatMap((text, index) => (/(oxlint|eslint)-disable/.test(text) ? [`${file}:${index + 1} ${text.trim()}`] : [])),
  );
}

describe('rooms', () => {
  it('knows every folder of src and every file beside them', () => {
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(folders.filter((name) => !(name in ROOMS))).toEqual([]);
    expect(files.filter((name) => !ROOT_FILES.some((known) => known === name))).toEqual([]);
  });

  it('names every room and every shared file in the fence', () => {
    const wanted = [...Object.keys(ROOMS).map((room) => `src/${room}/**`), 'src/user-error.ts', 'src/nearest.ts'];
    expect(fencedBy('no-restricted-imports').toSorted()).toEqual(wanted.toSorted());
  });

  it('keeps clock, randomness and process out of every pure room', () => {
    const pure = Object.keys(ROOMS).filter((room) => ROOMS[room]?.pure);
    const wanted = [...pure.map((room) => `src/${room}/**`), 'src/user-error.ts', 'src/nearest.ts'];
    expect(fencedBy('no-restricted-globals').toSorted()).toEqual(wanted.toSorted());
  });

  it('lets clock and randomness into one file, which takes them away from others', () => {
    const open = config.overrides.filter(({ rules }) => rules['no-restricted-globals'] === 'off');
    expect(open.map(({ files, rules }) => [files, Object.keys(rules)])).toEqual([
      [['src/sim/user-code/ambient.ts'], ['no-restricted-globals']],
    ]);
  });

  it('lets no comment open the fence, and no other suppression go without a reason', () => {
    const found = suppressions();
    const opens = /no-restricted-(globals|imports|properties)|no-cycle|-disable(-next-line|-line)?\s*(--|\*\/|$)/;
    expect(found.filter((line) => opens.test(line))).toEqual([]);
    expect(found.filter((line) => !/ -- \S/.test(line))).toEqual([]);
  });
});
