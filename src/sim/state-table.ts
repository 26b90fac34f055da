/**
 * An exact set of fixed-width worlds, numbered in the order of insertion: open addressing over one growing array of words.
 */
export class StateTable {
  readonly width: number;
  #words: Int32Array;
  #slots: Int32Array;
  #mask: number;
  #size = 0;

  /** @param width words in a world */
  constructor(width: number) {
    this.width = width;
    this.#words = new Int32Array(1024 * Math.max(1, width));
    this.#slots = new Int32Array(4096);
    this.#mask = 4095;
  }

  /** How many distinct worlds were inserted. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#words.byteLength + this.#slots.byteLength;
  }

  /** The number of the world that starts at `offset`; -1 - number if it was not there yet and has been inserted. */
  insert(source: Int32Array, offset = 0): number {
    let slot = this.#hash(source, offset) & this.#mask;
    for (;;) {
      const found = this.#slots[slot] as number;
      if (found === 0) return -1 - this.#append(source, offset, slot);
      if (this.#equals(found - 1, source, offset)) return found - 1;
      slot = (slot + 1) & this.#mask;
    }
  }

  /** Copies the world with that number to `target` at `offset`. */
  read(index: number, target: Int32Array, offset = 0): void {
    const start = index * this.width;
    for (let i = 0; i < this.width; i += 1) target[offset + i] = this.#words[start + i] as number;
  }

  #equals(index: number, source: Int32Array, offset: number): boolean {
    const start = index * this.width;
    for (let i = 0; i < this.width; i += 1) {
      if (this.#words[start + i] !== source[offset + i]) return false;
    }
    return true;
  }

  /** FNV-1a over words, finished with the mixer of MurmurHash3 (public domain). */
  #hash(source: Int32Array, offset: number): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < this.width; i += 1) {
      hash = Math.imul(hash ^ (source[offset + i] as number), 0x01000193);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #append(source: Int32Array, offset: number, slot: number): number {
    const index = this.#size;
    const start = index * this.width;
    if (start + this.width > this.#words.length) this.#growWords();
    for (let i = 0; i < this.width; i += 1) this.#words[start + i] = source[offset + i] as number;
    this.#slots[slot] = index + 1;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#growSlots();
    return index;
  }

  #growWords(): void {
    const grown = new Int32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let index = 0; index < this.#size; index += 1) {
      let slot = this.#hash(this.#words, index * this.width) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = index + 1;
    }
  }
}
