import { grown } from './growing.ts';

/**
 * A memo table for functions of a world that finds out by itself which words a function reads.
 *
 * The first call with unknown words runs the function and records its reads; they become a path of nodes, each naming a word
 * and branching on its value, with the result at the leaf. A later call walks the path: one array look-up for each word that
 * the function read, no call, no allocation. The function must depend on nothing but the words, so after equal reads it reads
 * the same word next or gives the same result; where it does not, it is caught.
 */
export class ReadTrie {
  /** For each node the word it branches on, where its children begin in the pool, and for how many values it has room. */
  #word = new Int32Array(64);
  #base = new Int32Array(64);
  #room = new Int32Array(64);
  /** Node 0 does not exist: 0 means "not known yet". */
  #nodes = 1;
  /** Children: a node, or the complement of a result, or 0. */
  #pool = new Int32Array(1024);
  #used = 0;

  /** A new, empty memo. It is the caller's to hold, and to replace by what {@link learn} returns. */
  static readonly EMPTY = 0;

  /** The result for these words, or -1 if it is not known yet. */
  find(root: number, words: Int32Array): number {
    let node = root;
    while (node > 0) {
      const value = words[this.#word[node] as number] as number;
      node = value < (this.#room[node] as number) ? (this.#pool[(this.#base[node] as number) + value] as number) : 0;
    }
    return node === 0 ? -1 : ~node;
  }

  /** The word that a root branches on. */
  wordAt(root: number): number {
    return this.#word[root] as number;
  }

  /** What is left of a memo once its first word has this value: a root, the complement of a result, or 0. */
  childAt(root: number, value: number): number {
    return value < (this.#room[root] as number) ? (this.#pool[(this.#base[root] as number) + value] as number) : 0;
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
    if (here < 0 || this.#word[here] !== word) throw new UnstableReads();
    if (value >= (this.#room[here] as number)) this.#move(here, Math.max(value + 1, (this.#room[here] as number) * 2));
    const child = this.#extend(this.#pool[(this.#base[here] as number) + value] as number, reads, at + 2, leaf);
    this.#pool[(this.#base[here] as number) + value] = child;
    return here;
  }

  #add(word: number): number {
    const node = this.#nodes;
    this.#nodes += 1;
    if (node === this.#word.length) {
      this.#word = grown(this.#word, node * 2);
      this.#base = grown(this.#base, node * 2);
      this.#room = grown(this.#room, node * 2);
    }
    this.#word[node] = word;
    this.#base[node] = this.#allocate(4);
    this.#room[node] = 4;
    return node;
  }

  /** Gives the node more room at the end of the pool; its old place is not used again. */
  #move(node: number, room: number): void {
    const from = this.#base[node] as number;
    const base = this.#allocate(room);
    this.#pool.copyWithin(base, from, from + (this.#room[node] as number));
    this.#base[node] = base;
    this.#room[node] = room;
  }

  #allocate(room: number): number {
    const base = this.#used;
    this.#used += room;
    if (this.#used > this.#pool.length) this.#pool = grown(this.#pool, Math.max(this.#used, this.#pool.length * 2));
    return base;
  }
}

/** After equal reads a function read another word or gave another result: it depends on something outside the world. */
export class UnstableReads extends Error {
  constructor() {
    super('the same reads of the world were followed by something else: it depends on more than the world');
  }
}
