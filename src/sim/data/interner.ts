/** Bytes for each character of a key: the value that it says, and the text of each object in it. As measured. */
const BYTES_OF_A_CHARACTER = 10;
/** Bytes of a value beside its text, where nothing else is known of it: its place in the map and in the list. */
const BYTES_OF_A_PLACE = 150;

/** Small integers for values: equal keys get equal numbers, counted up from zero in the order of first sight. */
export class Interner<Value> {
  readonly #ids = new Map<string, number>();
  readonly #values: Value[] = [];
  readonly #each: number;
  #characters = 0;

  /** @param each bytes that a value takes beside what its key says */
  constructor(each = BYTES_OF_A_PLACE) {
    this.#each = each;
  }

  /** How many distinct values were seen. */
  get size(): number {
    return this.#values.length;
  }

  /** Bytes in use, roughly. */
  get bytes(): number {
    return this.size * this.#each + this.#characters * BYTES_OF_A_CHARACTER;
  }

  /** The number of the value with this key; `make` is called for a key that is new. */
  id(key: string, make: () => Value): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#ids.set(key, id);
    this.#values.push(make());
    this.#characters += key.length;
    return id;
  }

  /** The value with this number. */
  value(id: number): Value {
    const value = this.#values[id];
    if (value === undefined) throw new RangeError(`no value has the number ${id}: there are ${this.#values.length}`);
    return value;
  }
}
