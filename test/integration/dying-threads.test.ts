import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { holdfast, startWith } from './cli-process.ts';

/** A module that is loaded first in each thread: the second one does this in the middle of an exploration, some blocks after it was started. */
const inSecondThread = (deed: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(`
    import { workerData } from 'node:worker_threads';
    if (workerData?.thread === 1) {
      const { add } = Atomics;
      let calls = 0;
      Atomics.add = (...args) => {
        calls += 1;
        if (calls === 300) { ${deed} }
        return add(...args);
      };
    }
  `)}`;

const FOREVER = inSecondThread('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);');

/** Millions of worlds: none of these explorations is over before its second thread is in trouble. */
const CHECK = ['check', '--operations', '3', '--faults', 'crash=1', '--json'];
const TWO = [...CHECK, '--threads', '2'];
const ONE = [...CHECK, '--threads', '1'];

/** Far less than the ten minutes that the thread which explores once waited, and far more than a busy machine needs. */
const SECONDS = 40_000;

const report = z.looseObject({
  seconds: z.number(),
  verdict: z.string(),
  bound: z.string(),
  states: z.number(),
  transitions: z.number(),
});

/** What is not about how long it took. */
function read(stdout: string) {
  const { seconds: _, ...rest } = report.parse(JSON.parse(stdout));
  return rest;
}

describe('an exploration of which a thread dies', () => {
  it.each([
    ['process.exit(7);', 'it was ended from outside, exit code 7'],
    ['const all = []; for (;;) all.push(new Array(100_000).fill({}));', 'it had no memory left'],
  ])(
    'is cut at once, and says which thread, when, and what to do: %s',
    async (deed, how) => {
      const { stdout, stderr, code } = await startWith(
        ['--max-old-space-size=300', inSecondThread(deed)],
        ...TWO,
        '--property',
        'no-false-terminal',
      ).ended;
      expect(stderr).toBe('');
      const { verdict, bound } = read(stdout);
      expect(verdict).toBe('bounded');
      expect(bound).toMatch(/^the death of thread 2 of 2 while (worlds|new worlds) were [a-z]+ \(/);
      expect(bound).toContain(how);
      expect(bound).toContain('try fewer threads (--threads 1), or more memory');
      expect(code).toBe(3);
    },
    SECONDS,
  );

  it('reports of the worlds before what one thread reports of as many', async () => {
    const { stdout } = await startWith([inSecondThread('process.exit(1);')], ...TWO).ended;
    const { bound: _, ...died } = read(stdout);
    const alone = await holdfast([...ONE, '--max-states', String(died.states)]);
    const { bound: __, ...one } = read(alone.stdout);
    expect(died).toEqual(one);
    expect(died.states).toBeGreaterThan(10_000);
  });
});

describe('an exploration of which a thread does not answer', () => {
  it(
    'ends in good order by Ctrl-C',
    async () => {
      const { interrupt, ended } = startWith([FOREVER], ...TWO, '--property', 'no-false-terminal');
      await interrupt();
      const { stdout, code } = await ended;
      expect(read(stdout)).toMatchObject({ verdict: 'bounded', bound: 'interrupted' });
      expect(code).toBe(3);
    },
    SECONDS,
  );

  it(
    'ends at its limit of time',
    async () => {
      const { ended } = startWith([FOREVER], ...TWO, '--property', 'no-false-terminal', '--timeout', '4');
      expect(read((await ended).stdout)).toMatchObject({ verdict: 'bounded', bound: 'timeout 4 s' });
    },
    SECONDS,
  );

  it('is waited for as long as it takes: a process that stood still finds the same', async () => {
    const limit = ['--max-states', '400000'];
    const { child, ended } = startWith([], ...TWO, ...limit);
    for (let times = 0; times < 2; times += 1) {
      await setTimeout(800);
      child.kill('SIGSTOP');
      await setTimeout(1500);
      child.kill('SIGCONT');
    }
    const alone = await holdfast([...ONE, ...limit]);
    expect(read((await ended).stdout)).toEqual(read(alone.stdout));
  });
});
