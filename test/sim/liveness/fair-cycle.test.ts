import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairComponents, type FairComponent } from '../../../src/sim/liveness/fair-component.ts';
import { FairCycles, type FairCycle } from '../../../src/sim/liveness/fair-cycle.ts';
import { atOnce } from '../../../src/sim/data/pace.ts';
import { Backward } from '../../../src/sim/liveness/reach.ts';
import type { UnitFairness } from '../../../src/sim/liveness/owed.ts';
import {
  anyLabelled,
  goalsOf,
  graphOf,
  ints,
  isFair,
  naiveLeast,
  stepsFrom,
  type Labelled,
} from '../labelled-graphs.ts';

const RUNS = 3000;
const FAIRNESSES: readonly UnitFairness[] = ['weak', 'strong'];
const same = (choice: number): number => choice;

function componentOf(graph: Labelled, fairness: UnitFairness) {
  return atOnce(new FairComponents(graphOf(graph), goalsOf(graph), stepsFrom(graph), same).find(fairness));
}

/** From where a fair run misses the goals; -1 from nowhere. */
const least = (graph: Labelled, fairness: UnitFairness): number => componentOf(graph, fairness)?.least ?? -1;

const unable = (graph: Labelled): number =>
  atOnce(atOnce(Backward.of(graphOf(graph))).ableToReach(goalsOf(graph))).indexOf(0);

function cycleOf(graph: Labelled, fairness: UnitFairness): FairCycle | null {
  const component = componentOf(graph, fairness);
  const cycles = new FairCycles(graph.steps.length, stepsFrom(graph), same);
  return component && atOnce(cycles.through(component, fairness));
}

function graph(steps: readonly Record<number, number>[], goals: readonly number[] = []): Labelled {
  const entries = (of: Record<number, number>) => Object.entries(of).map(([unit, to]): [number, number] => [+unit, to]);
  return { steps: steps.map((of) => new Map(entries(of))), goals: steps.map((_, world) => goals.includes(world)) };
}

describe.each(FAIRNESSES)('under %s fairness, goals', (fairness) => {
  it('are missed from the same world as by the definition of fairness, tried on every set of worlds', () => {
    fc.assert(
      fc.property(anyLabelled, (any) => {
        expect(least(any, fairness)).toBe(naiveLeast(any, fairness));
      }),
      { numRuns: RUNS },
    );
  });

  it('are missed on a cycle that is fair, comes back to its first world and has no goal on it', () => {
    fc.assert(
      fc.property(anyLabelled, (any) => {
        const cycle = cycleOf(any, fairness);
        fc.pre(cycle !== null);
        const start = least(any, fairness);
        const worlds = [start];
        for (const unit of cycle.choices) worlds.push(any.steps[worlds.at(-1) ?? 0]?.get(unit) ?? -1);
        expect(worlds.slice(1)).toEqual(cycle.worlds);
        expect(worlds.at(-1)).toBe(start);
        expect(worlds.filter((world) => any.goals[world])).toEqual([]);
        expect(isFair(any, worlds, new Set(cycle.choices), fairness)).toBe(true);
        expect(cycle.choices.length === 0).toBe(any.steps[start]?.size === 0);
        const possible = new Set(worlds.flatMap((world) => [...(any.steps[world]?.keys() ?? [])]));
        expect(new Set(cycle.starved)).toEqual(new Set([...possible].filter((unit) => !cycle.choices.includes(unit))));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what holds under weaker fairness', () => {
  it('holds under stronger fairness: weak, strong, transition', () => {
    fc.assert(
      fc.property(anyLabelled, (any) => {
        const [weak, strong] = [least(any, 'weak'), least(any, 'strong')];
        if (weak === -1) expect(strong).toBe(-1);
        if (strong === -1) expect(unable(any)).toBe(-1);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a cycle', () => {
  /** The goal can be reached from 1 only, by unit 2. */
  const intermittent = graph([{ 0: 1 }, { 1: 0, 2: 2 }, {}], [2]);
  /** The goal can be reached by unit 2 from both worlds. */
  const always = graph([{ 0: 1, 2: 2 }, { 1: 0, 2: 2 }, {}], [2]);

  it('that leaves out what is possible now and then is fair under weak fairness only', () => {
    expect([least(intermittent, 'weak'), least(intermittent, 'strong')]).toEqual([0, -1]);
    expect(cycleOf(intermittent, 'weak')).toEqual({ choices: [0, 1], worlds: [1, 0], starved: [2] });
  });

  it('that leaves out what is possible all the time is not fair', () => {
    expect([least(always, 'weak'), least(always, 'strong')]).toEqual([-1, -1]);
  });

  it('of one world is fair if every step leads back to it', () => {
    const spinning = graph([{ 0: 0, 1: 0 }]);
    expect(cycleOf(spinning, 'weak')).toEqual({ choices: [0, 1], worlds: [0, 0], starved: [] });
    expect(cycleOf(spinning, 'strong')?.choices).toEqual([0, 1]);
    expect(least(graph([{ 0: 0, 1: 1 }, {}], [1]), 'weak')).toBe(-1);
  });

  it('is empty where the run ends', () => {
    expect(cycleOf(graph([{ 0: 1 }, {}]), 'strong')).toEqual({ choices: [], worlds: [], starved: [] });
    expect(least(graph([{ 0: 1 }, {}]), 'strong')).toBe(1);
  });

  it('that goes through a goal does not miss it', () => {
    expect([least(graph([{ 0: 1 }, { 0: 0 }], [1]), 'weak'), least(graph([{ 0: 1 }, { 0: 0 }], [0]), 'weak')]).toEqual([
      -1, -1,
    ]);
  });

  /** Keeping away from world 2, where unit 2 is possible, leaves 0 and 1; unit 3 rules those out, too. */
  it('is ruled out by strong fairness one unit after the other', () => {
    const steps = [{ 0: 1 }, { 0: 0, 1: 2 }, { 0: 0, 2: 3 }, {}];
    expect([least(graph(steps, [3]), 'weak'), least(graph(steps, [3]), 'strong')]).toEqual([0, -1]);
    const escaped = [{ 0: 1 }, { 0: 0 }, { 0: 0, 2: 3 }, {}];
    expect(least(graph(escaped, [3]), 'strong')).toBe(0);
  });
});

describe('a long cycle', () => {
  it('is found without a deep stack', () => {
    const worlds = 200_000;
    const next = (world: number): number => (world + 1) % worlds;
    const numbers = Array.from({ length: worlds }, (_, world) => world);
    const ring = { worlds, edges: ints(numbers.map(next)), edgesEnd: ints(numbers.map((world) => world + 1)) };
    const steps = (world: number) => ({ count: 1, choices: Int32Array.of(0), targets: Int32Array.of(next(world)) });
    const component = atOnce(new FairComponents(ring, ints([]), steps, same).find('strong'));
    expect(component?.least).toBe(0);
    const { choices } = atOnce(new FairCycles(worlds, steps, same).through(component as FairComponent, 'weak'));
    expect(choices.length).toBe(worlds);
  });
});
