/** Small integers for values: equal keys get equal numbers, counted up from zero in the order of first sight. */
export class Interner<Value> {
  readonly #ids = new Map<string, number>();
  readonly #values: Value[] = [];

  /** How many distinct values were seen. */
  get size(): number {
    return this.#values.length;
  }

  /** The number of the value with this key; `make` is called for a key that is new. */
  id(key: string, make: () => Value): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#ids.set(key, id);
    this.#values.push(make());
    return id;
  }

  /** The value with this number. */
  value(id: number): Value {
    const value = this.#values[id];
    if (value === undefined) throw new RangeError(`no value has the number ${id}: there are ${this.#values.length}`);
    return value;
  }
}
