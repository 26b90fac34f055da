import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPromise, setup } from 'xstate';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import { BLOCKED, defineSystem, type AnySystem, type Property, type View } from '../../../src/sim/contract/system.ts';
import { changRoberts } from '../../../examples/chang-roberts/system.ts';
import { shop } from '../../../examples/checkout/system.ts';
import { interchangeableOperations } from '../../../examples/interchangeable-operations/system.ts';
import { peterson } from '../../../examples/peterson/system.ts';
import { twoPhaseCommit } from '../../../examples/two-phase-commit/system.ts';
import { propertiesOf } from '../any-properties.ts';
import { anySpec, build } from '../any-system.ts';
import { SYSTEMS } from '../systems.ts';

const verdicts = ({ verdict, findings, witnesses }: Exploration) => ({
  verdict,
  findings: findings.map(({ property, result }) => [property.name, result]),
  witnesses,
});

/** More than any system here has, but for the one that has no end. */
const ENOUGH = 20_000;
const ENDLESS = 'a compound state that is done';

function exploredInFull(system: AnySystem, properties: readonly Property<never>[], maxStates = ENOUGH): Exploration {
  return explore(new Kernel(system), { properties, fairness: 'transition', maxStates });
}

/** A verdict can only be compared where every world was seen. */
async function agrees(system: AnySystem, properties: readonly Property<never>[]): Promise<void> {
  const full = exploredInFull(system, properties);
  expect(full.verdict).toBe('exhausted');
  await agreesWith(full, system, properties);
}

async function agreesWith(full: Exploration, system: AnySystem, properties: readonly Property<never>[]): Promise<void> {
  const kernel = new Kernel(system);
  const reduced = explore(kernel, { properties, reduce: true });
  expect(verdicts(reduced)).toEqual(verdicts(full));
  expect(reduced.states).toBeLessThanOrEqual(full.states);
  const violated = reduced.findings.filter(({ property, path }) => path !== undefined && property.kind === 'safety');
  for (const { property, path } of violated.slice(0, 3)) {
    if (path === undefined) continue;
    const { steps } = await replay(new ModelExecution(kernel), labelsOf(kernel, path.choices), {
      properties: [property],
    });
    if (path.choices.length > 0) expect(steps.at(-1)?.violations[0]?.property).toBe(property.name);
  }
}

const bare = { name: 'bare', config: null, store: {}, services: {} };

function never(broken: (world: View) => boolean): Property<never> {
  const check = (after: View<never>): string | null => (broken(after as unknown as View) ? 'seen' : null);
  return { kind: 'safety', name: 'never', summary: '', check };
}

/** Without the reduction, and with it. */
function results(system: AnySystem, properties: readonly Property<never>[]): unknown[] {
  return [false, true].map(
    (reduce) => explore(new Kernel(system), { properties, reduce, fairness: 'transition' }).findings[0]?.result,
  );
}

