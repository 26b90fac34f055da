import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTS } from './plants.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'node_modules/.bin');

/** The rules that spoke up, by path. */
type Findings = ReadonlyMap<string, readonly string[]>;

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

/** Plants the tree in the folder, under the project's own fence, and lints it once. */
function lint(folder: string): Findings {
  const options = { typeRoots: [join(ROOT, 'node_modules/@types')] };
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: options, include: ['src', 'test'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const { path, code } of PLANTS) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: join(BIN, 'tsgolint') };
  const oxlint = spawnSync(join(BIN, 'oxlint'), ['--format', 'json'], { cwd: folder, env, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(oxlint.stdout) as Report;
  const findings = new Map<string, readonly string[]>();
  for (const { code, filename } of diagnostics) {
    findings.set(filename, [...new Set([...(findings.get(filename) ?? []), code])]);
  }
  return findings;
}

describe('the lint fence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-fence-'));
  let findings: Findings;

  beforeAll(() => {
    findings = lint(folder);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const title of new Set(PLANTS.map((plant) => plant.title))) {
    it(title, () => {
      const plants = PLANTS.filter((plant) => plant.title === title);
      const expected = plants.map(({ path, rules }) => [path, rules]);
      expect(plants.map(({ path }) => [path, findings.get(path) ?? []])).toEqual(expected);
    });
  }

  it('plants every file once and speaks of no other', () => {
    const planted = PLANTS.map(({ path }) => path);
    expect(planted.length).toBe(new Set(planted).size);
    expect([...findings.keys()].filter((path) => !planted.includes(path))).toEqual([]);
  });
});
