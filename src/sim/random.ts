/**
 * Seeded randomness: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018), seeded from
 * text by FNV-1a and splitmix32. The same seed gives the same numbers everywhere.
 */
export class Random {
  readonly #state: Int32Array;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    this.#state = Int32Array.from(expand(fnv1a(seed), 4));
  }

  /** An independent generator for the part of that name. */
  child(name: string): Random {
    return new Random(`${this.#seed}/${name}`);
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
    const rejected = (2 ** 32 - bound) % bound;
    for (;;) {
      const drawn = this.next();
      const high = bound <= EXACT ? Math.floor((drawn * bound) / 2 ** 32) : highHalf(drawn, bound);
      if (Math.imul(drawn, bound) >>> 0 >= rejected) return high;
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

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function expand(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  });
}
