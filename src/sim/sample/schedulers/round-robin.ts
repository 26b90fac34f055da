/**
 * Round-robin with random quanta: the threads take turns in their order, each for a number of steps that is drawn when its turn
 * begins, or until it can't go on. Preemptive round-robin is what operating systems run threads with (Silberschatz, Galvin
 * and Gagne, "Operating System Concepts", chapter on CPU scheduling); with long quanta one thread gets far while the others
 * stand, with short ones all move in lockstep, and both are orders that a random walk hardly ever draws.
 */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
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
    this.#turn = random.below(this.#facts.threads);
    this.#left = 0;
  }

  pick(enabled: Enabled): number {
    const random = this.#random as Random;
    const picked = this.#left > 0 ? pickOfThread(enabled, this.#facts, this.#turn, random) : -1;
    this.#left -= 1;
    if (picked >= 0) return picked;
    this.#turn = this.#next(enabled);
    this.#left = 2 ** random.below(QUANTA) - 1;
    return pickOfThread(enabled, this.#facts, this.#turn, random);
  }

  /** The first thread after the one whose turn it was that can go on. */
  #next({ count, choices }: Enabled): number {
    const { threads } = this.#facts;
    let nearest = threads;
    for (let at = 0; at < count; at += 1) {
      const ahead = (this.#facts.threadOf(choices[at] as number) - this.#turn - 1 + threads) % threads;
      if (ahead < nearest) nearest = ahead;
    }
    return (this.#turn + 1 + nearest) % threads;
  }
}
