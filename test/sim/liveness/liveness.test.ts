import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { ModelExecution, type Execution } from '../../../src/sim/execution/execution.ts';
import { explore, Explorer, type ExploreOptions, type Finding } from '../../../src/sim/search/explore.ts';
import { followCycle } from '../../../src/sim/execution/follow-cycle.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { LiveExecution } from '../../../src/sim/execution/live.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import {
  BLOCKED,
  type AnySystem,
  type Fairness,
  type LivenessProperty,
  type Property,
  type Transaction,
  type View,
} from '../../../src/sim/contract/system.ts';
import { interchangeableOperations } from '../../../examples/interchangeable-operations/system.ts';
import { peterson } from '../../../examples/peterson/system.ts';
import { anySpec, build } from '../any-system.ts';
import { asked } from '../little-machines.ts';
import { small, type Counters } from '../systems.ts';

const FAIRNESSES: readonly Fairness[] = ['weak', 'strong', 'transition'];

function reaching(goal: (world: View<Counters>) => boolean, fairness?: Fairness): LivenessProperty<never> {
  const property = { kind: 'liveness', name: 'gets-there', summary: '', goal: goal as never } as const;
  return fairness === undefined ? property : { ...property, fairness };
}

const cellIs = (cell: string, value: number) => (world: View<Counters>) => world.read(cell) === value;

function found(system: AnySystem, property: LivenessProperty<never>, options: ExploreOptions = {}): Finding {
  const [finding] = explore(new Kernel(system), { properties: [property], ...options }).findings;
  return finding as Finding;
}

/** What is found under weak, strong and transition fairness. */
const results = (system: AnySystem, property: LivenessProperty<never>): string[] =>
  FAIRNESSES.map((fairness) => found(system, property, { fairness }).result);

/** Polls for ever: asks, waits, asks again. */
const polling = setup({ actors: { poll: asked } }).createMachine({
  id: 'polling',
  initial: 'asking',
  states: {
    asking: { invoke: { id: 'poll', src: 'poll', onDone: 'resting' } },
    resting: { after: { 100: 'asking' } },
  },
});

const still = setup({}).createMachine({ id: 'still' });

/** A poller beside an environment of steps between the values of one cell, each possible in some of them. */
function beside(machine: 'polling' | 'still', steps: Record<string, Record<number, number>>): AnySystem {
  const environment = Object.entries(steps).map(([label, targets]) => [
    label,
    {
      run: (tx: { read(cell: string): number; write(cell: string, value: number): void }) => {
        const to = targets[tx.read('at')];
        return to === undefined ? BLOCKED : tx.write('at', to);
      },
    },
  ]);
  return small('beside', {
    store: { at: 0 },
    actors: { it: { machine: machine === 'polling' ? polling : still } },
    services: { poll: { access: 'observation', run: (_: never, tx) => tx.read('at') } },
    environment: Object.fromEntries(environment) as never,
  });
}

/** Follows the counterexample by its labels; what its cycle comes to. */
async function followed(kernel: Kernel, property: LivenessProperty<never>, { path }: Finding, on: Execution) {
  const { choices = [], cycle = [] } = path ?? {};
  const all = labelsOf(kernel, [...choices, ...cycle]);
  expect((await replay(on, all.slice(0, choices.length))).divergence).toBeNull();
  return followCycle(on, all.slice(choices.length), [property]);
}

describe('a poll loop', () => {
  const there = reaching(cellIs('at', 1));

  it('that waits for what nobody does never ends, and misses its goal all the same', () => {
    const { result, path } = found(beside('polling', {}), there);
    expect(result).toBe('violated');
    expect(path).toMatchObject({ choices: [], starved: [], waiting: [], outOfReach: 0 });
    expect(path?.cycle).toHaveLength(3);
    expect(path?.message).toBe('from here the run may go round for ever by 3 steps and never reach the goal');
    expect(results(beside('polling', {}), there)).toEqual(['violated', 'violated', 'violated']);
  });

  it('does not keep somebody else from what is possible all the time', () => {
    expect(results(beside('polling', { arrive: { 0: 1 } }), there)).toEqual(['holds', 'holds', 'holds']);
  });
});

describe('two who hand a token to and fro while a third waits for it', () => {
  const hands = { 'A gives': { 0: 1 }, 'B gives': { 1: 0 }, 'C takes': { 1: 2 } };
  const taken = reaching(cellIs('at', 2));

  it('starve the third under weak fairness, and no longer under strong fairness', () => {
    expect(results(beside('still', hands), taken)).toEqual(['violated', 'holds', 'holds']);
  });

  it('are named as what goes on for ever, and the third as what is never taken', () => {
    const system = beside('still', hands);
    const kernel = new Kernel(system);
    const path = explore(kernel, { properties: [taken], fairness: 'weak' }).findings[0]?.path;
    expect(labelsOf(kernel, [...(path?.choices ?? []), ...(path?.cycle ?? [])])).toEqual(['A gives', 'B gives']);
    expect(path?.starved).toEqual(['C takes']);
    expect(path?.outOfReach).toBeUndefined();
    expect(path?.message).toContain('and not taken: C takes');
  });
});