describe('partial-order reduction', () => {
  it('gives the same verdicts on arbitrary systems, and paths that replay', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, async (spec) => {
        const system = build(spec, 2);
        const properties = propertiesOf(system);
        const full = exploredInFull(system, properties, 400);
        fc.pre(full.verdict === 'exhausted');
        await agreesWith(full, system, properties);
      }),
      { numRuns: 25 },
    );
  });

  const ending = SYSTEMS.filter(({ name }) => name !== ENDLESS);
  it.each(ending.map((system) => [system.name, system] as const))(
    'gives the same verdicts on %s',
    async (_, system) => {
      await agrees(system, propertiesOf(system));
    },
  );

  it('is as far from an end as without it where there is none', () => {
    const system = SYSTEMS.find(({ name }) => name === ENDLESS) as AnySystem;
    const cut = { properties: [], maxStates: 1000 };
    const both = [false, true].map((reduce) => explore(new Kernel(system), { ...cut, reduce }).verdict);
    expect(both).toEqual(['bounded', 'bounded']);
  });

  const examples: readonly (readonly [string, AnySystem])[] = [
    ['two-phase commit', twoPhaseCommit(3)],
    ["Peterson's algorithm", peterson()],
    ['an election among 3', changRoberts(3, [1, 2, 3])],
    ['a checkout', shop({ idempotent: false })],
    ['a checkout that is mended', shop({ idempotent: true })],
    ['4 operations', interchangeableOperations(4)],
  ];
  it.each(examples)('gives the same verdicts on the example %s', async (_, system) => {
    await agrees(system, [...(system.properties ?? []), ...propertiesOf(system).slice(0, 24)]);
  });

  const rollouts = PROTOCOLS.flatMap(({ name: protocol }) => [
    { protocol, operations: 1, faults: { read: 1, stale: 1, write: 1, ack: 1, crash: 1, failure: 1 } },
    { protocol, operations: 2, faults: { failure: 1 } },
    { protocol, legacy: true, faults: { read: 1, crash: 1, failure: 1, stop: 1 } },
  ]);
  it.each(rollouts)('gives the same verdicts on the rollout %j', async (config) => {
    const system = rolloutSystem(config);
    await agrees(system, system.properties ?? []);
  });

  it('keeps the order of two timers where a property looks at both actors', () => {
    const late = setup({}).createMachine({ initial: 'early', states: { early: { after: { 10: 'late' } }, late: {} } });
    const system = defineSystem({ ...bare, actors: { a: { machine: late }, b: { machine: late } } });
    const violated = never((world) => world.actor('a')?.value === 'early' && world.actor('b')?.value === 'late');
    expect(results(system, [violated])).toEqual(['violated', 'violated']);
  });

  it('does not hurry an actor whose state somebody else looks at', () => {
    const late = setup({}).createMachine({ initial: 'early', states: { early: { after: { 10: 'late' } }, late: {} } });
    const system = defineSystem<{ seen: boolean }>({
      ...bare,
      store: { seen: false },
      actors: { a: { machine: late } },
      environment: { peek: { run: (tx) => (tx.actor('a')?.value === 'early' ? tx.write('seen', true) : BLOCKED) } },
    });
    expect(results(system, [never((world) => world.read('seen') === true)])).toEqual(['violated', 'violated']);
  });

  it('begins again when it turns out late that somebody looks at an actor', () => {
    const late = setup({}).createMachine({ initial: 'early', states: { early: { after: { 10: 'late' } }, late: {} } });
    const system = defineSystem<{ open: boolean; seen: boolean }>({
      ...bare,
      store: { open: false, seen: false },
      actors: { a: { machine: late } },
      environment: {
        open: { run: (tx) => tx.write('open', true) },
        peek: {
          run: (tx) => {
            if (!tx.read('open') || tx.actor('a')?.value !== 'early') return BLOCKED;
            return tx.write('seen', true);
          },
        },
      },
    });
    expect(results(system, [never((world) => world.read('seen') === true)])).toEqual(['violated', 'violated']);
  });

  it('takes both of two timers that may be first', () => {
    const machine = setup({ actors: { ask: fromPromise<null>(async () => null) } }).createMachine({
      type: 'parallel',
      states: {
        long: { initial: 'set', states: { set: { after: { 15: 'over' } }, over: {} } },
        short: {
          initial: 'asking',
          states: {
            asking: { invoke: { src: 'ask', onDone: 'set' } },
            set: { after: { 10: 'over' } },
            over: {},
          },
        },
      },
    });
    const system = defineSystem({
      ...bare,
      actors: { a: { machine } },
      services: { ask: { access: 'observation', run: () => null } },
    });
    for (const value of [
      { long: 'over', short: 'set' },
      { long: 'set', short: 'over' },
    ]) {
      const met = (world: View): boolean => JSON.stringify(world.actor('a')?.value) === JSON.stringify(value);
      expect(results(system, [never(met)])).toEqual(['violated', 'violated']);
    }
  });

  it('does not let an actor that ticks for ever keep the others from acting', () => {
    const ticking = setup({}).createMachine({
      initial: 'tick',
      states: { tick: { after: { 10: 'tock' } }, tock: { after: { 10: 'tick' } } },
    });
    const system = defineSystem<{ done: boolean }>({
      ...bare,
      store: { done: false },
      actors: { clock: { machine: ticking } },
      environment: { finish: { run: (tx) => tx.write('done', true) } },
    });
    expect(results(system, [never((world) => world.read('done') === true)])).toEqual(['violated', 'violated']);
  });

  it('does not let an actor that asks for ever keep the others from acting, though what it asks reads nothing', () => {
    const asking = setup({ actors: { ask: fromPromise<null>(async () => null) } }).createMachine({
      initial: 'asking',
      states: { asking: { invoke: { src: 'ask', onDone: { target: 'asking', reenter: true } } } },
    });
    const system = defineSystem<{ done: boolean }>({
      ...bare,
      store: { done: false },
      actors: { poller: { machine: asking } },
      services: { ask: { access: 'observation', run: () => null } },
      environment: { finish: { run: (tx) => tx.write('done', true) } },
    });
    expect(results(system, [never((world) => world.read('done') === true)])).toEqual(['violated', 'violated']);
  });

  it('leaves out most of a rollout', () => {
    const { states } = explore(new Kernel(rolloutSystem({ operations: 2, faults: {} })), { reduce: true });
    // 5,291 without the reduction, pinned in test/rollout/counts.test.ts.
    expect(states).toBe(2748);
  });

  it('has nothing to leave out where all steps are atomic', () => {
    expect(explore(new Kernel(twoPhaseCommit(3)), { reduce: true }).states).toBe(288);
  });
});
