import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/sim/random.ts';
import { StateTable } from '../../src/sim/state-table.ts';

/** Words are numbers of interned values: small naturals, mostly, and a table that met a large one must make room. */
const anyWord = fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, fc.constantFrom(15, 16, 255, 256, 0x7fffffff), fc.nat());
const anyWorlds = fc.integer({ min: 0, max: 12 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    worlds: fc.array(fc.array(anyWord, { minLength: width, maxLength: width })),
  }),
);

describe('a table of worlds', () => {
  it('is a set of them, numbered in the order of insertion', () => {
    fc.assert(
      fc.property(anyWorlds, ({ width, worlds }) => {
        const table = new StateTable(width);
        const numbers = new Map<string, number>();
        for (const world of worlds) {
          const known = numbers.get(world.join());
          if (known === undefined) numbers.set(world.join(), numbers.size);
          expect(table.insert(Int32Array.from(world))).toBe(known ?? -numbers.size);
          expect(table.size).toBe(numbers.size);
        }
      }),
    );
  });

  it('reads back what was inserted, from and to any offset', () => {
    const table = new StateTable(2);
    table.insert(Int32Array.of(9, 9, 1, 2, 9), 2);
    table.insert(Int32Array.of(3, 4));
    const target = new Int32Array(6);
    table.read(0, target, 1);
    table.read(1, target, 4);
    expect([...target]).toEqual([0, 1, 2, 0, 3, 4]);
    expect(table.insert(Int32Array.of(1, 2))).toBe(0);
  });

  it('keeps every world and its number while it grows', () => {
    const table = new StateTable(3);
    const { bytes } = table;
    const count = 20_000;
    const world = (index: number) => Int32Array.of(index, index >> 3, 7);
    for (let index = 0; index < count; index += 1) table.insert(world(index));
    expect(table.size).toBe(count);
    expect(table.bytes).toBeGreaterThan(bytes);
    const read = new Int32Array(3);
    for (let index = 0; index < count; index += 1) {
      table.read(index, read);
      if (read.join() !== world(index).join() || table.insert(read) !== index) expect.fail(`world ${index} is lost`);
    }
    expect(table.size).toBe(count);
  });

  it('tells apart worlds that differ in one bit of one word', () => {
    const width = 9;
    const table = new StateTable(width);
    for (let word = 0; word < width; word += 1) {
      for (let bit = 0; bit < 31; bit += 1) {
        const world = new Int32Array(width);
        world[word] = 1 << bit;
        expect(table.insert(world)).toBe(-1 - (word * 31 + bit));
      }
    }
  });

  it('finds every world again after a word that needs more room came late', () => {
    const table = new StateTable(2);
    const worlds = Array.from({ length: 3000 }, (_, index) => Int32Array.of(index % 15, Math.floor(index / 200)));
    const numbers = worlds.map((world) => table.insert(world));
    table.insert(Int32Array.of(5_000_000, 0));
    table.insert(Int32Array.of(0, 0x7fffffff));
    for (const [index, world] of worlds.entries()) {
      const number = numbers[index] ?? 0;
      if (table.insert(world) !== (number < 0 ? -1 - number : number)) expect.fail(`world ${world.join()} is lost`);
    }
    const read = new Int32Array(2);
    table.read(table.size - 1, read);
    expect([...read]).toEqual([0, 0x7fffffff]);
  });

  it('takes many packed worlds at once as it takes them one by one, known ones, equal ones and while it grows', () => {
    const [single, batched] = [new StateTable(3), new StateTable(3)];
    // Fields are wide enough from here on: packed worlds are taken as they are.
    for (const table of [single, batched]) table.insert(Int32Array.of(15, 15, 15));
    const random = new Random('batches');
    const results = new Int32Array(64);
    const packed = new Int32Array(64 * batched.packing.width);
    for (let round = 0; round < 200; round += 1) {
      const worlds = Array.from({ length: round % 64 }, (_, index) =>
        Int32Array.of(random.below(16), random.below(16), random.below(1 + (index % 16))),
      );
      worlds.forEach((world, index) => batched.packing.pack(world, 0, packed, index * batched.packing.width));
      batched.insertAll(packed, worlds.length, results);
      expect([...results.subarray(0, worlds.length)]).toEqual(worlds.map((world) => single.insert(world)));
    }
    expect(batched.size).toBe(single.size);
    expect(batched.size).toBeGreaterThan(2048);
  });
});
