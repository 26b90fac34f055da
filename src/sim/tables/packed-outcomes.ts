/** Outcomes as masks on packed worlds, worked out once for each packing of a table. */
import type { Enabled } from './enabled.ts';
import { GrowingInts } from '../data/growing.ts';
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

  /** Bytes in use. */
  get bytes(): number {
    return this.#masks.bytes + this.#start.bytes;
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

  /** Writes the packed worlds after all of these steps to `target`, one after the other; -1, or an outcome that is not known. */
  applyAll(from: Int32Array, { count, outcomes, faults }: Enabled, target: Int32Array): number {
    const { place, shift, width } = this.#table.packing;
    const masks = this.#masks.data;
    const starts = this.#start.data;
    const known = this.#start.size;
    for (let step = 0, at = 0; step < count; step += 1, at += width) {
      const outcome = outcomes[step] as number;
      const start = outcome < known ? (starts[outcome] as number) : 0;
      if (start === 0) return outcome;
      applyMasks(masks, start, from, target, at);
      const fault = faults[step] as number;
      if (fault >= 0) spend(place[fault] as number, shift[fault] as number, target, at);
    }
    return -1;
  }

  /** The same for one step, to `target` at `at`. `fault` is the word of the budget that is spent, or -1. */
  apply(from: Int32Array, outcome: number, fault: number, target: Int32Array, at: number): void {
    const { place, shift } = this.#table.packing;
    applyMasks(this.#masks.data, this.#start.data[outcome] as number, from, target, at);
    if (fault >= 0) spend(place[fault] as number, shift[fault] as number, target, at);
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

function applyMasks(masks: Int32Array, start: number, from: Int32Array, target: Int32Array, at: number): void {
  for (let i = 0; i < from.length; i += 1) target[at + i] = from[i] as number;
  const end = start + (masks[start] as number);
  for (let i = start + 1; i < end; i += 3) {
    const word = at + (masks[i] as number);
    target[word] = ((target[word] as number) & (masks[i + 1] as number)) | (masks[i + 2] as number);
  }
}

function spend(place: number, shift: number, target: Int32Array, at: number): void {
  target[at + place] = (target[at + place] as number) - (1 << shift);
}
