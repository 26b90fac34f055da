/**
 * An exact set of worlds, numbered in the order of insertion: open addressing with linear probing over one growing array of
 * packed words. Fields start narrow and are widened, with everything repacked, when a value does not fit: the numbers of
 * interned values settle early, while the table is still small.
 *
 * A slot holds the number of a world plus one in its low bits, as many as the length of the table needs, and a tag of hash
 * bits in the others: a world is compared only where the tag says that it may be the same.
 */
import type { AtomicOperations } from '../data/atomics.ts';
import { grown, ints, type Ints } from '../data/growing.ts';
import { Packing } from './packing.ts';

const INITIAL_BITS = 2;
const INITIAL_SLOTS = 4096;
const SMALL_SLOTS = 2 ** 22;
/** How full the slots may be. Probing costs little where tags tell most worlds apart within one line of memory. */
const MOST_FULL = 0.7;

/** The memory of a table: packed worlds, slots, the bits of each field of a packed world, and how many worlds there are. */
export interface TableMemory {
  readonly words: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  readonly bits: Uint8Array;
  readonly size: number;
}

export class StateTable {
  readonly width: number;
  #packing: Packing;
  #packed: Int32Array;
  #words: Ints;
  #slots = ints(INITIAL_SLOTS);
  #size = 0;
  // oxlint-disable-next-line no-unused-private-class-members -- keeps the optimiser from dropping loads that only warm the caches
  #touched = 0;

  /**
   * @param width words in a world
   * @param largest by word a value that its field should hold from the beginning
   */
  constructor(width: number, largest: ArrayLike<number> = new Uint8Array(width)) {
    this.width = width;
    this.#packing = new Packing(Uint8Array.from(largest, (value) => Math.max(INITIAL_BITS, 32 - Math.clz32(value))));
    this.#packed = new Int32Array(this.#packing.width);
    this.#words = ints(1024 * this.#packing.width);
  }

  /** How many distinct worlds were inserted. */
  get size(): number {
    return this.#size;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#size * this.packedBytes + this.#slots.byteLength;
  }

  /** Bytes of one packed world. */
  get packedBytes(): number {
    return this.#packing.width * 4;
  }

