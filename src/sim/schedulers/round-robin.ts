/**
 * Round-robin with random quanta: the threads take turns in their order, each for a number of steps that is drawn when its turn
 * begins, or until it can't go on. Preemptive round-robin is what operating systems run threads with (Silberschatz, Galvin
 * and Gagne, "Operating System Concepts", chapter on CPU scheduling); with long quanta one thread gets far while the others
 * stand, with short ones all move in lockstep, and both are orders that a random walk hardly ever draws.
 */
import type { Enabled } from '../enabled.ts';
import type { Random } from '../random.ts';
import type { ChoiceFacts } from './choice-facts.ts';
import { pickOfThread } from './pick-of-thread.ts';
import type { Scheduler } from './scheduler.ts';

/** A quantum is 1, 2, 4, 8 or 16 steps, each as likely. */
const QUANTA = 5;

export class RoundRobin implements Scheduler {
  readonly #facts: ChoiceFacts;
  #random: Random | undefined;
  #turn = 0;
  #left = 0;

  constructor(facts: ChoiceFacts) {
    this.#facts = facts;
  }

  begin(random: Random): void {
    this.#random = random;
    this.#next(random.below(this.#facts.threads));
  }

  pick(enabled: Enabled): number {
    if (this.#left === 0) this.#next(this.#turn + 1);
    for (;;) {
      const picked = pickOfThread(enabled, this.#facts, this.#turn, this.#random as Random);
      if (picked >= 0) {
        this.#left -= 1;
        return picked;
      }
      this.#next(this.#turn + 1);
    }
  }

  #next(thread: number): void {
    this.#turn = thread % this.#facts.threads;
    this.#left = 2 ** (this.#random as Random).below(QUANTA);
  }
}
