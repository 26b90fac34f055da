/** Small graphs with labels, and what fairness means on them by its definition. */
import fc from 'fast-check';
import type { Graph, Steps } from '../../src/sim/liveness/graph.ts';
import { GrowingInts } from '../../src/sim/data/growing.ts';
import type { UnitFairness } from '../../src/sim/liveness/owed.ts';

/** For each world, where each unit that is possible there leads; and which worlds are goals. */
export interface Labelled {
  readonly steps: readonly ReadonlyMap<number, number>[];
  readonly goals: readonly boolean[];
}

/** Up to seven worlds, few units and many of them possible in several worlds. */
export const anyLabelled: fc.Arbitrary<Labelled> = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    steps: fc.array(
      fc
        .uniqueArray(fc.tuple(fc.nat(4), fc.nat(size - 1)), { selector: ([unit]) => unit, maxLength: 4 })
        .map((pairs) => new Map(pairs)),
      { minLength: size, maxLength: size },
    ),
    goals: fc.array(
      fc.nat(4).map((roll) => roll === 0),
      { minLength: size, maxLength: size },
    ),
  }),
);

export function ints(values: readonly number[]): GrowingInts {
  const list = new GrowingInts(1);
  for (const value of values) list.push(value);
  return list;
}

/** The graph as an exploration keeps it: no labels, no steps that change nothing. */
export function graphOf({ steps }: Labelled): Graph {
  const targets = steps.map((possible, world) => [...possible.values()].filter((to) => to !== world));
  const ends = targets.map((_, world) => targets.slice(0, world + 1).flat().length);
  return { worlds: steps.length, edges: ints(targets.flat()), edgesEnd: ints(ends) };
}

/** Overwrites what it gave before, as an explorer does. */
export function stepsFrom({ steps }: Labelled): (world: number) => Steps {
  const choices = new Int32Array(16);
  const targets = new Int32Array(16);
  return (world) => {
    const possible = [...(steps[world] ?? [])];
    choices.set(possible.map(([unit]) => unit));
    targets.set(possible.map(([, to]) => to));
    return { count: possible.length, choices, targets };
  };
}

export const goalsOf = ({ goals }: Labelled): GrowingInts =>
  ints(goals.flatMap((isGoal, world) => (isGoal ? [world] : [])));

/** A fair run may come to these worlds again and again, to these units on the way, and to nothing else. */
export function isFair(
  { steps }: Labelled,
  worlds: readonly number[],
  taken: ReadonlySet<number>,
  fairness: UnitFairness,
): boolean {
  const possible = (unit: number, world: number): boolean => steps[world]?.has(unit) ?? false;
  const units = new Set(worlds.flatMap((world) => [...(steps[world]?.keys() ?? [])]));
  return [...units].every(
    (unit) => taken.has(unit) || (fairness === 'weak' && worlds.some((world) => !possible(unit, world))),
  );
}

/**
 * The lowest-numbered world from which a fair run never reaches a goal, by trying every set of worlds that it might visit again and
 * again; -1 if there is none. A run that visits a set and may take a step within it again and again can take all such steps.
 */
export function naiveLeast(graph: Labelled, fairness: UnitFairness): number {
  const open = graph.goals.flatMap((isGoal, world) => (isGoal ? [] : [world]));
  const fair = subsets(open).filter((worlds) => isVisitable(graph, worlds) && isFairWithin(graph, worlds, fairness));
  const ends = open.filter((world) => graph.steps[world]?.size === 0);
  const least = Math.min(...ends, ...fair.map((worlds) => Math.min(...worlds)));
  return least === Infinity ? -1 : least;
}

function subsets(worlds: readonly number[]): number[][] {
  return Array.from({ length: 2 ** worlds.length - 1 }, (_, bits) =>
    worlds.filter((_, index) => (((bits + 1) >> index) & 1) === 1),
  );
}

const inner = ({ steps }: Labelled, worlds: readonly number[]): [number, number, number][] =>
  worlds.flatMap((world) =>
    [...(steps[world] ?? [])].flatMap(([unit, to]): [number, number, number][] =>
      worlds.includes(to) ? [[world, unit, to]] : [],
    ),
  );

/** Whether a run can go from each of the worlds to each of them, in at least one step, without leaving them. */
function isVisitable(graph: Labelled, worlds: readonly number[]): boolean {
  const edges = inner(graph, worlds);
  return worlds.every((start) => {
    const seen = new Set(edges.flatMap(([from, , to]) => (from === start ? [to] : [])));
    for (const world of seen) for (const [from, , to] of edges) if (from === world) seen.add(to);
    return seen.size === worlds.length;
  });
}

const isFairWithin = (graph: Labelled, worlds: readonly number[], fairness: UnitFairness): boolean =>
  isFair(graph, worlds, new Set(inner(graph, worlds).map(([, unit]) => unit)), fairness);
