import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATION_KINDS, STATE_KINDS } from '../../../src/machines/lint/kinds.ts';
import { Lattice } from '../../../src/machines/lint/lattice.ts';
import { multisets } from '../oracle.ts';

const kindsOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 10);
const shapes = fc.record({ count: fc.integer({ min: 1, max: 6 }), size: fc.nat(4), ordered: fc.boolean() });

describe('the lattice', () => {
  // C(26 + n, n): multisets of at most n of 26 words.
  it.each([
    [0, 1],
    [1, 27],
    [2, 378],
    [3, 3654],
    [4, 27_405],
    [5, 169_911],
  ])('has for up to %i children of 26 states %i multisets', (size, count) => {
    expect(new Lattice(STATE_KINDS, { size, ordered: false }).count).toBe(count);
  });

  // 87 kinds: 26 states under 3 policies, and 3 variants of children that have not begun under 3 policies.
  it.each([
    [0, 1],
    [1, 1 + 87],
    [2, 1 + 87 + 87 ** 2],
    [3, 1 + 87 + 87 ** 2 + 87 ** 3],
  ])('has for up to %i operations of 87 kinds %i sequences', (size, count) => {
    expect(OPERATION_KINDS).toHaveLength(87);
    expect(new Lattice(OPERATION_KINDS, { size, ordered: true }).count).toBe(count);
  });

  it('lists what a plain recursion lists', () => {
    const listed = [...new Lattice(kindsOf(5), { size: 3, ordered: false }).lists()].map(String);
    expect(listed.toSorted()).toEqual([...multisets(kindsOf(5), 3)].map(String).toSorted());
  });

  it('lists shorter lists first', () => {
    fc.assert(
      fc.property(shapes, ({ count, ...shape }) => {
        const lengths = [...new Lattice(kindsOf(count), shape).lists()].map(({ length }) => length);
        expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
      }),
    );
  });

  it('numbers its lists from 0 to its count without a gap or a pair', () => {
    fc.assert(
      fc.property(shapes, ({ count, ...shape }) => {
        const lattice = new Lattice(kindsOf(count), shape);
        const numbers = [...lattice.lists()].map((list) => lattice.numberOf(list) ?? -1);
        expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: lattice.count }, (_, index) => index));
      }),
    );
  });

  it('gives all orders of a multiset one number, and those of a sequence one each', () => {
    const [multiset, sequence] = [false, true].map((ordered) => new Lattice(kindsOf(4), { size: 3, ordered }));
    expect(multiset?.numberOf([20, 0, 10])).toBe(multiset?.numberOf([0, 10, 20]));
    expect(sequence?.numberOf([20, 0, 10])).not.toBe(sequence?.numberOf([0, 10, 20]));
  });

  it('has no number for a list that is too long or has a stranger in it', () => {
    const lattice = new Lattice(kindsOf(2), { size: 2, ordered: true });
    expect(lattice.numberOf([0, 0, 0])).toBeUndefined();
    expect(lattice.numberOf([5])).toBeUndefined();
  });
});
