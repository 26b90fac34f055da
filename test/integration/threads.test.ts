import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { explore, Kernel } from '../../src/sim/index.ts';
import type { ThreadCrew } from '../../src/threads/index.ts';
import { holdfast, ROOT } from './cli-process.ts';

interface Shipped {
  readonly ThreadCrew: typeof ThreadCrew;
}

/** The crew as it is shipped: its workers are compiled files. */
async function shippedCrew(threads: number) {
  // oxlint-disable-next-line import/no-dynamic-require -- because what is compiled lies where the types are not looked for
  const shipped = (await import(`${ROOT}dist/threads/index.js`)) as Shipped;
  return new shipped.ThreadCrew(threads, 0);
}

const report = z.looseObject({ seconds: z.number(), states: z.number() });

async function reportOf(...args: readonly string[]) {
  const { stdout, stderr } = await holdfast(['check', '--json', ...args]);
  expect(stderr).toBe('');
  const { seconds: _, ...rest } = report.parse(JSON.parse(stdout));
  return rest;
}

describe('an exploration on several threads', () => {
  it.each([2, 3])('counts two-phase commit as it was published, on %i threads', async (threads) => {
    const crew = await shippedCrew(threads);
    const { states, transitions, verdict } = explore(new Kernel(twoPhaseCommit(6)), { crew });
    const alone = explore(new Kernel(twoPhaseCommit(6)));
    expect({ states, transitions, verdict }).toEqual({
      states: alone.states,
      transitions: alone.transitions,
      verdict: 'exhausted',
    });
    crew.end();
  });

  it('may explore one system after the other', async () => {
    const crew = await shippedCrew(2);
    for (const managers of [5, 6, 5]) explore(new Kernel(twoPhaseCommit(managers)), { crew });
    expect(explore(new Kernel(twoPhaseCommit(5)), { crew }).states).toBe(8832);
    crew.end();
  });

  it.each([['merged'], ['fallback'], ['merged', '--reduce']])(
    'reports of a rollout under %s what one thread reports, races and all',
    async (protocol, ...options) => {
      const args = ['--protocol', protocol, ...options];
      const alone = await reportOf(...args, '--threads', '1');
      for (const threads of ['2', '3']) expect(await reportOf(...args, '--threads', threads)).toEqual(alone);
      expect(alone.states).toBeGreaterThan(50_000);
    },
  );
});
