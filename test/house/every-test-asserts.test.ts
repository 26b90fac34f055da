import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Tests, each with whether it may pass. */
const PLANTS: Readonly<Record<string, readonly [code: string, passes: boolean]>> = {
  asserts: ['expect(1).toBe(1)', true],
  'asserts in what is awaited': ['await expect(Promise.resolve(1)).resolves.toBe(1)', true],
  'asserts in a property': ['fc.assert(fc.property(fc.nat(), (n) => { expect(n).toBeGreaterThan(-1); }))', true],
  'asserts in an asynchronous property': [
    'await fc.assert(fc.asyncProperty(fc.nat(), async (n) => { expect(n).toBeGreaterThan(-1); }))',
    true,
  ],
  'asserts of what came of all runs': [
    'const seen = []; fc.assert(fc.property(fc.nat(), (n) => { seen.push(n) })); expect(seen.length).toBe(100)',
    true,
  ],
  'asserts in one run of ten': [
    'let n = 0; fc.assert(fc.property(fc.nat(), () => { if (n++ % 10 === 0) expect(n).toBe(n) }))',
    true,
  ],
  'asserts nothing': ['const sum = 1 + 1', false],
  'returns before it asserts': ["if (process.version !== '') return; expect(1).toBe(2)", false],
  'goes through an empty list': ['for (const one of []) expect(one).toBe(1)', false],
  'swallows what fails before it asserts': ["try { throw new Error('lost') } catch { /* */ } ", false],
  'asserts in a callback that is never called': ['const check = () => expect(1).toBe(2)', false],
  'only returns from a property': ['fc.assert(fc.property(fc.nat(), (n) => n >= 0))', false],
  'returns early in every run': [
    'fc.assert(fc.property(fc.nat(), (n) => { if (n >= 0) return; expect(n).toBe(0) }))',
    false,
  ],
  'asserts in one run of a hundred': [
    'let n = 0; fc.assert(fc.property(fc.nat(), () => { if (n++ === 50) expect(n).toBe(n) }))',
    false,
  ],
};

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

describe('a test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-asserts-'));
  let passed: ReadonlyMap<string, boolean>;

  beforeAll(() => {
    const tests = Object.entries(PLANTS).map(
      ([title, [code]]) => `it(${JSON.stringify(title)}, async () => { ${code} });`,
    );
    writeFileSync(
      join(folder, 'planted.test.ts'),
      ["import * as fc from 'fast-check';", "import { expect, it } from 'vitest';", ...tests].join('\n'),
    );
    writeFileSync(join(folder, 'set-up.ts'), readFileSync(join(ROOT, 'test/every-test-asserts.ts')));
    writeFileSync(join(folder, 'vitest.config.mjs'), "export default { test: { setupFiles: ['set-up.ts'] } };");
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const bin = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const { stdout } = spawnSync(process.execPath, [bin, 'run', '--reporter', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { testResults } = JSON.parse(stdout) as Report;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    passed = new Map(results.map(({ title, status }) => [title, status === 'passed']));
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(PLANTS).map(([title, [, passes]]) => [title, passes ? 'passes' : 'fails'] as const))(
    'that %s %s',
    (title, outcome) => {
      expect(passed.get(title)).toBe(outcome === 'passes');
    },
  );

  it('of types is asserted by the compiler, and no other test says so', () => {
    const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
    const saying = files.filter(
      (file) => file.endsWith('.test.ts') && readFileSync(join(ROOT, 'test', file), 'utf8').includes('task.meta'),
    );
    expect(saying.toSorted()).toEqual(['house/every-test-asserts.test.ts', 'sim/types.test.ts']);
  });

  it('of any project is looked at like that', () => {
    const config = readFileSync(join(ROOT, 'vitest.config.ts'), 'utf8');
    expect(config.match(/setupFiles: \['test\/every-test-asserts\.ts'\]/g)).toHaveLength(1);
    expect(config.match(/extends: true/g)).toHaveLength(4);
  });
});