  /** What threads have to share to look into the table. */
  get memory(): TableMemory {
    return { words: this.#words.buffer, slots: this.#slots.buffer, bits: this.#packing.bits, size: this.#size };
  }

  /** Takes over the memory of a table that another thread holds. */
  adopt({ words, slots, bits, size }: TableMemory): void {
    if (bits.join() !== this.#packing.bits.join()) {
      this.#packing = new Packing(bits);
      this.#packed = new Int32Array(this.#packing.width);
    }
    this.#words = new Int32Array(words);
    this.#slots = new Int32Array(slots);
    this.#size = size;
  }

  /** The packed worlds, one after the other. */
  get words(): Ints {
    return this.#words;
  }

  /** Which number is where: see above. */
  get slots(): Ints {
    return this.#slots;
  }

  /**
   * Sees to it that numbers up to `size` can be put into the slots. True if the slots are new, and empty: they must be
   * {@link refill}ed.
   */
  reserveSlots(size: number): boolean {
    let { length } = this.#slots;
    while (size > length * MOST_FULL) length *= 2;
    if (length === this.#slots.length) return false;
    this.#slots = ints(length);
    return true;
  }

  /** Puts the worlds from one number to another into the slots; several threads may do so at the same time. */
  refill(from: number, to: number, atomics: AtomicOperations = Atomics): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const width = this.#packing.width;
    for (let index = from; index < to; index += 1) {
      const hashed = hash(this.#words, index * width, width);
      const entry = (hashed & ~mask) | (index + 1);
      let slot = hashed & mask;
      while (slots[slot] !== 0 || atomics.compareExchange(slots, slot, 0, entry) !== 0) slot = (slot + 1) & mask;
    }
  }

  /** Makes the table `added` worlds larger; whoever asks for it writes them. */
  extend(added: number): void {
    this.#size += added;
    const needed = this.#size * this.#packing.width;
    if (needed > this.#words.length) this.#words = grown(this.#words, Math.max(needed, this.#words.length * 2));
  }

  /** Forgets the worlds from this number on, wherever slots may speak of them. */
  truncate(size: number): void {
    this.#size = size;
    this.rebuild();
  }

  /** Fills the slots anew from the worlds alone. */
  rebuild(): void {
    this.#rehash(this.#slots.length);
  }

  /** How worlds are packed now. It is replaced when a value does not fit. */
  get packing(): Packing {
    return this.#packing;
  }

  /** The number of the world that starts at `offset`; -1 - number if it was not there yet and has been inserted. */
  insert(source: Int32Array, offset = 0): number {
    const tooNarrow = this.#packing.pack(source, offset, this.#packed);
    if (tooNarrow < 0) return this.insertPacked(this.#packed);
    this.widen(tooNarrow, source[offset + tooNarrow] as number);
    return this.insert(source, offset);
  }

  /** The number of the world that starts at `offset`, or -1. */
  find(source: Int32Array, offset = 0): number {
    if (this.#packing.pack(source, offset, this.#packed) >= 0) return -1;
    const width = this.#packing.width;
    const mask = this.#slots.length - 1;
    const hashed = hash(this.#packed, 0, width);
    for (let slot = hashed & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] as number;
      if (found === 0) return -1;
      const number = (found & mask) - 1;
      if (this.#isAt(number, this.#packed, 0)) return number;
    }
  }

  /** The same for a world in the present packing that starts at `start`. */
  insertPacked(packed: Int32Array, start = 0): number {
    return this.#insertHashed(packed, start, hash(packed, start, this.#packing.width));
  }

  /**
   * The same for `count` packed worlds one after the other; the answers are left in `results`.
   *
   * All look-ups are begun before the first is finished: where the table is larger than the caches, the processor then waits
   * for several lines of memory at once, not for one after the other.
   */
  insertAll(packed: Int32Array, count: number, results: Int32Array): void {
    const width = this.#packing.width;
    const slots = this.#slots;
    const words = this.#words;
    const mask = slots.length - 1;
    let touched = 0;
    for (let i = 0; i < count; i += 1) {
      const hashed = hash(packed, i * width, width);
      results[i] = hashed;
      const found = slots[hashed & mask] as number;
      if (found !== 0 && ((found ^ hashed) & ~mask) === 0) touched ^= words[((found & mask) - 1) * width] as number;
    }
    this.#touched = touched;
    for (let i = 0; i < count; i += 1) results[i] = this.#insertHashed(packed, i * width, results[i] as number);
  }

  #insertHashed(packed: Int32Array, from: number, hashed: number): number {
    const slots = this.#slots;
    const words = this.#words;
    const width = this.#packing.width;
    const mask = slots.length - 1;
    const first = packed[from] as number;
    let slot = hashed & mask;
    let found = slots[slot] as number;
    while (found !== 0) {
      if (((found ^ hashed) & ~mask) === 0) {
        const number = (found & mask) - 1;
        const start = number * width;
        if (words[start] === first) {
          let same = 1;
          while (same < width && words[start + same] === packed[from + same]) same += 1;
          if (same === width) return number;
        }
      }
      slot = (slot + 1) & mask;
      found = slots[slot] as number;
    }
    return -1 - this.#append(packed, from, slot, hashed & ~mask);
  }

  #isAt(number: number, packed: Int32Array, from: number): boolean {
    const words = this.#words;
    const width = this.#packing.width;
    const start = number * width;
    let same = 0;
    while (same < width && words[start + same] === packed[from + same]) same += 1;
    return same === width;
  }

  /** Copies the world with that number to `target` at `offset`. */
  read(index: number, target: Int32Array, offset = 0): void {
    this.#packing.unpack(this.#words, index * this.#packing.width, target, offset);
  }

  /** Copies the packed world with that number to `target`. */
  readPacked(index: number, target: Int32Array): void {
    const start = index * target.length;
    for (let i = 0; i < target.length; i += 1) target[i] = this.#words[start + i] as number;
  }

  #append(packed: Int32Array, from: number, slot: number, tag: number): number {
    const index = this.#size;
    const width = this.#packing.width;
    const start = index * width;
    if (start + width > this.#words.length) this.#words = grown(this.#words, this.#words.length * 2);
    for (let i = 0; i < width; i += 1) this.#words[start + i] = packed[from + i] as number;
    this.#slots[slot] = tag | (index + 1);
    this.#size += 1;
    if (this.#size > this.#slots.length * MOST_FULL) this.#rehash(this.#slots.length * this.#growth);
    return index;
  }

  /**
   * Makes room for `value` in a field: a new packing, and everything repacked. Other fields that are full get room as well: what
   * made one value more necessary is likely to make another.
   */
  widen(field: number, value: number): void {
    const old = this.#packing;
    const next = old.widened(field, value, this.#largest());
    const world = new Int32Array(this.width);
    const packed = new Int32Array(next.width);
    const words = grown(new Int32Array(0), (this.#size + 1) * next.width);
    for (let index = 0; index < this.#size; index += 1) {
      old.unpack(this.#words, index * old.width, world, 0);
      next.pack(world, 0, packed);
      words.set(packed, index * next.width);
    }
    this.#packing = next;
    this.#packed = packed;
    this.#words = words;
    this.#rehash(this.#slots.length);
  }

  /** The largest value in each field. */
  #largest(): Int32Array {
    const largest = new Int32Array(this.width);
    const world = new Int32Array(this.width);
    for (let index = 0; index < this.#size; index += 1) {
      this.read(index, world);
      for (let at = 0; at < world.length; at += 1)
        if ((world[at] as number) > (largest[at] as number)) largest[at] = world[at] as number;
    }
    return largest;
  }

  /** Small tables may be roomier: that saves half of the refilling. */
  get #growth(): number {
    return this.#slots.length < SMALL_SLOTS ? 4 : 2;
  }

  /** Like {@link refill}, by one thread alone. */
  #rehash(length: number): void {
    const slots = ints(length);
    const words = this.#words;
    const mask = length - 1;
    const width = this.#packing.width;
    for (let index = 0; index < this.#size; index += 1) {
      const hashed = hash(words, index * width, width);
      let slot = hashed & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hashed & ~mask) | (index + 1);
    }
    this.#slots = slots;
  }
}

/** Multiply and shift over words, finished with the mixer of MurmurHash3 (Appleby, public domain). */
export function hash(words: Int32Array, start: number, width: number): number {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < width; i += 1) {
    mixed = Math.imul(mixed ^ (words[start + i] as number), 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
