/**
 * Novelty: of two possible choices drawn at random, the one whose label was taken less often so far, in this run and all before
 * it. What is rarely possible is then nearly always taken, and what is taken all the time waits.
 *
 * Counting visits to find what is worth a try is count-based exploration (Strehl and Littman, "An analysis of model-based
 * interval estimation for Markov decision processes", 2008); a scheduler that learns to avoid what it has seen is in Mukherjee,
 * Deligiannis, Biswas and Lal, "Learning-based controlled concurrency testing", OOPSLA 2020. Two draws balance counts nearly as well
 * as the least of all (Mitzenmacher, "The power of two choices in randomized load balancing", 2001), and leave every schedule possible.
 */
import type { Enabled } from '../../tables/enabled.ts';
import { GrowingInts } from '../../data/growing.ts';
import type { Random } from '../../data/random.ts';
import type { ChoiceFacts } from './choice-facts.ts';
import type { Scheduler } from './scheduler.ts';

export class Novelty implements Scheduler {
  readonly #facts: ChoiceFacts;
  /** By label how often it was taken. */
  readonly #taken = new GrowingInts();
  #random: Random | undefined;

  constructor(facts: ChoiceFacts) {
    this.#facts = facts;
  }

  begin(random: Random): void {
    this.#random = random;
  }

  pick({ count, choices }: Enabled): number {
    const random = this.#random as Random;
    const one = random.below(count);
    const other = random.below(count);
    const first = this.#facts.labelOf(choices[one] as number);
    const second = this.#facts.labelOf(choices[other] as number);
    this.#taken.extend(this.#facts.labels);
    const isSecond = this.#taken.at(second) < this.#taken.at(first);
    const label = isSecond ? second : first;
    this.#taken.set(label, this.#taken.at(label) + 1);
    return isSecond ? other : one;
  }
}
