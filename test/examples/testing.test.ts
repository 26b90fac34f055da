import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { checkout } from '../../examples/checkout/machines.ts';
import { shop } from '../../examples/checkout/system.ts';
import { faultBudgets, rollouts, scheduledRollouts, scheduler, schedules } from '../../src/fast-check/index.ts';
import { rolloutSystem } from '../../src/rollout/index.ts';
import { Kernel, LiveExecution, ModelExecution, replay } from '../../src/sim/index.ts';
import { checkSystem } from '../../src/vitest/index.ts';

it('keeps every property, whatever is interleaved and whatever fails', () => {
  expect(shop({ idempotent: true })).toHold();
});

it('charges twice when the provider ignores the key', () => {
  expect(shop({ idempotent: false })).not.toHold('charged-once');
});

it('sends the receipt whatever the provider does', () => {
  expect(shop({ idempotent: false })).toHold({
    properties: ['receipt-after-charge', 'receipt-in-the-end'],
    faults: { ack: 2, crash: 1 },
    reduce: true,
  });
});

it('has charged nobody twice within eight steps', () => {
  expect(shop({ idempotent: true })).toHold({ properties: ['charged-once'], maxDepth: 8, atLeast: 'bounded' });
});

it('has charged nobody twice in a thousand schedules', () => {
  expect(shop({ idempotent: true })).toHold({ properties: ['charged-once'], sample: { runs: 1000, seed: 'shop' } });
});

checkSystem(shop({ idempotent: true }));

describe('with two crashes', () => {
  checkSystem(shop({ idempotent: true }), {
    properties: ['charged-once', 'receipt-in-the-end'],
    faults: { crash: 2 },
    timeout: 120_000,
  });
});

it('does not charge twice any more', async () => {
  const system = shop({ idempotent: true });
  const { steps } = await replay(
    new ModelExecution(new Kernel(system)),
    [
      'customer submits',
      'checkout charge#1 takes effect, acknowledgement lost',
      'checkout charge#1 is answered',
      'checkout timer backoff fires',
      'checkout charge#2 takes effect',
    ],
    { properties: system.properties ?? [] },
  );
  expect(steps.flatMap(({ violations }) => violations)).toEqual([]);
});

it('is in the same world on live actors as on the model, whatever the schedule', async () => {
  const system = shop({ idempotent: true });
  const kernel = new Kernel(system);
  await fc.assert(
    fc.asyncProperty(schedules(system, { maxLength: 40 }), async ({ steps }) => {
      const executions = [new ModelExecution(kernel), new LiveExecution(system)];
      for (const execution of executions) await replay(execution, steps);
      const [model, live] = executions.map((execution) => execution.picture());
      expect(live).toEqual(model);
    }),
    { numRuns: 30 },
  );
});

it('charges once under any budget of faults', () => {
  const system = shop({ idempotent: true });
  fc.assert(
    fc.property(faultBudgets({ ack: 2, crash: 1, expiry: 1 }), (faults) => {
      expect({ ...system, faults }).toHold('charged-once');
    }),
    { numRuns: 12 },
  );
});

it('closes an apply too early under own-tasks in the smallest of rollouts, too', () => {
  const smallOnes = rollouts({
    protocol: 'own-tasks',
    parts: [],
    maxOperations: 2,
    faults: ['read', 'crash'],
    maxBudget: 1,
  });
  const { counterexample } = fc.check(
    fc.property(smallOnes, (config) => {
      expect(rolloutSystem(config)).toHold('no-false-terminal');
    }),
    { seed: 1, numRuns: 20 },
  );
  expect(counterexample).toEqual([{ protocol: 'own-tasks', operations: 2, faults: {} }]);
});

it('keeps every safety property under fenced, whatever the rollout, its faults and the schedule', async () => {
  await fc.assert(
    fc.asyncProperty(scheduledRollouts({ protocol: 'fenced', maxOperations: 3 }), async ({ system, kernel, steps }) => {
      const { properties = [] } = system;
      const trace = await replay(new ModelExecution(kernel), steps, { properties });
      expect(trace.steps.flatMap(({ violations }) => violations)).toEqual([]);
    }),
    { seed: 1, numRuns: 30 },
  );
});

/** Where it begins: a scheduler settles the promises and timers, and the test loses acknowledgements by hand. */
const chargesOnce = async (s: fc.Scheduler, lost: readonly boolean[]): Promise<boolean> => {
  let charges = 0;
  const charge = fromPromise<null, { readonly order: string }>(async () => {
    await s.schedule(Promise.resolve(), 'the charge takes effect');
    charges += 1;
    await s.schedule(Promise.resolve(), 'the charge is answered');
    if (lost[charges - 1] === true) throw new Error('timeout');
    return null;
  });
  const clock = {
    setTimeout: (fire: () => void) => void s.schedule(Promise.resolve(), 'a timer').then(fire),
    clearTimeout: () => undefined,
  };
  const actor = createActor(checkout.provide({ actors: { charge } }), { input: { order: 'o-1' }, clock }).start();
  actor.send({ type: 'submit' });
  await s.waitIdle();
  actor.stop();
  return charges <= 1;
};
const before = fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean()), chargesOnce);

/** The same test. Only the order in which promises are settled is drawn by another scheduler, and shrinks. */
const shrinking = fc.asyncProperty(scheduler(), fc.array(fc.boolean()), chargesOnce);

const system = shop({ idempotent: false });

/** What the promises did is a system now. The actors are as real as before, and the assertion is the same. */
const onSchedules = fc.asyncProperty(schedules(system), async ({ steps }) => {
  const execution = new LiveExecution(system);
  await replay(execution, steps);
  return Number(execution.view().read('charges')) <= 1;
});

/** The assertion is a property of the system: it is looked at after every step, and says what is wrong. */
const withProperties = fc.asyncProperty(schedules(system), async ({ steps }) => {
  const { properties = [] } = system;
  const trace = await replay(new LiveExecution(system), steps, { properties });
  expect(trace.steps.flatMap(({ violations }) => violations)).toEqual([]);
});

/** Nothing is left to chance. */
const exhaustively = () => expect(system).toHold('charged-once');

describe('moving over from fc.scheduler()', () => {
  const drawn = { seed: 1, numRuns: 1000 };

  it('begins with a test that finds the double charge', async () => {
    expect((await fc.check(before, drawn)).failed).toBe(true);
  });

  it('finds it with a scheduler that shrinks, and needs nothing that cuts in', async () => {
    const { counterexample } = await fc.check(shrinking, drawn);
    expect(counterexample?.[1]).toEqual([true]);
    expect(fc.stringify(counterexample?.[0])).not.toContain('cuts in');
  });

  it('finds it on schedules of the system, and shrinks them', async () => {
    const { counterexample } = await fc.check(onSchedules, drawn);
    expect(counterexample?.[0].steps).toHaveLength(5);
  });

  it('finds it by the properties of the system', async () => {
    const { counterexample, errorInstance } = await fc.check(withProperties, drawn);
    expect(counterexample?.[0].steps).toHaveLength(5);
    expect(String(errorInstance)).toContain('charged-once');
  });

  it('ends with a test that finds it whatever is drawn', () => {
    expect(exhaustively).toThrow('charged-once is violated: charged 2 times');
  });
});
