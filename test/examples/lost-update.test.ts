import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWith } from '../../examples/lost-update/plain.ts';
import { scheduler as shrinkingScheduler } from '../../src/fast-check/index.ts';
import { lostUpdate } from '../../examples/lost-update/system.ts';
import { explore, Kernel, labelsOf, Sampler, shrinkFinding } from '../../src/sim/index.ts';
import { text } from './guide.ts';

const CLERKS = 5;

describe('the lost update', () => {
  it('is shrunk to two clerks and one preemption, and no schedule is shorter', () => {
    const kernel = new Kernel(lostUpdate(CLERKS));
    const sampler = new Sampler(kernel, { seed: '1', runs: 20, schedulers: ['uniform'] });
    sampler.advance(20);
    const [found] = sampler.result().findings;
    if (found === undefined) throw new Error('nothing was looked at');
    const { path, shrunk } = shrinkFinding(kernel, found);
    expect(shrunk).toMatchObject({ faults: 0, preemptions: 1, minimal: true });
    const labels = labelsOf(kernel, path?.choices ?? []);
    expect(labels.length).toBe(explore(new Kernel(lostUpdate(2))).findings[0]?.path?.choices.length);
    expect(new Set(labels.map((label) => label.split(' ')[0])).size).toBe(2);
    // The guide shows it.
    expect(text('docs/simulation.md')).toContain(labels.map((label) => `${label}\n`).join(''));
  });

  /** The same test on either scheduler: every update counts. */
  const counts = (schedulers: fc.Arbitrary<fc.Scheduler>) =>
    fc.asyncProperty(schedulers, async (scheduler) => {
      const counted = countWith((task, label) => scheduler.schedule(task, label), CLERKS);
      await scheduler.waitFor(counted);
      return (await counted) === CLERKS;
    });

  it("is told by fast-check's scheduler with every task of every clerk: it shrinks nothing", async () => {
    const { failed, numShrinks, counterexample } = await fc.check(counts(fc.scheduler()), { seed: 1 });
    expect([failed, numShrinks]).toEqual([true, 0]);
    const told = fc.stringify(counterexample?.[0]);
    expect(told.match(/clerk:\d (read|write)/g)?.length).toBe(2 * CLERKS);
    expect(text('docs/simulation.md')).toContain(told);
  });

  it('is told by the scheduler that shrinks with one clerk who cuts in, in the same test', async () => {
    const { failed, numShrinks, counterexample } = await fc.check(counts(shrinkingScheduler()), { seed: 1 });
    const guide = text('docs/simulation.md');
    const told = fc.stringify(counterexample?.[0]);
    expect(failed).toBe(true);
    expect(told.match(/cuts in/g)?.length).toBe(1);
    expect(guide).toContain(told);
    expect(guide).toContain(`shrunk ${numShrinks} times`);
  });
});
