/** Outcomes as masks on packed worlds, worked out once for each packing of a table. */
import { GrowingInts } from './growing.ts';
import type { OutcomeTable } from './outcomes.ts';
import type { Packing } from './packing.ts';
import type { StateTable } from './state-table.ts';

/** Applies outcomes to packed worlds, and keeps the table wide enough for the values that they bring. */
export class PackedOutcomes {
  readonly #outcomes: OutcomeTable;
  readonly #table: StateTable;
  #packing: Packing;
  /** How many integers, then packed word, bits to keep, bits to set, and so on. */
  readonly #masks = new GrowingInts(1024);
  /** Where the masks of an outcome are; 0 if they are not known. */
  readonly #start = new GrowingInts();

  constructor(outcomes: OutcomeTable, table: StateTable) {
    this.#outcomes = outcomes;
    this.#table = table;
    this.#packing = table.packing;
    this.#masks.push(0);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [this.#masks, this.#start];
  }

  /** Forgets the masks if the table packs otherwise by now. */
  refresh(): void {
    if (this.#packing === this.#table.packing) return;
    this.#packing = this.#table.packing;
    this.#start.data.fill(0, 0, this.#start.size);
  }

  /** Whether the outcome's masks are known. */
  isKnown(outcome: number): boolean {
    return outcome < this.#start.size && this.#start.data[outcome] !== 0;
  }

  /** Works the outcome's masks out; the table is repacked if its values do not fit. */
  learn(outcome: number): void {
    const updates = this.#outcomes.updates(outcome);
    for (let i = 0; i < updates.length; i += 2) {
      const field = updates[i] as number;
      const value = updates[i + 1] as number;
      if (value <= (this.#packing.max[field] as number)) continue;
      this.#table.widen(field, value);
      this.refresh();
    }
    const masks = this.#masksOf(updates);
    this.#start.set(outcome, this.#masks.size);
    this.#masks.push(masks.length);
    for (const value of masks) this.#masks.push(value);
  }

  /**
   * Writes the packed world after the outcome to `target` at `at`. `fault` is the word of the budget that is spent, or -1.
   * The outcome must be known.
   */
  apply(from: Int32Array, outcome: number, fault: number, target: Int32Array, at: number): void {
    for (let i = 0; i < from.length; i += 1) target[at + i] = from[i] as number;
    const masks = this.#masks.data;
    const start = this.#start.data[outcome] as number;
    const end = start + (masks[start] as number);
    for (let i = start + 1; i < end; i += 3) {
      const word = at + (masks[i] as number);
      target[word] = ((target[word] as number) & (masks[i + 1] as number)) | (masks[i + 2] as number);
    }
    if (fault < 0) return;
    const { place, shift } = this.#table.packing;
    const word = at + (place[fault] as number);
    target[word] = (target[word] as number) - (1 << (shift[fault] as number));
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
