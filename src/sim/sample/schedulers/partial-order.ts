/**
 * Partial-order sampling: Yuan, Yang and Gu, "Partial order aware concurrency sampling", CAV 2018.
 *
 * Each step that is possible has a random priority, and the one with the highest is taken. Those that race with it draw theirs
 * anew; all others keep them. So steps whose order makes no difference don't dilute the chances of those whose order
 * does, as in a random walk.
 *
 * Two steps race if they are of different threads and one writes a word of the world that the other reads or writes. Which words
 * a step writes is what its outcome lists; which it reads, what the memo of the choice branches on in this world. The
 * slot of its own actor is not among these, but a step that writes it makes the actor's choices others, with priorities of
 * their own. Steps that don't race in this sense commute. Words share 32 bits: in a world of more than 32 some
 * steps pass for racing that don't, and draw anew although they need not.
 *
 * One thing is not in the paper, whose programs end: where a timer fires, all draw anew. Without that, a step with a low
 * priority would wait for ever while others poll.
 */
import type { Enabled } from '../../tables/enabled.ts';
import { GrowingInts } from '../../data/growing.ts';
import type { Random } from '../../data/random.ts';
import type { StepTable } from '../../tables/step-table.ts';
import type { ChoiceFacts } from './choice-facts.ts';
import type { Scheduler } from './scheduler.ts';

export class PartialOrder implements Scheduler {
  readonly #facts: ChoiceFacts;
  readonly #steps: StepTable;
  readonly #priorities = new GrowingInts();
  /** By choice the step in which it had its priority last. Only one that it had in the step before counts. */
  readonly #had = new GrowingInts();
  #random: Random | undefined;
  /** Counted through all runs. */
  #step = 0;

  constructor(facts: ChoiceFacts, steps: StepTable) {
    this.#facts = facts;
    this.#steps = steps;
  }

  begin(random: Random): void {
    this.#random = random;
    // Nothing had a priority in the step before the first.
    this.#step += 1;
  }

  pick(enabled: Enabled, world: Int32Array): number {
    this.#step += 1;
    const { count, choices } = enabled;
    let picked = 0;
    let highest = -Infinity;
    for (let at = 0; at < count; at += 1) {
      const priority = this.#priorityOf(choices[at] as number);
      if (priority <= highest) continue;
      picked = at;
      highest = priority;
    }
    // With a step that no priority is of, all are forgotten.
    if (this.#facts.isTimer(choices[picked] as number)) this.#step += 1;
    else this.#forgetRacing(enabled, picked, world);
    return picked;
  }

  #priorityOf(choice: number): number {
    if (choice >= this.#had.size || this.#had.at(choice) !== this.#step - 1)
      this.#priorities.set(choice, (this.#random as Random).next());
    this.#had.set(choice, this.#step);
    return this.#priorities.at(choice);
  }

  /** Takes the priorities from the step that is taken, and from those that race with it. */
  #forgetRacing({ count, choices, outcomes }: Enabled, taken: number, world: Int32Array): void {
    const { outcomes: effects } = this.#steps;
    const thread = this.#facts.threadOf(choices[taken] as number);
    const writes = effects.mask(outcomes[taken] as number);
    const uses = writes | this.#steps.readMask(choices[taken] as number, world);
    for (let at = 0; at < count; at += 1) {
      const choice = choices[at] as number;
      const isOwn = this.#facts.threadOf(choice) === thread;
      if (at !== taken && isOwn) continue;
      const others = effects.mask(outcomes[at] as number);
      if (at === taken || (others & uses) !== 0 || (this.#steps.readMask(choice, world) & writes) !== 0)
        this.#had.set(choice, 0);
    }
  }
}
