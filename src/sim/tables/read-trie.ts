import { NodePool } from './node-pool.ts';
import type { GrowingInts } from '../data/growing.ts';

/**
 * A memo table for functions of a world that finds out by itself which words a function reads.
 *
 * The first call with unknown words runs the function and records its reads; they become a path of nodes, each naming a word
 * and branching on its value, with the result at the leaf. A later call walks the path: one look-up for each word that the
 * function read, no call, no allocation. The function must depend on nothing but the words, so after equal reads it reads
 * the same word next or gives the same result; where it does not, it is caught.
 */
export class ReadTrie {
  readonly #pool = new NodePool();

  /** A new, empty memo. It is the caller's to hold, and to replace by what {@link learn} returns. */
  static readonly EMPTY = 0;

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return this.#pool.memory;
  }

  /** Bytes of what was learned. */
  get bytes(): number {
    return this.#pool.bytes;
  }

  /** The result for these words, or -1 if it is not known yet. */
  find(root: number, words: Int32Array): number {
    const found = root > 0 ? this.#pool.walk(root, words) : root;
    return found === 0 ? -1 : ~found;
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
    return this.#pool.wordOf(root);
  }

  /** What is left of a memo once its first word has this value: a root, the complement of a result, or 0. */
  childAt(root: number, value: number): number {
    return this.#pool.child(root, value);
  }

  /** Remembers the result of one run with its reads (word, value, word, value …), and returns the root to use from now on. */
  learn(root: number, reads: readonly number[], result: number): number {
    const leaf = ~result;
    let last = 0;
    let node = root;
    let at = 0;
    for (; node !== 0 && at < reads.length; at += 2) {
      if (node < 0 || this.wordAt(node) !== reads[at]) throw new UnstableReads();
      last = node;
      node = this.childAt(node, reads[at + 1] as number);
    }
    if (node !== 0 && node !== leaf) throw new UnstableReads();
    if (node === leaf) return root;
    const rest = this.#path(reads, at, leaf);
    if (last === 0) return rest;
    this.#pool.setChild(last, reads[at - 1] as number, rest);
    return root;
  }

  /** New nodes for the reads from `at` on, with the leaf at their end. */
  #path(reads: readonly number[], at: number, leaf: number): number {
    let node = leaf;
    for (let i = reads.length - 2; i >= at; i -= 2)
      node = this.#pool.add(reads[i] as number, reads[i + 1] as number, node);
    return node;
  }
}

/** After equal reads a function read another word or gave another result: it depends on something outside the world. */
export class UnstableReads extends Error {
  constructor() {
    super('the same reads of the world were followed by something else: it depends on more than the world');
  }
}
