/** The worlds that follow a world, packed one after the other. */
import type { AmpleTable } from './ample-table.ts';
import { Enabled } from './enabled.ts';
import { ints } from '../data/growing.ts';
import type { PackedOutcomes } from './packed-outcomes.ts';
import type { StateTable } from './state-table.ts';
import type { StepTable } from './step-table.ts';

/** Why the successors could not be worked out: a table does not know a step, what is enough, or masks; or a field is too narrow. */
export const LACK = { nothing: 0, step: 1, ample: 2, masks: 3, width: 4 } as const;

/** Puts the representative of its orbit in a world's place. */
export interface Canonicaliser {
  canonicalise(world: Int32Array, at?: number): boolean;
}

/**
 * Works out the successors of the worlds of a table. Nothing is learned here: where something lacks, whoever can must see to it
 * and try again.
 */
export class Successors {
  /** The world before and the world after, side by side. */
  readonly step: Int32Array;
  readonly enabled = new Enabled();
  /** The successors in the packing of the table, in the order of `enabled`. */
  packed: Int32Array = ints(64);
  /** What lacked last: the outcome that it is about, or the field and the value that it must hold. */
  lack: number = LACK.nothing;
  subject = 0;
  value = 0;
  readonly #steps: StepTable;
  readonly #table: StateTable;
  readonly #outcomes: PackedOutcomes;
  readonly #symmetry: Canonicaliser | null;
  #from = new Int32Array(0);

  /** @param symmetry whose representatives stand for the successors; none by default */
  constructor(steps: StepTable, table: StateTable, outcomes: PackedOutcomes, symmetry: Canonicaliser | null = null) {
    this.#symmetry = symmetry;
    this.#steps = steps;
    this.#table = table;
    this.#outcomes = outcomes;
    this.step = new Int32Array(steps.shape.width * 2);
  }

  /** Puts the world with this number into both halves of the step, and its packed form beside it. */
  load(world: number): void {
    const { width } = this.#steps.shape;
    const { step } = this;
    this.#table.read(world, step);
    for (let word = 0; word < width; word += 1) step[width + word] = step[word] as number;
    if (this.#from.length !== this.#table.packing.width) this.#from = new Int32Array(this.#table.packing.width);
    this.#table.readPacked(world, this.#from);
  }

  /** Works out all successors of the loaded world; false if something lacks. */
  all(faultFree: boolean): boolean {
    return this.#steps.enabled(this.step, this.enabled, faultFree) ? this.#pack() : this.#lacks(LACK.step);
  }

  /** Works out the successor by one choice that is known to be possible; false if something lacks. */
  only(choice: number): boolean {
    return this.#steps.only(choice, this.step, this.enabled) ? this.#pack() : this.#lacks(LACK.step);
  }

  /** The code of the choice that is enough, 0 if all are needed, -1 if that lacks. */
  enough(ample: AmpleTable | null): number {
    const code = ample === null ? 0 : ample.find(this.step);
    if (code < 0) this.#lacks(LACK.ample);
    return code;
  }

  #pack(): boolean {
    const needed = this.enabled.count * this.#from.length;
    if (this.packed.length < needed) this.packed = ints(needed * 2);
    if (this.#symmetry !== null || this.#steps.keepsHistory) return this.#packOneByOne();
    const unknown = this.#outcomes.applyAll(this.#from, this.enabled, this.packed);
    return unknown < 0 || this.#lacks(LACK.masks, unknown);
  }

  #packOneByOne(): boolean {
    const { count, faults, outcomes } = this.enabled;
    const from = this.#from;
    const width = from.length;
    for (let i = 0; i < count; i += 1) {
      const outcome = outcomes[i] as number;
      const fault = faults[i] as number;
      if (this.#symmetry !== null || this.#steps.changesHistory(outcome, fault)) {
        if (!this.#packChanged(i)) return false;
      } else {
        if (!this.#outcomes.isKnown(outcome)) return this.#lacks(LACK.masks, outcome);
        this.#outcomes.apply(from, outcome, fault, this.packed, i * width);
      }
    }
    return true;
  }

  /** Packs the world after a step of which no mask can tell: one that pushes a version of the store, or a representative. */
  #packChanged(i: number): boolean {
    const { width } = this.#steps.shape;
    const { step } = this;
    const { packing } = this.#table;
    const known = this.#steps.change(step, this.#choice(i), this.enabled.outcomes[i] as number, step, width);
    if (known) this.#symmetry?.canonicalise(step, width);
    const tooNarrow = known ? packing.pack(step, width, this.packed, i * packing.width) : -1;
    if (tooNarrow >= 0) this.#lacks(LACK.width, tooNarrow, step[width + tooNarrow]);
    if (!known) this.#lacks(LACK.step);
    for (let word = 0; word < width; word += 1) step[width + word] = step[word] as number;
    return known && tooNarrow < 0;
  }

  #choice(i: number): number {
    return this.enabled.choices[i] as number;
  }

  #lacks(lack: number, subject = 0, value = 0): false {
    this.lack = lack;
    this.subject = subject;
    this.value = value;
    return false;
  }
}
