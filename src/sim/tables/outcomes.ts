/** What choices do to a world's words, numbered; number 0 says "cannot happen". */
import { GrowingInts } from '../data/growing.ts';

const MASK = 0;
const CELLS = 1;
const COUNT = 2;
const HEAD = 3;

/** The outcomes of a system as integers. */
export class OutcomeTable {
  /** For each outcome its mask, that of its cells, and its updates: how many integers, word, value, word, value … */
  readonly #data = new GrowingInts(1024);
  readonly #start = new GrowingInts();

  constructor() {
    this.add([], 0);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [this.#data, this.#start];
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#data.bytes + this.#start.bytes;
  }

  get size(): number {
    return this.#start.size;
  }

  /** Keeps an outcome and returns its number. `cells` has one bit for every 32nd cell of the store that it writes. */
  add(updates: readonly number[], cells: number): number {
    const mask = updates.reduce((bits, word, at) => (at % 2 === 0 ? bits | (1 << (word & 31)) : bits), 0);
    this.#start.push(this.#data.size);
    for (const value of [mask, cells, updates.length, ...updates]) this.#data.push(value);
    return this.#start.size - 1;
  }

  /** One bit for every 32nd word that the outcome changes. */
  mask(outcome: number): number {
    return this.#data.at(this.#start.at(outcome) + MASK);
  }

  /** One bit for every 32nd cell of the store that the outcome writes. */
  cells(outcome: number): number {
    return this.#data.at(this.#start.at(outcome) + CELLS);
  }

  writesStore(outcome: number): boolean {
    return this.cells(outcome) !== 0;
  }

  /** word, value, word, value … for the words that change. */
  updates(outcome: number): Int32Array {
    const start = this.#start.at(outcome);
    return this.#data.data.subarray(start + HEAD, start + HEAD + this.#data.at(start + COUNT));
  }

  /** Writes the words that change to `target` at `offset`. */
  change(outcome: number, target: Int32Array, offset: number): void {
    const data = this.#data.data;
    const start = this.#start.at(outcome);
    const end = start + HEAD + (data[start + COUNT] as number);
    for (let i = start + HEAD; i < end; i += 2) target[offset + (data[i] as number)] = data[i + 1] as number;
  }

  /** Writes the words that change as they are in `words`. */
  undo(outcome: number, words: Int32Array, target: Int32Array, offset: number): void {
    const data = this.#data.data;
    const start = this.#start.at(outcome);
    const end = start + HEAD + (data[start + COUNT] as number);
    for (let i = start + HEAD; i < end; i += 2) {
      const word = data[i] as number;
      target[offset + word] = words[word] as number;
    }
  }
}
