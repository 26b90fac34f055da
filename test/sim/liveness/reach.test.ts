import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingInts } from '../../../src/sim/data/growing.ts';
import { atOnce } from '../../../src/sim/data/pace.ts';
import { Backward } from '../../../src/sim/liveness/reach.ts';

/** A graph as the targets of each world, and some goals. */
const anyGraph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    targets: fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
    goals: fc.array(fc.nat(size - 1), { maxLength: 3 }),
  }),
);

function ints(values: readonly number[]): GrowingInts {
  const list = new GrowingInts(1);
  for (const value of values) list.push(value);
  return list;
}

function unable(targets: readonly (readonly number[])[], goals: readonly number[]): number {
  const ends = targets.map((_, world) => targets.slice(0, world + 1).flat().length);
  const graph = { worlds: targets.length, edges: ints(targets.flat()), edgesEnd: ints(ends) };
  return atOnce(atOnce(Backward.of(graph)).ableToReach(ints(goals))).indexOf(0);
}

/** Searches forward from one world. */
function reaches(targets: readonly (readonly number[])[], goals: readonly number[], from: number): boolean {
  const seen = new Set([from]);
  for (const world of seen) for (const target of targets[world] ?? []) seen.add(target);
  return goals.some((goal) => seen.has(goal));
}

describe('the worlds that cannot reach a goal', () => {
  it('are those from which a search forward finds none', () => {
    fc.assert(
      fc.property(anyGraph, ({ targets, goals }) => {
        expect(unable(targets, goals)).toBe(targets.findIndex((_, world) => !reaches(targets, goals, world)));
      }),
      { numRuns: 500 },
    );
  });

  it('are found for one goal after the other in the same graph', () => {
    const graph = atOnce(Backward.of({ worlds: 3, edges: ints([1, 2]), edgesEnd: ints([1, 2, 2]) }));
    expect([[2], [1], [0, 2]].map((goals) => atOnce(graph.ableToReach(ints(goals))).indexOf(0))).toEqual([-1, 2, -1]);
  });

  it('are none where a cycle can always be left towards a goal, however often it is gone round', () => {
    expect(unable([[1], [0, 2], []], [2])).toBe(-1);
  });

  it('include a cycle that cannot be left', () => {
    expect(unable([[1, 3], [2], [1], []], [3])).toBe(1);
  });

  it('include every world where there is no goal, and an end that is none', () => {
    expect(unable([[0]], [])).toBe(0);
    expect(unable([[1], []], [0])).toBe(1);
  });
});

describe('a growing list', () => {
  it('keeps every number while it grows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 200 }), (values) => {
        const list = ints(values);
        expect(list.size).toBe(values.length);
        expect(values.map((_, index) => list.at(index))).toEqual(values);
        expect(list.bytes).toBeGreaterThanOrEqual(values.length * 4);
      }),
    );
  });
});
