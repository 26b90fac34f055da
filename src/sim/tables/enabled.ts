/** The choices that are possible in one world, as numbers: a buffer that is reused from world to world. */
import { grown } from '../data/growing.ts';

export class Enabled {
  count = 0;
  choices: Int32Array = new Int32Array(64);
  /** What each choice does there. */
  outcomes: Int32Array = new Int32Array(64);
  /** The word of the fault budget that each choice spends, or -1. */
  faults: Int32Array = new Int32Array(64);

  /** Makes room for as many more choices. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.choices.length) return;
    this.choices = grown(this.choices, needed * 2);
    this.outcomes = grown(this.outcomes, needed * 2);
    this.faults = grown(this.faults, needed * 2);
  }

  /** Adds a choice; there must be room. */
  add(choice: number, outcome: number, fault: number): void {
    this.choices[this.count] = choice;
    this.outcomes[this.count] = outcome;
    this.faults[this.count] = fault;
    this.count += 1;
  }

  /** Lets two choices change places. */
  swap(one: number, other: number): void {
    swap(this.choices, one, other);
    swap(this.outcomes, one, other);
    swap(this.faults, one, other);
  }
}

function swap(list: Int32Array, one: number, other: number): void {
  const kept = list[one] as number;
  list[one] = list[other] as number;
  list[other] = kept;
}
