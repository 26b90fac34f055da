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
    if (this.#size === this.#data.length) {
      const grown = new Int32Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#size] = value;
    this.#size += 1;
  }

  at(index: number): number {
    return this.#data[index] as number;
  }
}
