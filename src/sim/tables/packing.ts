/** How the words of a world share packed 32-bit words: a field of bits for each, none across a boundary. */
/** A field is made this much wider than its value needs: each widening repacks a whole table. */
const SPARE_BITS = 2;

export class Packing {
  /** Bits of each field. */
  readonly bits: Uint8Array;
  /** For each field the packed word it sits in, its shift there, and the largest value it holds. */
  readonly place: Int32Array;
  readonly shift: Int32Array;
  readonly max: Int32Array;
  /** Packed words in a world. */
  readonly width: number;

  constructor(bits: Uint8Array) {
    this.bits = bits;
    this.place = new Int32Array(bits.length);
    this.shift = new Int32Array(bits.length);
    this.max = Int32Array.from(bits, (count) => (count === 32 ? 0x7fffffff : 2 ** count - 1));
    let word = 0;
    let used = 0;
    for (const [field, count] of bits.entries()) {
      if (used + count > 32) {
        word += 1;
        used = 0;
      }
      this.place[field] = word;
      this.shift[field] = used;
      used += count;
    }
    this.width = word + 1;
  }

  /**
   * The packing in which this field has room for `value`, and some to spare, and so has each field that is full.
   *
   * @param largest by field the largest value that it has to hold
   */
  widened(field: number, value: number, largest: ArrayLike<number> = []): Packing {
    const bits = this.bits.map((count, other) =>
      largest[other] === this.max[other] ? Math.min(32, count + 1) : count,
    );
    bits[field] = Math.min(32, 32 - Math.clz32(value) + SPARE_BITS);
    return new Packing(bits);
  }

  /** The first field that cannot hold its value, or -1 after packing all of them into `target` at `start`. */
  pack(source: Int32Array, offset: number, target: Int32Array, start = 0): number {
    const { place, shift, max } = this;
    for (let word = 0; word < this.width; word += 1) target[start + word] = 0;
    for (let field = 0; field < max.length; field += 1) {
      const value = source[offset + field] as number;
      if (value > (max[field] as number)) return field;
      const word = start + (place[field] as number);
      target[word] = (target[word] as number) | (value << (shift[field] as number));
    }
    return -1;
  }

  unpack(source: Int32Array, offset: number, target: Int32Array, at: number): void {
    const { place, shift, max } = this;
    for (let field = 0; field < max.length; field += 1) {
      target[at + field] =
        ((source[offset + (place[field] as number)] as number) >>> (shift[field] as number)) & (max[field] as number);
    }
  }
}
