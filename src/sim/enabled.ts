/** The choices that are possible in one world, as numbers: a buffer that is reused from world to world. */
import { grown } from './growing.ts';

export class Enabled {
  count = 0;
  choices: Int32Array = new Int32Array(64);
  /** What each choice does there. */
  outcomes: Int32Array = new Int32Array(64);

  add(choice: number, outcome: number): void {
    if (this.count === this.choices.length) {
      this.choices = grown(this.choices, this.count * 2);
      this.outcomes = grown(this.outcomes, this.count * 2);
    }
    this.choices[this.count] = choice;
    this.outcomes[this.count] = outcome;
    this.count += 1;
  }
}
