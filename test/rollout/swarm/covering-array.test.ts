import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveringArray, type Factors, type Row } from '../../../src/rollout/swarm/covering-array.ts';

/** Every row there is. */
const product = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, value) => [...row, value])),
    [[]],
  );

const agrees = (whole: readonly number[], part: Row): boolean =>
  part.every((value, factor) => value === undefined || value === whole[factor]);

/** Factors with some rows forbidden: all that contain one of some pairs of values. */
const arbitrary = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 6 })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      strength: fc.constantFrom(2, 3),
      forbidden: fc.array(
        fc.tuple(fc.tuple(fc.nat(sizes.length - 1), fc.nat(3)), fc.tuple(fc.nat(sizes.length - 1), fc.nat(3))),
        { maxLength: 6 },
      ),
    }),
  )
  .map(({ sizes, strength, forbidden }) => {
    const valid = product(sizes).filter((row) =>
      forbidden.every(([[a, x], [b, y]]) => a === b || row[a] !== x || row[b] !== y),
    );
    const groups = product(sizes.map(() => 2))
      .map((chosen) => chosen.flatMap((isIn, factor) => (isIn === 1 ? [factor] : [])))
      .filter(({ length }) => length === Math.min(strength, sizes.length));
    return { sizes, groups, valid, complete: (row: Row) => valid.find((one) => agrees(one, row)) ?? null };
  });

/** What the values of a row are in some factors, as a text. */
const seenIn = (row: readonly number[], group: readonly number[]): string =>
  group.map((factor) => `${factor}:${row[factor]}`).join();

describe('a covering array', () => {
  it('has every combination of values that a row can have, in rows that are possible', () => {
    let combinations = 0;
    fc.assert(
      fc.property(arbitrary, ({ valid, ...factors }) => {
        const rows = coveringArray(factors);
        for (const row of rows) expect(valid).toContainEqual(row);
        for (const group of factors.groups) {
          const possible = new Set(valid.map((row) => seenIn(row, group)));
          expect(new Set(rows.map((row) => seenIn(row, group)))).toEqual(possible);
          combinations += possible.size;
        }
      }),
      { numRuns: 200 },
    );
    expect(combinations).toBeGreaterThan(1000);
  });

  it('has far fewer rows than there are', () => {
    const sizes = [3, 3, 3, 3];
    const groups = [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ];
    const factors: Factors = { sizes, groups, complete: (row) => row.map((value) => value ?? 0) };
    // Nine rows are the fewest that there can be: each pair of factors has nine pairs of values.
    expect(coveringArray(factors).length).toBeGreaterThanOrEqual(9);
    expect(coveringArray(factors).length).toBeLessThanOrEqual(15);
  });
});