describe('a goal', () => {
  const there = reaching(cellIs('at', 9));

  it('that only an unfair loop avoids is reached', () => {
    expect(results(beside('still', { spin: { 0: 0 }, go: { 0: 9 } }), there)).toEqual(['holds', 'holds', 'holds']);
  });

  it('that is left by a step of the same label elsewhere needs fairness towards single transitions', () => {
    const system = beside('still', { turn: { 0: 1, 1: 0 }, step: { 0: 9, 1: 2 }, back: { 2: 0 } });
    expect(results(system, there)).toEqual(['violated', 'violated', 'holds']);
  });

  it('that a cycle passes through again and again is reached from everywhere', () => {
    const round = { on: { 0: 1, 1: 2, 2: 0 } };
    for (const at of [0, 1, 2])
      expect(results(beside('still', round), reaching(cellIs('at', at)))).toEqual(['holds', 'holds', 'holds']);
  });

  it('that was reached and left for good is missed', () => {
    expect(results(beside('still', { on: { 0: 1 } }), reaching(cellIs('at', 0)))).toEqual(Array(3).fill('violated'));
  });

  it('that is out of reach is told from where on', () => {
    const system = beside('still', { wrong: { 0: 1 }, right: { 0: 9 }, on: { 1: 2 }, round: { 2: 3, 3: 2 } });
    const { path } = found(system, there);
    expect([path?.choices.length, path?.cycle?.length, path?.outOfReach]).toEqual([2, 2, 1]);
  });
});

describe('a run that ends', () => {
  const locker = setup({ actors: { lock: asked } }).createMachine({
    id: 'locker',
    initial: 'first',
    states: {
      first: { invoke: { id: 'first', src: 'lock', input: { nth: 1 }, onDone: 'second' } },
      second: { invoke: { id: 'second', src: 'lock', input: { nth: 2 }, onDone: 'both' } },
      both: {},
    },
  });
  /** Two lock the same two things, each in its own order. */
  const deadlock = small('deadlock', {
    store: { x: 0, y: 0 },
    actors: { p: { machine: locker }, q: { machine: locker } },
    services: {
      lock: {
        access: 'write',
        atomic: true,
        run: ({ nth }: { nth: number }, tx: Transaction<Counters>, self: string) => {
          const cell = (nth === 1) === (self === 'p') ? 'x' : 'y';
          return tx.read(cell) === 0 ? (tx.write(cell, 1), null) : BLOCKED;
        },
      },
    },
  });
  const done = reaching((world) => ['p', 'q'].some((name) => world.actor(name)?.value === 'both'));

  it('before the goal has an empty cycle, and says who waits', () => {
    for (const fairness of ['weak', 'strong'] as const) {
      const { path } = found(deadlock, done, { fairness });
      expect(path?.cycle).toEqual([]);
      expect(path?.choices).toHaveLength(2);
      expect(path?.waiting).toEqual(['p lock', 'q lock']);
      expect(path?.message).toBe(
        'here the run ends, as nothing is possible any more without a fault, and the goal is not reached; waiting all along: p lock, q lock',
      );
    }
  });

  it('is told the same when it is followed, on the model and on live actors', async () => {
    const kernel = new Kernel(deadlock);
    const [finding] = explore(kernel, { properties: [done] }).findings;
    for (const execution of [new ModelExecution(kernel), new LiveExecution(deadlock)]) {
      const labels = labelsOf(kernel, finding?.path?.choices ?? []);
      await replay(execution, labels);
      expect((await followCycle(execution, [], [done])).missed).toEqual([
        { property: 'gets-there', message: finding?.path?.message },
      ]);
    }
  });

  it('is not one where something is still possible', async () => {
    const followed = await followCycle(new ModelExecution(new Kernel(deadlock)), [], [done]);
    expect(followed).toMatchObject({ unfairTo: ['p lock takes effect', 'q lock takes effect'], missed: [] });
  });
});

