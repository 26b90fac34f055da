import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/sim/data/random.ts';
import { hash, StateTable } from '../../../src/sim/tables/state-table.ts';

/** Words are numbers of interned values: small naturals, mostly, and a table that met a large one must make room. */
const anyWord = fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, fc.constantFrom(15, 16, 255, 256, 0x7fffffff), fc.nat());
const anyWorlds = fc.integer({ min: 0, max: 12 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    worlds: fc.array(fc.array(anyWord, { minLength: width, maxLength: width })),
  }),
);

/** Slots of a new table, and the bits of a hash that say which. */
const SLOTS = new StateTable(1).slots.length - 1;

/** Two worlds of one hash, and two that differ in the last word, of one tag and with their slots side by side: both pairs begin alike. */
function collisions() {
  const random = new Random('collisions');
  const hashes = new Map<number, Int32Array>();
  const tags = new Map<number, Int32Array[]>();
  let collision: [Int32Array, Int32Array] | undefined;
  let near: [Int32Array, Int32Array] | undefined;
  while (collision === undefined || near === undefined) {
    const world = Int32Array.of(1, random.below(0x7fffffff), random.below(0x7fffffff));
    const hashed = hash(world, 0, 3);
    const known = hashes.get(hashed);
    if (known !== undefined) collision ??= [known, world];
    hashes.set(hashed, world);
    const last = Int32Array.of(1, 2, world[2] as number);
    const alike = tags.get(hash(last, 0, 3) & ~SLOTS) ?? [];
    const before = alike.find((other) => slotOf(other) === slotOf(last) + 1);
    if (before !== undefined) near ??= [before, last];
    tags.set(hash(last, 0, 3) & ~SLOTS, [...alike, last]);
  }
  return { collision, near };
}

const slotOf = (world: Int32Array): number => hash(world, 0, 3) & SLOTS;

/** A world in the slot of the second, so that it is looked for where the first is. */
function inTheWay([, second]: readonly [Int32Array, Int32Array]): Int32Array {
  for (let word = 0; ; word += 1) {
    const world = Int32Array.of(7, word, 7);
    if (slotOf(world) === slotOf(second)) return world;
  }
}

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

  it('tells apart worlds of one hash that begin alike', () => {
    const { collision, near } = collisions();
    for (const [one, other] of [collision, near]) {
      const table = new StateTable(
        3,
        Array.from({ length: 3 }, () => 0x7fffffff),
      );
      if (near.includes(one)) table.insert(inTheWay(near));
      const { size } = table;
      expect(table.insert(one)).toBe(-1 - size);
      expect(table.find(other)).toBe(-1);
      expect(table.insert(other)).toBe(-2 - size);
      expect([table.find(one), table.find(other)]).toEqual([size, size + 1]);
      const results = new Int32Array(2);
      table.insertAll(Int32Array.of(...one, ...other), 2, results);
      expect([...results]).toEqual([size, size + 1]);
    }
  });

  it('is put into larger slots by several threads, each a part of it', () => {
    const table = new StateTable(2);
    const count = 20_000;
    const worlds = Array.from({ length: count }, (_, index) => Int32Array.of(index, index % 7));
    for (const world of worlds) table.insert(world);
    expect(table.reserveSlots(table.slots.length)).toBe(true);
    for (let from = 0; from < count; from += 5000) table.refill(from, from + 5000);
    for (const [index, world] of worlds.entries())
      if (table.find(world) !== index) expect.fail(`world ${index} is lost`);
    expect(table.slots.filter((entry) => entry !== 0)).toHaveLength(count);
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
