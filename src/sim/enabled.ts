/** The choices that are possible in one world, as numbers: a buffer that is reused from world to world. */
import { grown } from './growing.ts';

export class Enabled {
  count = 0;
  choices = new Int32Array(64);
  /** What each choice does there. */
  outcomes = new Int32Array(64);

  add(choice: number, outcome: number): void {
    if (this.count === this.choices.length) {
      this.choices = grown(this.choices, this.count * 2);
      this.outcomes = grown(this.outcomes, this.count * 2);
    }
    this.choices[this.count] = choice;
    this.outcomes[this.count] = outcome;
    this.count += 1;
  }

  /** Leaves out the choices, from the one at `first` on, that `keep` does not want. */
  filter(first: number, keep: (choice: number) => boolean): void {
    let kept = first;
    for (let i = first; i < this.count; i += 1) {
      if (!keep(this.choices[i] as number)) continue;
      this.choices[kept] = this.choices[i] as number;
      this.outcomes[kept] = this.outcomes[i] as number;
      kept += 1;
    }
    this.count = kept;
  }
}
