/**
 * Seeded randomness: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018), seeded from
 * text by FNV-1a and splitmix32. The same seed gives the same numbers everywhere.
 */
export class Random {
  readonly #state = new Int32Array(4);
  /** The hash of the seed: what a child's hash begins with. */
  #hash = 0;

  constructor(seed: string) {
    this.#begin(fnv1a(seed));
  }

  /** An independent generator for the part of that name: the same as of the seed `parent's seed/name`. */
  child(name: string): Random {
    return new Random('').beginAsChild(this, name);
  }

  /** Begins anew as the {@link child} of that name: for who needs many children, one after the other. */
  beginAsChild(parent: Random, name: string): this {
    this.#begin(fnv1a(name, fnv1a('/', parent.#hash)));
    return this;
  }

  #begin(hash: number): void {
    this.#hash = hash;
    let sum = hash;
    for (let i = 0; i < this.#state.length; i += 1) {
      sum = (sum + 0x9e3779b9) | 0;
      let mixed = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      this.#state[i] = mixed ^ (mixed >>> 16);
    }
  }

  /** The next 32 random bits, as an unsigned integer. */
  next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9);
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return result >>> 0;
  }

  /** An integer from 0 to `bound` - 1, every one as likely (Lemire, "Fast random integer generation in an interval", 2019). */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 2 ** 32)) throw new RangeError(`a bound is from 1 to 2^32, not ${bound}`);
    for (;;) {
      const drawn = this.next();
      const low = Math.imul(drawn, bound) >>> 0;
      // Only what is below this is ever rejected, and the remainder that says so exactly is slow to find.
      if (low < bound && low < (2 ** 32 - bound) % bound) continue;
      return bound <= EXACT ? Math.floor((drawn * bound) / 2 ** 32) : highHalf(drawn, bound);
    }
  }

  /** True in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }
}

/** Up to this bound the product with 32 bits is an integer that a number holds exactly. */
const EXACT = 2 ** 21;

const highHalf = (one: number, other: number): number => Number((BigInt(one) * BigInt(other)) >> 32n);

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The hash of the text, or of a text that begins with one of the hash `begun`. */
function fnv1a(text: string, begun = 0x811c9dc5): number {
  let hash = begun;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
