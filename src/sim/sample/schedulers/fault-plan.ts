/**
 * Which faults come when, for schedulers that would else inject them at once or never: those with priorities take what comes
 * first, and those that look for what is new take faults for it, which are rare by their budget.
 *
 * A budget of one failed read is spent by whoever reads first, if every fault is as likely. So each run has a favourite: of all
 * faults that were ever possible, by their labels, the one that was it least often so far. It is the first fault of its run;
 * others follow at a lower rate, so that every combination can come. To leave features out, run by run, is swarm testing (Groce,
 * Zhang, Eide, Chen and Regehr, "Swarm testing", ISSTA 2012), which draws what it leaves out; taking turns wastes no run. While no
 * fault is known there is none: a budget that is spent at once would hide which others there are.
 */
import type { Enabled } from '../../tables/enabled.ts';
import { GrowingInts } from '../../data/growing.ts';
import type { Random } from '../../data/random.ts';
import type { ChoiceFacts } from './choice-facts.ts';

/** How likely the favourite is in a step in which it is possible; in the first run in which it is the favourite, it is certain. */
const FAVOURITE_RATE = { of: 1, in: 2 } as const;
/** How likely a fault is in a step after that; which of those possible is left to chance. */
const FAULT_RATE = { of: 1, in: 10 } as const;

const NONE = -1;

/** The faults of the runs of several schedulers. */
export class FaultPlan {
  readonly facts: ChoiceFacts;
  /** The labels of faults that were ever possible, in the order in which they became so. */
  readonly #known = new GrowingInts();
  /** By label one more than how often it was the favourite; 0 if it isn't known. */
  readonly #turns = new GrowingInts();
  /** By label the thread that it hits. */
  readonly #threads = new GrowingInts();
  #favourite = NONE;
  #isFirst = true;
  /** The thread that the favourite of this run hits, and how many runs had that favourite before; -1 and 0 without one. */
  favouriteThread = NONE;
  favouriteTurn = 0;
  /** How many faults {@link pick} had to choose from. */
  possible = 0;
  #random: Random | undefined;

  constructor(facts: ChoiceFacts) {
    this.facts = facts;
  }

  /** Begins a run, with a favourite if any fault is known yet. */
  begin(random: Random): void {
    this.#random = random;
    this.#favourite = NONE;
    for (let at = 0; at < this.#known.size; at += 1) {
      const label = this.#known.at(at);
      if (this.#favourite === NONE || this.#turns.at(label) < this.#turns.at(this.#favourite)) this.#favourite = label;
    }
    this.#isFirst = this.#favourite === NONE;
    this.favouriteThread = this.#isFirst ? NONE : this.#threads.at(this.#favourite);
    this.favouriteTurn = this.#isFirst ? 0 : this.#turns.at(this.#favourite) - 1;
    if (!this.#isFirst) this.#turns.set(this.#favourite, this.favouriteTurn + 2);
  }

  /** Whether the favourite of this run is still to come. */
  get awaitsFavourite(): boolean {
    return this.#favourite !== NONE;
  }

  /** Whether the choice is a fault of an actor. What disturbs from outside is a thread of its own, whose turn comes as any other's. */
  isPlanned(choice: number, fault: number): boolean {
    return fault >= 0 && this.facts.threadOf(choice) < this.facts.actors;
  }

  /** Where the fault to be taken stands among the possible choices, or -1 if it is not the time for one. */
  pick({ count, choices, faults }: Enabled): number {
    const random = this.#random as Random;
    let favourite = NONE;
    let picked = NONE;
    let seen = 0;
    for (let at = 0; at < count; at += 1) {
      const choice = choices[at] as number;
      if (!this.isPlanned(choice, faults[at] as number)) continue;
      const label = this.facts.labelOf(choice);
      this.#note(label, this.facts.threadOf(choice));
      if (label === this.#favourite) favourite = at;
      seen += 1;
      if (seen === 1 || random.below(seen) === 0) picked = at;
    }
    this.possible = seen;
    if (seen === count) return picked;
    if (this.#favourite !== NONE) return favourite === NONE ? NONE : this.#takeFavourite(favourite);
    return seen > 0 && !this.#isFirst && random.chance(FAULT_RATE.of, FAULT_RATE.in) ? picked : NONE;
  }

  #takeFavourite(at: number): number {
    if (this.favouriteTurn > 0 && !(this.#random as Random).chance(FAVOURITE_RATE.of, FAVOURITE_RATE.in)) return NONE;
    this.#favourite = NONE;
    return at;
  }

  #note(label: number, thread: number): void {
    this.#turns.extend(label + 1);
    if (this.#turns.at(label) > 0) return;
    this.#turns.set(label, 1);
    this.#threads.set(label, thread);
    this.#known.push(label);
  }
}
