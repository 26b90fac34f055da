/**
 * Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi and Nagarakatti, "A randomized scheduler with probabilistic
 * guarantees of finding bugs", ASPLOS 2010.
 *
 * Each thread has a random priority, and of those that can go on the one with the highest does. At `depth` - 1 steps, drawn
 * beforehand, the thread that is about to go on falls behind all others. A bug that needs `depth` steps in a certain order
 * is found with a probability of at least 1 / (threads * length ^ (depth - 1)) in a run of that length.
 *
 * The paper takes the length of a run from experience: here it is that of the run before, so runs depend on each other. One
 * thing is not in the paper: a thread whose timer fires has waited for time to pass, which the others had as well, and gives way
 * to all of them, as one does that spins and yields. Without that, one that polls would keep the others from what it polls for.
 */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
import type { ChoiceFacts } from './choice-facts.ts';
import type { Scheduler } from './scheduler.ts';
import { pickOfThread } from './pick-of-thread.ts';

/** The length of a run while there is no experience. */
const FIRST_LENGTH = 32;

export class Pct implements Scheduler {
  readonly #facts: ChoiceFacts;
  /** By thread; the highest goes first, and no two are the same. */
  readonly #priorities: Int32Array;
  /** The steps in which a thread falls behind, in any order. */
  readonly #changes: Int32Array;
  #random: Random | undefined;
  #lowest = 0;
  #step = 0;
  #length = FIRST_LENGTH;

  /** @param depth at least 1; one less than it is how often a thread that could go on is made to fall behind in a run */
  constructor(facts: ChoiceFacts, depth: number) {
    this.#facts = facts;
    this.#priorities = new Int32Array(facts.threads);
    this.#changes = new Int32Array(depth - 1);
  }

  begin(random: Random): void {
    this.#random = random;
    if (this.#step > 0) this.#length = this.#step;
    this.#step = 0;
    this.#lowest = 0;
    shuffle(this.#priorities, random);
    for (let at = 0; at < this.#changes.length; at += 1) this.#changes[at] = random.below(this.#length);
  }

  pick(enabled: Enabled): number {
    let thread = this.#first(enabled);
    for (let at = 0; at < this.#changes.length; at += 1) {
      if (this.#changes[at] !== this.#step) continue;
      this.#giveWay(thread);
      thread = this.#first(enabled);
    }
    this.#step += 1;
    const picked = pickOfThread(enabled, this.#facts, thread, this.#random as Random);
    if (this.#facts.isTimer(enabled.choices[picked] as number)) this.#giveWay(thread);
    return picked;
  }

  /** The thread with the highest priority of those that can go on. */
  #first({ count, choices }: Enabled): number {
    let first = this.#facts.threadOf(choices[0] as number);
    for (let at = 1; at < count; at += 1) {
      const thread = this.#facts.threadOf(choices[at] as number);
      if ((this.#priorities[thread] as number) > (this.#priorities[first] as number)) first = thread;
    }
    return first;
  }

  #giveWay(thread: number): void {
    this.#lowest -= 1;
    this.#priorities[thread] = this.#lowest;
  }
}

/** Fills a list with the numbers from 0, every order as likely (Fisher and Yates; Durstenfeld's Algorithm 235, 1964). */
function shuffle(list: Int32Array, random: Random): void {
  for (let at = 0; at < list.length; at += 1) {
    const other = random.below(at + 1);
    list[at] = list[other] as number;
    list[other] = at;
  }
}
