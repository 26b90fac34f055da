import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { schedules, type Schedule } from '../../src/fast-check/index.ts';
import { Kernel, LiveExecution, ModelExecution, replay, type Execution } from '../../src/sim/index.ts';
import { NAMED } from '../sim/walks.ts';
import { chargedTwice } from '../vitest/failures.ts';

const wrong = shop({ idempotent: false });
const { properties = [] } = wrong;
const kernel = new Kernel(wrong);

/** The properties that a schedule breaks. */
async function brokenBy({ steps }: Schedule, execution: Execution = new ModelExecution(kernel)): Promise<string[]> {
  const trace = await replay(execution, steps, { properties });
  expect(trace.divergence).toBeNull();
  return trace.steps.flatMap(({ violations }) => violations.map(({ property }) => property));
}

const isRight = async (schedule: Schedule): Promise<boolean> => (await brokenBy(schedule)).length === 0;

/** The schedule that is left when fast-check has shrunk one that fails, and the one it began with. */
async function shrunk(seed: number): Promise<{ readonly first: Schedule; readonly last: Schedule }> {
  const failures: Schedule[] = [];
  await fc.check(
    fc.asyncProperty(schedules(wrong, { maxLength: 40 }), async (schedule) => {
      const right = await isRight(schedule);
      if (!right) failures.push(schedule);
      return right;
    }),
    { seed, numRuns: 1000 },
  );
  return { first: failures[0] as Schedule, last: failures.at(-1) as Schedule };
}

/** The other way to charge twice: after a crash the customer submits again. Neither can be had with a step less. */
const crashedBetween = [
  'customer submits',
  'checkout charge#1 takes effect',
  'crash checkout',
  'restart checkout',
  'customer submits',
  'checkout charge#2 takes effect',
];

describe('arbitrary schedules', () => {
  it.each(NAMED)('can be followed to their end: %s', async (_, system) => {
    const model = new Kernel(system);
    await fc.assert(
      fc.asyncProperty(schedules(system, { maxLength: 30 }), async ({ steps }) => {
        expect((await replay(new ModelExecution(model), steps)).divergence).toBeNull();
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('can be followed by live actors', async () => {
    await fc.assert(
      fc.asyncProperty(schedules(wrong, { maxLength: 30 }), async (schedule) => {
        expect(await brokenBy(schedule, new LiveExecution(wrong))).toEqual(await brokenBy(schedule));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('are no longer than they may be, and reach that length', () => {
    const lengths = fc
      .sample(schedules(wrong, { maxLength: 12 }), { numRuns: 200, seed: 1 })
      .map(({ steps }) => steps.length);
    expect(Math.max(...lengths)).toBe(12);
  });

  it('have no faults if they may have none', async () => {
    const calm = fc.sample(schedules(wrong, { faults: false }), { numRuns: 100, seed: 1 });
    for (const { steps } of calm) expect(steps.filter((label) => /lost|crash|expires/.test(label))).toEqual([]);
  });

  it.each([1, 2, 3, 4, 6])('shrink to a shorter one that fails as well (seed %i)', async (seed) => {
    const { first, last } = await shrunk(seed);
    expect(await isRight(last)).toBe(false);
    expect(last.steps.length).toBeLessThan(first.steps.length);
    expect([chargedTwice, crashedBetween]).toContainEqual(last.steps);
  });

  it('print their labels as a list that can be pasted', async () => {
    const { last } = await shrunk(1);
    expect(JSON.parse(fc.stringify(last))).toEqual(last.steps);
  });
});
