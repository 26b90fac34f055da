import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageTable, Pairs } from '../../../src/sim/symmetry/member-memo.ts';

describe('numbers for pairs', () => {
  it('are the same for the same pair, and count up from 1', () => {
    const pair = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.nat(40));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 2000, size: 'max' }), (list) => {
        const pairs = new Pairs();
        const known = new Map<string, number>();
        for (const [first, second] of list) {
          const text = `${first} ${second}`;
          const expected = known.get(text) ?? known.size + 1;
          known.set(text, expected);
          expect(pairs.id(first, second)).toBe(expected);
        }
        expect(pairs.size).toBe(known.size);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what depends on the images of a few members', () => {
  const MEMBERS = 5;
  const permutation = fc
    .shuffledSubarray([0, 1, 2, 3, 4], { minLength: MEMBERS })
    .map((members) => Int32Array.from(members));

  it('is found again for all permutations that send them to the same places, and for no other', () => {
    const support = fc.subarray([0, 1, 2, 3, 4]);
    const entry = fc.tuple(permutation, fc.nat(9));
    fc.assert(
      fc.property(support, fc.array(entry, { maxLength: 40 }), fc.array(permutation), (members, entries, asked) => {
        const table = new ImageTable(members, MEMBERS);
        const known = new Map<string, number>();
        const key = (to: Int32Array): string => members.map((member) => to[member]).join();
        for (const [to, value] of entries) {
          expect(table.set(to, value)).toBe(value);
          known.set(key(to), value);
        }
        for (const to of [...asked, ...entries.map(([first]) => first)])
          expect(table.get(to)).toBe(known.get(key(to)) ?? -1);
      }),
    );
  });
});
