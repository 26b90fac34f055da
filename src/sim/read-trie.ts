import { GrowingInts } from './growing.ts';

/** A node: the word it branches on, for how many values it has room, where its children begin in the pool. */
const NODE = 4;
const ROOM = 1;
const BASE = 2;

/**
 * A memo table for functions of a world that finds out by itself which words a function reads.
 *
 * The first call with unknown words runs the function and records its reads; they become a path of nodes, each naming a word
 * and branching on its value, with the result at the leaf. A later call walks the path: one array look-up for each word that
 * the function read, no call, no allocation. The function must depend on nothing but the words, so after equal reads it reads
 * the same word next or gives the same result; where it does not, it is caught.
 */
export class ReadTrie {
  /** A node's number is the place of its first integer; none is at 0, which means "not known yet". */
  readonly #nodes = new GrowingInts(256);
  /** Children: a node, or the complement of a result, or 0. */
  readonly #pool = new GrowingInts(1024);

  /** A new, empty memo. It is the caller's to hold, and to replace by what {@link learn} returns. */
  static readonly EMPTY = 0;

  constructor() {
    this.#nodes.extend(NODE);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [this.#nodes, this.#pool];
  }

  /** The result for these words, or -1 if it is not known yet. */
  find(root: number, words: Int32Array): number {
    let node = root;
    if (node > 0) {
      const nodes = this.#nodes.data;
      const pool = this.#pool.data;
      do {
        const value = words[nodes[node] as number] as number;
        node = value < (nodes[node + ROOM] as number) ? (pool[(nodes[node + BASE] as number) + value] as number) : 0;
      } while (node > 0);
    }
    return node === 0 ? -1 : ~node;
  }

  /** One bit for every 32nd word that is looked at to find the result for these words. */
  mask(root: number, words: Int32Array): number {
    let mask = 0;
    for (let node = root; node > 0;) {
      const word = this.wordAt(node);
      mask |= 1 << (word & 31);
      node = this.childAt(node, words[word] as number);
    }
    return mask;
  }

  /** The word that a root branches on. */
  wordAt(root: number): number {
    return this.#nodes.at(root);
  }

  /** What is left of a memo once its first word has this value: a root, the complement of a result, or 0. */
  childAt(root: number, value: number): number {
    return value < this.#nodes.at(root + ROOM) ? this.#pool.at(this.#nodes.at(root + BASE) + value) : 0;
  }

  /** Remembers the result of one run with its reads (word, value, word, value …), and returns the root to use from now on. */
  learn(root: number, reads: readonly number[], result: number): number {
    return this.#extend(root, reads, 0, ~result);
  }

  #extend(node: number, reads: readonly number[], at: number, leaf: number): number {
    if (at >= reads.length) {
      if (node !== 0 && node !== leaf) throw new UnstableReads();
      return leaf;
    }
    const word = reads[at] as number;
    const value = reads[at + 1] as number;
    const here = node === 0 ? this.#add(word) : node;
    if (here < 0 || this.#nodes.at(here) !== word) throw new UnstableReads();
    const room = this.#nodes.at(here + ROOM);
    if (value >= room) this.#move(here, Math.max(value + 1, room * 2));
    const child = this.#extend(this.childAt(here, value), reads, at + 2, leaf);
    this.#pool.set(this.#nodes.at(here + BASE) + value, child);
    return here;
  }

  #add(word: number): number {
    const node = this.#nodes.size;
    this.#nodes.extend(node + NODE);
    this.#nodes.set(node, word);
    this.#nodes.set(node + ROOM, 4);
    this.#nodes.set(node + BASE, this.#allocate(4));
    return node;
  }

  /** Gives the node more room at the end of the pool; its old place is not used again. */
  #move(node: number, room: number): void {
    const from = this.#nodes.at(node + BASE);
    const base = this.#allocate(room);
    this.#pool.data.copyWithin(base, from, from + this.#nodes.at(node + ROOM));
    this.#nodes.set(node + BASE, base);
    this.#nodes.set(node + ROOM, room);
  }

  #allocate(room: number): number {
    const base = this.#pool.size;
    this.#pool.extend(base + room);
    return base;
  }
}

/** After equal reads a function read another word or gave another result: it depends on something outside the world. */
export class UnstableReads extends Error {
  constructor() {
    super('the same reads of the world were followed by something else: it depends on more than the world');
  }
}
