import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
  readonly equivalent?: string;
}

interface Lists {
  readonly readMutants: () => Promise<readonly Mutant[]>;
  readonly problemsOf: (mutant: Mutant) => readonly string[];
}

// oxlint-disable-next-line import/no-dynamic-require -- because the lists are the files of a folder
const lists = (await import(pathToFileURL(join(ROOT, 'scripts/mutants/list.mjs')).href)) as Lists;
const mutants = await lists.readMutants();

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/mutants.mjs', ...args], { cwd: ROOT, encoding: 'utf8' });

describe('the mutants of the explorer', () => {
  it('are many, and each still fits the source', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(60);
    expect(mutants.flatMap((mutant) => lists.problemsOf(mutant))).toEqual([]);
    expect(run('--check').stdout).toBe(`${mutants.length} mutants fit the source\n`);
  });

  it('say in a sentence why no test can tell them from the source, where none can', () => {
    const reasons = mutants.flatMap(({ equivalent }) => (equivalent === undefined ? [] : [equivalent]));
    expect(reasons.filter((reason) => reason.length < 40)).toEqual([]);
    expect(reasons.length).toBeLessThan(mutants.length / 10);
  });

  const fitting: Mutant = {
    name: 'planted',
    file: 'src/sim/data/interner.ts',
    find: 'return known;',
    replace: 'return 0;',
    tests: ['test/sim/data/interner.test.ts'],
  };

  it.each<[string, Partial<Mutant>, RegExp]>([
    ['a text that is gone', { find: 'return unknown;' }, /in src\/sim\/data\/interner\.ts 0 times, not once/],
    ['a text that is there more than once', { find: 'known' }, /in src\/sim\/data\/interner\.ts \d+ times, not once/],
    ['a file that is gone', { file: 'src/sim/gone.ts' }, /there is no src\/sim\/gone\.ts/],
    ['a test that is gone', { tests: ['test/sim/gone.test.ts'] }, /there is no test\/sim\/gone\.test\.ts/],
    ['no test', { tests: [] }, /it names no test/],
    ['nothing that it changes', { replace: fitting.find }, /replaces a text by itself/],
  ])('are refused with %s', (_what, part, problem) => {
    expect(lists.problemsOf(fitting)).toEqual([]);
    const problems = lists.problemsOf({ ...fitting, ...part });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('are looked for by name, and a name that none has is a mistake', () => {
    const { stderr, status } = run('--name', 'no such mutant');
    expect({ stderr, status }).toEqual({
      stderr: expect.stringMatching(/^no mutant or list is called no such mutant\. Lists: /) as string,
      status: 2,
    });
  });
});
