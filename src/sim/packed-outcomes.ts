/** Outcomes as masks on packed worlds, worked out once for each packing of a table. */
import type { Kernel } from './kernel.ts';
import type { Packing } from './packing.ts';
import type { StateTable } from './state-table.ts';

/** Applies outcomes to packed worlds, and keeps the table wide enough for the values that they bring. */
export class PackedOutcomes {
  readonly #kernel: Kernel;
  readonly #table: StateTable;
  #packing: Packing;
  /** For each outcome packed word, bits to keep, bits to set; and again. */
  #masks: Int32Array[] = [];

  constructor(kernel: Kernel, table: StateTable) {
    this.#kernel = kernel;
    this.#table = table;
    this.#packing = table.packing;
  }

  /** Whether `from` is still packed as the table packs now; the masks are forgotten if not. */
  get upToDate(): boolean {
    if (this.#packing === this.#table.packing) return true;
    this.#packing = this.#table.packing;
    this.#masks = [];
    return false;
  }

  /** Sees to it that the outcome's values fit; false if the table had to be repacked for them. */
  prepare(outcome: number): boolean {
    return this.#masks[outcome] !== undefined || this.#learn(outcome);
  }

  /** Writes the packed world after the outcome to `target`. `fault` is the word of the budget that is spent, or -1. */
  apply(from: Int32Array, outcome: number, fault: number, target: Int32Array): void {
    for (let i = 0; i < from.length; i += 1) target[i] = from[i] as number;
    const masks = this.#masks[outcome] as Int32Array;
    for (let i = 0; i < masks.length; i += 3) {
      const word = masks[i] as number;
      target[word] = ((target[word] as number) & (masks[i + 1] as number)) | (masks[i + 2] as number);
    }
    if (fault < 0) return;
    const word = this.#packing.place[fault] as number;
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
    this.#masks[outcome] = this.#masksOf(updates);
    return true;
  }

  #masksOf(updates: Int32Array): Int32Array {
    const { place, shift, max } = this.#packing;
    const byWord = new Map<number, { keep: number; set: number }>();
    for (let i = 0; i < updates.length; i += 2) {
      const field = updates[i] as number;
      const word = place[field] as number;
      const { keep, set } = byWord.get(word) ?? { keep: -1, set: 0 };
      const bits = (max[field] as number) << (shift[field] as number);
      byWord.set(word, { keep: keep & ~bits, set: set | ((updates[i + 1] as number) << (shift[field] as number)) });
    }
    return Int32Array.from([...byWord].flatMap(([word, { keep, set }]) => [word, keep, set]));
  }
}
