/**
 * The inputs of a lint: every list of at most `size` children of the given kinds, shortest first, each numbered.
 *
 * Where order matters these are all sequences, `k ** n` of length n over k kinds. Where it does not, one list stands for
 * all its reorderings: the multisets, C(k + n - 1, n) of size n, so C(k + size, size) in all. A multiset is numbered in the
 * combinatorial number system (Knuth, The Art of Computer Programming 4A, section 7.2.1.3, theorem L), after the usual
 * shift that makes its sorted members distinct.
 */
export class Lattice<Kind> {
  readonly kinds: readonly Kind[];
  readonly size: number;
  readonly ordered: boolean;
  readonly #indexes: ReadonlyMap<Kind, number>;
  /** How many lists are shorter than the length at this place; at `size + 1`, how many there are. */
  readonly #shorter: readonly number[];

  constructor(kinds: readonly Kind[], { size, ordered }: { readonly size: number; readonly ordered: boolean }) {
    this.kinds = kinds;
    this.size = size;
    this.ordered = ordered;
    this.#indexes = new Map(kinds.map((kind, index) => [kind, index]));
    const shorter = [0];
    for (let length = 0; length <= size; length += 1) shorter.push((shorter[length] ?? 0) + this.#ofLength(length));
    this.#shorter = shorter;
  }

  /** How many lists there are, the empty one included. */
  get count(): number {
    return this.#shorter[this.size + 1] ?? 0;
  }

  /** Every list, the empty one first, those of one length in the order of the kinds. */
  *lists(): Generator<readonly Kind[]> {
    for (let length = 0; length <= this.size; length += 1) {
      const indexes = Array.from({ length }, () => 0);
      do yield indexes.map((index) => this.kinds[index] as Kind);
      while (this.#step(indexes));
    }
  }

  /** The list's number from 0 to `count - 1`; undefined for one that is too long, or that has a child of no kind. */
  numberOf(list: readonly Kind[]): number | undefined {
    if (list.length > this.size) return undefined;
    const indexes: number[] = [];
    for (const kind of list) {
      const index = this.#indexes.get(kind);
      if (index === undefined) return undefined;
      indexes.push(index);
    }
    return (this.#shorter[list.length] ?? 0) + (this.ordered ? this.#sequence(indexes) : multiset(indexes));
  }

  /** The order in which the list is among `lists`. */
  asListed(list: readonly Kind[]): readonly Kind[] {
    const place = (kind: Kind): number => this.#indexes.get(kind) ?? 0;
    return this.ordered ? list : list.toSorted((a, b) => place(a) - place(b));
  }

  #ofLength(length: number): number {
    const kinds = this.kinds.length;
    return this.ordered ? kinds ** length : binomial(kinds + length - 1, length);
  }

  /** Turns the indexes into the next list of their length; false after the last. */
  #step(indexes: number[]): boolean {
    const place = indexes.findLastIndex((index) => index < this.kinds.length - 1);
    if (place < 0) return false;
    const next = (indexes[place] ?? 0) + 1;
    indexes[place] = next;
    indexes.fill(this.ordered ? 0 : next, place + 1);
    return true;
  }

  #sequence(indexes: readonly number[]): number {
    let number = 0;
    for (const index of indexes) number = number * this.kinds.length + index;
    return number;
  }
}

function multiset(indexes: number[]): number {
  indexes.sort((a, b) => a - b);
  let number = 0;
  for (const [place, index] of indexes.entries()) number += binomial(index + place, place + 1);
  return number;
}

/** How many ways there are to choose `some` of `all`. Exact while the result is a safe integer. */
function binomial(all: number, some: number): number {
  let ways = 1;
  for (let taken = 1; taken <= some; taken += 1) ways = (ways * (all - some + taken)) / taken;
  return ways;
}
