/** Integers in memory that grows, and that threads can share. */

/** Up to here a list doubles; from here on it takes much more than it needs, because pages nobody touches cost nothing. */
const RESERVE_FROM = 2 ** 20;
const RESERVE_FACTOR = 16;
/** The most integers in one list: an index stays a small integer to the JavaScript engine. */
const MOST = 2 ** 31 - 1;

/** Integers, all 0, in memory that threads can share. */
export type Ints = Int32Array<SharedArrayBuffer>;

/** That many integers, all 0. @throws RangeError if there is no memory for them */
export function ints(length: number): Ints {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

/** A copy with room for at least `length` integers; what is new is 0. */
export function grown(old: Int32Array, length: number): Ints {
  const next = length < RESERVE_FROM ? ints(length) : reserved(length);
  next.set(old);
  return next;
}

function reserved(length: number): Ints {
  if (length > MOST) throw new RangeError(`a table of ${length} integers is larger than the ${MOST} that one can hold`);
  try {
    return ints(Math.min(length * RESERVE_FACTOR, MOST));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ints(length);
  }
}

/** A list of 32-bit integers. */
export class GrowingInts {
  /** The integers, and room for more. Replaced when there is no room left. */
  data: Ints;
  #size = 0;

  constructor(capacity = 64) {
    this.data = ints(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#size * Int32Array.BYTES_PER_ELEMENT;
  }

  /** Takes over the memory of a list that another thread holds. */
  adopt(memory: SharedArrayBuffer, size: number): void {
    this.data = new Int32Array(memory);
    this.#size = size;
  }

  /** Drops what is at the end. What is pushed later overwrites it. */
  truncate(size: number): void {
    this.#size = Math.min(size, this.#size);
  }

  push(value: number): void {
    const index = this.#size;
    if (index === this.data.length) this.data = grown(this.data, index * 2);
    this.data[index] = value;
    this.#size = index + 1;
  }

  /** Makes the list at least this long. */
  extend(size: number): void {
    if (size <= this.#size) return;
    if (size > this.data.length) this.data = grown(this.data, Math.max(size, this.data.length * 2));
    this.#size = size;
  }

  at(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.extend(index + 1);
    this.data[index] = value;
  }
}
