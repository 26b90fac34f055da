/**
 * A memo table for functions of a world that finds out by itself which words a function reads.
 *
 * The first call with unknown words runs the function and records its reads; they become a path of nodes, each naming a word
 * and branching on its value, with the result at the leaf. A later call walks the path: one array look-up for each word that
 * the function read, no call, no allocation. The function must depend on nothing but the words, so after equal reads it reads
 * the same word next or gives the same result; where it does not, it is caught.
 */
export class ReadTrie {
  /** For each node the word it branches on. Node 0 does not exist: 0 means "not known yet". */
  readonly #word: number[] = [-1];
  readonly #next: Int32Array[] = [new Int32Array(0)];

  /** A new, empty memo. It is the caller's to hold, and to replace by what {@link learn} returns. */
  static readonly EMPTY = 0;

  /** The result for these words, or -1 if it is not known yet. */
  find(root: number, words: Int32Array): number {
    let node = root;
    while (node > 0) {
      const next = this.#next[node] as Int32Array;
      const value = words[this.#word[node] as number] as number;
      node = value < next.length ? (next[value] as number) : 0;
    }
    return node === 0 ? -1 : ~node;
  }

  /** Remembers the result of one run with its reads (word, value, word, value …), and returns the root to use from now on. */
  learn(root: number, reads: readonly number[], result: number): number {
    return this.#extend(root, reads, 0, ~result);
  }

  /** Every word that some run from this root has read. */
  wordsRead(root: number, into: Set<number> = new Set()): ReadonlySet<number> {
    if (root <= 0) return into;
    into.add(this.#word[root] as number);
    for (const child of this.#next[root] as Int32Array) this.wordsRead(child, into);
    return into;
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
    const next = this.#grown(here, value);
    next[value] = this.#extend(next[value] as number, reads, at + 2, leaf);
    return here;
  }

  #add(word: number): number {
    this.#word.push(word);
    this.#next.push(new Int32Array(4));
    return this.#word.length - 1;
  }

  #grown(node: number, value: number): Int32Array {
    const old = this.#next[node] as Int32Array;
    if (value < old.length) return old;
    const grown = new Int32Array(Math.max(value + 1, old.length * 2));
    grown.set(old);
    this.#next[node] = grown;
    return grown;
  }
}

/** After equal reads a function read another word or gave another result: it depends on something outside the world. */
export class UnstableReads extends Error {
  constructor() {
    super('the same reads of the world were followed by something else: it depends on more than the world');
  }
}
