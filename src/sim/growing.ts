/** A list of 32-bit integers that grows by doubling. */
export class GrowingInts {
  #data: Int32Array;
  #size = 0;

  constructor(capacity = 1024) {
    this.#data = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }

  push(value: number): void {
    if (this.#size === this.#data.length) this.#data = grown(this.#data, this.#data.length * 2);
    this.#data[this.#size] = value;
    this.#size += 1;
  }

  at(index: number): number {
    return this.#data[index] as number;
  }
}

/** A copy with room for `length` integers; what is new is 0. */
export function grown(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(old);
  return next;
}
