/** The worlds that a walk has been to, kept packed: where the walk stands is repacked only as far as a step changes it. */
import { PackedOutcomes } from './packed-outcomes.ts';
import type { Packing } from './packing.ts';
import { StateTable } from './state-table.ts';
import type { StepTable } from './step-table.ts';

export class VisitedWorlds {
  readonly #steps: StepTable;
  readonly #table: StateTable;
  readonly #outcomes: PackedOutcomes;
  /** How the world in which the walk stands is packed, and that world. */
  #packing: Packing;
  #packed: Int32Array;

  /** @param largest by word a value that is likely to come */
  constructor(steps: StepTable, largest: ArrayLike<number>) {
    this.#steps = steps;
    this.#table = new StateTable(steps.shape.width, largest);
    this.#outcomes = new PackedOutcomes(steps.outcomes, this.#table);
    this.#packing = this.#table.packing;
    this.#packed = new Int32Array(this.#packing.width);
  }

  /** How many distinct worlds. */
  get size(): number {
    return this.#table.size;
  }

  /** Begins a walk in the world that starts at `at`: its number, or -1 - number if no walk was there before. */
  begin(words: Int32Array, at: number): number {
    for (;;) {
      const tooNarrow = this.#packing.pack(words, at, this.#packed);
      if (tooNarrow < 0) return this.#table.insertPacked(this.#packed);
      this.#table.widen(tooNarrow, words[at + tooNarrow] as number);
      this.#repack();
    }
  }

  /**
   * Goes on to the world after a step, which starts at `at`: its number, or -1 - number if no walk was there before.
   *
   * @param fault the word of the budget that the step spends, or -1
   */
  goOn(outcome: number, fault: number, words: Int32Array, at: number): number {
    if (this.#steps.changesHistory(outcome, fault) || !this.#outcomes.isKnown(outcome))
      return this.#learn(outcome, words, at);
    this.#outcomes.apply(this.#packed, outcome, fault, this.#packed, 0);
    return this.#table.insertPacked(this.#packed);
  }

  #learn(outcome: number, words: Int32Array, at: number): number {
    const number = this.begin(words, at);
    this.#outcomes.learn(outcome);
    if (this.#table.packing === this.#packing) return number;
    this.#repack();
    this.#packing.pack(words, at, this.#packed);
    return number;
  }

  #repack(): void {
    this.#packing = this.#table.packing;
    this.#packed = new Int32Array(this.#packing.width);
    this.#outcomes.refresh();
  }
}
