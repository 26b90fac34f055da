/** Outcomes as masks on packed worlds, worked out once for each packing of a table. */
import { grown } from './growing.ts';
import type { Kernel } from './kernel.ts';
import type { Packing } from './packing.ts';
import type { StateTable } from './state-table.ts';

const UNKNOWN = -1;

/** Applies outcomes to packed worlds, and keeps the table wide enough for the values that they bring. */
export class PackedOutcomes {
  readonly #kernel: Kernel;
  readonly #table: StateTable;
  #packing: Packing;
  /** Packed word, bits to keep, bits to set, and so on: an outcome's begin at its start and end at its end. */
  #masks = new Int32Array(1024);
  #used = 0;
  #start = new Int32Array(256).fill(UNKNOWN);
  #end = new Int32Array(256);

  constructor(kernel: Kernel, table: StateTable) {
    this.#kernel = kernel;
    this.#table = table;
    this.#packing = table.packing;
  }

  /** Forgets the masks if the table packs otherwise by now. */
  refresh(): void {
    if (this.#packing === this.#table.packing) return;
    this.#packing = this.#table.packing;
    this.#used = 0;
    this.#start.fill(UNKNOWN);
  }

  /** Sees to it that the outcome's values fit; false if the table had to be repacked for them. */
  prepare(outcome: number): boolean {
    return (outcome < this.#start.length && this.#start[outcome] !== UNKNOWN) || this.#learn(outcome);
  }

  /**
   * Writes the packed world after the outcome to `target` at `at`. `fault` is the word of the budget that is spent, or -1.
   * The outcome must have been prepared.
   */
  apply(from: Int32Array, outcome: number, fault: number, target: Int32Array, at: number): void {
    for (let i = 0; i < from.length; i += 1) target[at + i] = from[i] as number;
    const masks = this.#masks;
    const end = this.#end[outcome] as number;
    for (let i = this.#start[outcome] as number; i < end; i += 3) {
      const word = at + (masks[i] as number);
      target[word] = ((target[word] as number) & (masks[i + 1] as number)) | (masks[i + 2] as number);
    }
    if (fault < 0) return;
    const word = at + (this.#packing.place[fault] as number);
    target[word] = (target[word] as number) - (1 << (this.#packing.shift[fault] as number));
  }

  #learn(outcome: number): boolean {
    const { updates } = this.#kernel.outcome(outcome);
    for (let i = 0; i < updates.length; i += 2) {
      const field = updates[i] as number;
      const value = updates[i + 1] as number;
      if (value <= (this.#packing.max[field] as number)) continue;
      this.#table.widen(field, value);
      return false;
    }
    this.#keep(outcome, this.#masksOf(updates));
    return true;
  }

  #keep(outcome: number, masks: readonly number[]): void {
    if (this.#used + masks.length > this.#masks.length)
      this.#masks = grown(this.#masks, this.#masks.length * 2 + masks.length);
    if (outcome >= this.#start.length) {
      const known = this.#start.length;
      this.#start = grown(this.#start, outcome * 2);
      this.#start.fill(UNKNOWN, known);
      this.#end = grown(this.#end, outcome * 2);
    }
    this.#masks.set(masks, this.#used);
    this.#start[outcome] = this.#used;
    this.#used += masks.length;
    this.#end[outcome] = this.#used;
  }

  #masksOf(updates: Int32Array): number[] {
    const { place, shift, max } = this.#packing;
    const byWord = new Map<number, { keep: number; set: number }>();
    for (let i = 0; i < updates.length; i += 2) {
      const field = updates[i] as number;
      const word = place[field] as number;
      const { keep, set } = byWord.get(word) ?? { keep: -1, set: 0 };
      const bits = (max[field] as number) << (shift[field] as number);
      byWord.set(word, { keep: keep & ~bits, set: set | ((updates[i + 1] as number) << (shift[field] as number)) });
    }
    return [...byWord].flatMap(([word, { keep, set }]) => [word, keep, set]);
  }
}
