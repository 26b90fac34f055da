import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Packing } from '../../../src/sim/tables/packing.ts';

const maxOf = (bits: number): number => (bits >= 31 ? 0x7fffffff : 2 ** bits - 1);

const anyFields = fc.array(
  fc
    .integer({ min: 1, max: 32 })
    .chain((bits) =>
      fc.record({ bits: fc.constant(bits), value: fc.oneof(fc.constant(maxOf(bits)), fc.nat(maxOf(bits))) }),
    ),
  { maxLength: 12 },
);

describe('the packing of a world', () => {
  it('gives back every field that fits, from and to any place', () => {
    fc.assert(
      fc.property(anyFields, fc.nat(3), (fields, offset) => {
        const packing = new Packing(Uint8Array.from(fields, ({ bits }) => bits));
        const world = Int32Array.from([
          ...Array.from({ length: offset }, () => 99),
          ...fields.map(({ value }) => value),
        ]);
        const packed = new Int32Array(packing.width + offset).fill(-1);
        expect(packing.pack(world, offset, packed, offset)).toBe(-1);
        const again = Int32Array.from(world, () => 99);
        packing.unpack(packed, offset, again, offset);
        expect([...again]).toEqual([...world]);
      }),
    );
  });

  it('names the first field that is too narrow, and has room for it once that is widened', () => {
    const packing = new Packing(Uint8Array.of(4, 4, 2));
    const world = Int32Array.of(15, 16, 4);
    const packed = new Int32Array(1);
    expect(packing.pack(world, 0, packed)).toBe(1);
    const wider = packing.widened(1, 16);
    expect(wider.pack(world, 0, packed)).toBe(2);
    expect(wider.widened(2, 4).pack(world, 0, packed)).toBe(-1);
  });

  it('never splits a field between two words', () => {
    expect(new Packing(Uint8Array.of(20, 12)).width).toBe(1);
    expect(new Packing(Uint8Array.of(20, 13)).width).toBe(2);
    expect(new Packing(Uint8Array.of(32, 1, 31)).width).toBe(2);
  });
});
