import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduledRollouts, type ScheduledRollout } from '../../src/fast-check/index.ts';
import { Kernel, LiveExecution, ModelExecution, replay } from '../../src/sim/index.ts';
import { holdfast } from '../cli/in-process.ts';

/** The safety properties that the schedule breaks. */
async function brokenBy({ kernel, system, steps }: ScheduledRollout): Promise<string[]> {
  const { properties = [] } = system;
  const trace = await replay(new ModelExecution(kernel), steps, { properties });
  expect(trace.divergence).toBeNull();
  return trace.steps.flatMap(({ violations }) => violations.map(({ property }) => property));
}

/** What is left of the first drawn rollout whose schedule breaks the property, and the one that was drawn. */
async function race(
  property: string,
  constraints: Parameters<typeof scheduledRollouts>[0],
  seed: number,
): Promise<{ readonly first: ScheduledRollout; readonly last: ScheduledRollout }> {
  const failures: ScheduledRollout[] = [];
  const keeps = fc.asyncProperty(scheduledRollouts(constraints), async (one) => {
    const keptUp = !(await brokenBy(one)).includes(property);
    if (!keptUp) failures.push(one);
    return keptUp;
  });
  const { counterexample } = await fc.check(keeps, { seed, numRuns: 2000 });
  const [first, last] = [failures[0], counterexample?.[0]];
  if (first === undefined || last === undefined) throw new Error(`no rollout breaks ${property}`);
  return { first, last };
}

const held = { protocol: 'held', parts: [], maxOperations: 3, maxBudget: 1, faults: ['cancel'] } as const;
const ownTasks = { protocol: 'own-tasks', parts: [], maxOperations: 3, faults: ['crash', 'read'] } as const;

describe('arbitrary rollouts with a schedule', () => {
  it('can be followed to their end, on the model and on live actors', async () => {
    await fc.assert(
      fc.asyncProperty(scheduledRollouts({ maxLength: 30 }), async ({ system, steps }) => {
        const live = await replay(new LiveExecution(system), steps);
        const model = await replay(new ModelExecution(new Kernel(system)), steps);
        expect([live.divergence, model.divergence]).toEqual([null, null]);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  it('are no longer than they may be, and reach that length', () => {
    const drawn = fc.sample(scheduledRollouts({ ...held, maxLength: 9 }), { seed: 1, numRuns: 60 });
    expect(Math.max(...drawn.map(({ steps }) => steps.length))).toBe(9);
  });

  it('shrink to what can be followed as well, and is no longer', () => {
    const arbitrary = scheduledRollouts({ maxLength: 20 });
    const random = fc.sample(arbitrary, { seed: 3, numRuns: 4 });
    for (const one of random) {
      const shrinks = [...arbitrary.shrink(one, undefined).take(30)].map(({ value }) => value);
      expect(shrinks.length).toBeGreaterThan(5);
      for (const { kernel, steps } of shrinks) {
        const execution = new ModelExecution(kernel);
        for (const label of steps) {
          const possible = execution.possible().find((other) => other.label === label);
          expect(possible?.label).toBe(label);
          if (possible !== undefined) execution.take(possible);
        }
        expect(steps.length).toBeLessThanOrEqual(one.steps.length);
      }
    }
  });

  // `holdfast check --protocol held --faults none` has a race of 46 steps, and no shorter one.
  it.each([
    [1, 47],
    [2, 46],
  ])(
    'find that held overwrites an apply that is completed (seed %i), and shrink that to %i steps',
    async (seed, steps) => {
      const { first, last } = await race('settled-stays-settled', held, seed);
      expect(last.config).toEqual({ protocol: 'held', operations: 2, faults: {} });
      expect(last.steps).toHaveLength(steps);
      expect(first.steps.length).toBeGreaterThan(60);
    },
  );

  // What a race needs the part for stays: drives of their own are no drivers, and a write that changes nothing loses a lease at once.
  it.each([
    [1, {}, 19],
    [3, { leases: true, drivers: 1, changedRows: true }, 16],
  ])('shrink in both: what has nothing to do with the race is gone (seed %i)', async (seed, kept, steps) => {
    const { first, last } = await race('no-false-terminal', { protocol: 'own-tasks' }, seed);
    expect(last.config).toEqual({ protocol: 'own-tasks', operations: 2, faults: {}, ...kept });
    expect(last.steps).toHaveLength(steps);
    expect(Object.keys(first.config.faults ?? {}).length).toBeGreaterThan(4);
  });

  it('shrink to fewer operations whichever of them are left: their steps take the names that they have then', () => {
    const arbitrary = scheduledRollouts({ ...held, faults: [], maxLength: 5 });
    const onlyTheLastClaims = ({ config, steps }: ScheduledRollout): boolean => {
      const claims = steps.filter((label) => label.endsWith('claim#1 is answered'));
      const last = String.fromCharCode(64 + Number(config.operations ?? 1));
      return claims.length === 1 && claims[0] === `drive:${last} claim#1 is answered`;
    };
    const drawn = fc.sample(arbitrary, { seed: 1, numRuns: 500 });
    const given = drawn.find((one) => one.config.operations === 3 && onlyTheLastClaims(one)) as ScheduledRollout;
    const { counterexample } = fc.check(
      fc.property(arbitrary, (one) => !onlyTheLastClaims(one)),
      { seed: 1, examples: [[given]] },
    );
    expect(counterexample?.[0]?.config.operations).toBe(1);
    expect(counterexample?.[0]?.steps).toEqual(['drive:A claim#1 takes effect', 'drive:A claim#1 is answered']);
  });

  it('print the command that replays them, and the check that finds the race again', async () => {
    const { last } = await race('no-false-terminal', ownTasks, 1);
    const printed = fc.stringify(last);
    for (const label of last.steps) expect(printed).toContain(JSON.stringify(label));
    const [, token = ''] = /holdfast replay (hf1\.\S+)/.exec(printed) ?? [];
    const { code, stdout } = await holdfast(['replay', token]);
    expect(code).toBe(1);
    expect(stdout).toContain('no-false-terminal');
    const [, command = ''] = /\/\* holdfast (check .*?) \*\//.exec(printed) ?? [];
    const checked = await holdfast([...command.split(' '), '--property', 'no-false-terminal']);
    expect(checked.code).toBe(1);
  });

  it('shrink from one that was drawn elsewhere', async () => {
    const { first, last } = await race('no-false-terminal', ownTasks, 2);
    const keeps = fc.asyncProperty(
      scheduledRollouts(ownTasks),
      async (one) => !(await brokenBy(one)).includes('no-false-terminal'),
    );
    const { counterexample } = await fc.check(keeps, { seed: 1, examples: [[first]] });
    expect(counterexample?.[0]?.steps).toEqual(last.steps);
  });
});