describe('the cycle of a counterexample', () => {
  const anyGoal = fc.record({ cell: fc.constantFrom('x', 'y'), value: fc.nat(3) });

  it('leads back to the same world in any system, is fair and misses the goal, on the model and on live actors', async () => {
    let cycles = 0;
    await fc.assert(
      fc.asyncProperty(anySpec, anyGoal, fc.constantFrom('weak', 'strong'), async (spec, { cell, value }, fairness) => {
        const system = build(spec, 2);
        const kernel = new Kernel(system);
        const property = reaching(cellIs(cell, value));
        const options = { properties: [property], fairness, maxStates: 400 } as const;
        const finding = explore(kernel, options).findings[0] as Finding;
        fc.pre(finding.path?.cycle !== undefined);
        cycles += finding.path.cycle.length > 0 ? 1 : 0;
        const { message } = finding.path;
        for (const execution of [new ModelExecution(kernel), new LiveExecution(system)]) {
          const { missed, returns } = await followed(kernel, property, finding, execution);
          expect(returns).toBe(true);
          expect(missed).toEqual([{ property: property.name, message }]);
        }
      }),
      { numRuns: 25 },
    );
    expect(cycles).toBeGreaterThan(0);
  });

  it('is not one any more if the world at its end is another one, or a step is not possible', async () => {
    const system = beside('still', { on: { 0: 1, 1: 2, 2: 0 } });
    const follow = (...labels: string[]) =>
      followCycle(new ModelExecution(new Kernel(system)), labels, [reaching(cellIs('at', 9))]);
    expect((await follow('on', 'on', 'on')).missed).toHaveLength(1);
    expect(await follow('on', 'on')).toMatchObject({ returns: false, missed: [] });
    expect(await follow('on', 'off')).toMatchObject({ returns: false, missed: [], trace: { divergence: { step: 1 } } });
  });

  it('that meets a goal, or is unfair, breaks nothing', async () => {
    const round = beside('still', { on: { 0: 1, 1: 0 }, go: { 0: 9, 1: 9 } });
    const follow = (at: number) =>
      followCycle(new ModelExecution(new Kernel(round)), ['on', 'on'], [reaching(cellIs('at', at))]);
    expect(await follow(9)).toMatchObject({ returns: true, unfairTo: ['go'], missed: [] });
    const calm = beside('still', { on: { 0: 1, 1: 0 } });
    const met = followCycle(new ModelExecution(new Kernel(calm)), ['on', 'on'], [reaching(cellIs('at', 1))]);
    expect((await met).missed).toEqual([]);
  });
});

describe('the fairness of a property', () => {
  const system = beside('still', { 'A gives': { 0: 1 }, 'B gives': { 1: 0 }, 'C takes': { 1: 2 } });
  const taken = cellIs('at', 2);

  it('is its own, or else what the exploration is asked for, or else weak', () => {
    expect(found(system, reaching(taken)).result).toBe('violated');
    expect(found(system, reaching(taken), { fairness: 'strong' }).result).toBe('holds');
    expect(found(system, reaching(taken, 'weak'), { fairness: 'strong' }).result).toBe('violated');
    expect(found(system, reaching(taken, 'transition'), { fairness: 'weak' }).result).toBe('holds');
  });

  it('is towards transitions where worlds are left out, and nothing else can be asked for there', () => {
    expect(found(system, reaching(taken), { reduce: true }).result).toBe('holds');
    expect(() => found(system, reaching(taken), { reduce: true, fairness: 'strong' })).toThrow(
      'an exploration with `reduce` cannot decide the liveness property "gets-there" under strong fairness: explore without it, or ask for the fairness "transition"',
    );
    expect(() => found(system, reaching(taken, 'weak'), { reduce: true })).toThrow('under weak fairness');
  });

  it('leaves open what a bounded exploration has not seen', () => {
    for (const fairness of FAIRNESSES)
      expect(found(system, reaching(taken), { fairness, maxStates: 2 }).result).toBe('inconclusive');
  });

  it('may be weak for those who wait for their turn in the algorithm of Peterson', () => {
    const { findings } = explore(new Kernel(peterson()), { fairness: 'weak' });
    expect(findings.map(({ result }) => result)).toEqual(['holds', 'holds', 'holds']);
  });
});

describe('an exploration of which every world was seen', () => {
  const alwaysThere: Property<never> = { kind: 'safety', name: 'always-there', summary: '', check: () => null };
  const system = interchangeableOperations(7);

  it.each(FAIRNESSES)(
    'pauses while it decides liveness under %s fairness, and comes to the same in the end',
    (fairness) => {
      const explorer = new Explorer(new Kernel(system), { fairness });
      const deciding = new Set<string | null>();
      while (explorer.advance(4 ** 7)) deciding.add(explorer.progress.deciding);
      expect([...deciding]).toContain('every-operation-ends');
      expect(explorer.progress).toMatchObject({ states: 4 ** 7, frontier: 0, deciding: null });
      expect(explorer.result()).toEqual(explore(new Kernel(system), { fairness }));
      expect(explorer.result()).toMatchObject({ verdict: 'exhausted', bound: null, findings: [{ result: 'holds' }] });
    },
  );

  it('that is ended while it decides liveness says so, and what it knows of safety', () => {
    const properties = [alwaysThere, ...(system.properties ?? [])];
    const explorer = new Explorer(new Kernel(system), { properties });
    while (explorer.progress.deciding === null) expect(explorer.advance(4 ** 7)).toBe(true);
    const { verdict, bound, findings } = explorer.result('timeout 1 s');
    expect({ verdict, bound }).toEqual({ verdict: 'exhausted', bound: 'timeout 1 s' });
    expect(findings.map(({ property, result }) => [property.name, result])).toEqual([
      ['always-there', 'holds'],
      ['every-operation-ends', 'inconclusive'],
    ]);
  });
});
