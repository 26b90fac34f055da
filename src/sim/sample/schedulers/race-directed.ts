/**
 * Race-directed scheduling: Sen, "Race directed random testing of concurrent programs", PLDI 2008. A step that may race with another is
 * postponed until the other is about to happen, too, and then they happen in one order or the other.
 *
 * A run has a cell of the store that several actors write, each such cell in turn, and whatever writes it is postponed. When a second
 * actor is about to write it, one of the two writes happens: that of an actor of whose reads nothing has changed since, and of two such the
 * one that came later. So the write that was derived from the oldest state comes last. A postponed write also happens when only time
 * could pass instead, and, now and then, when something has changed that it was derived from, or when a timer has fired: who polls is
 * never done. Which steps write a cell is learned by their labels from the runs before.
 *
 * Two things are not in the paper, which knows no faults. What disturbs from outside is never postponed. And in the first run with a
 * favourite among the faults, and in half of those with the same one after that, the actor that it hits is alone at first: until it has
 * written something after the fault, no other actor writes anything. So what it could not find out is something that is not there to be
 * seen yet.
 *
 * Who goes on of those that are not postponed is for another scheduler to say. To hold a step back and let all others go on is
 * what delays do in Emmi, Qadeer and Rakamaric, "Delay-bounded scheduling", POPL 2011.
 */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
import type { StepTable } from '../../tables/step-table.ts';
import type { ChoiceFacts } from './choice-facts.ts';
import { ContestedCells } from './contested-cells.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Scheduler } from './scheduler.ts';
import { Staleness } from './staleness.ts';

/** How likely a postponed write happens when something has changed that it was derived from, or time has passed. */
const OUTDATED_RATE = { of: 1, in: 8 } as const;

/** How likely the actor that the favourite hits is alone, after the first run with that favourite. */
const ALONE_RATE = { of: 1, in: 2 } as const;

const NONE = -1;

export class RaceDirected implements Scheduler {
  readonly #others: Scheduler;
  readonly #plan: FaultPlan;
  readonly #facts: ChoiceFacts;
  readonly #steps: StepTable;
  readonly #contested = new ContestedCells();
  readonly #reads: Staleness;
  /** By actor the step since which it is postponed; 0 if it isn't. */
  readonly #since: Int32Array;
  #random: Random | undefined;
  /** The bit of the cell that is fought for in this run; 0 for none. */
  #cell = 0;
  /** The actor that is alone, or -1. */
  #alone = NONE;
  #step = 0;
  /** Whether a postponed write is to happen now. */
  #isDue = false;
  /** Whether anything is postponed. */
  #isHolding = false;
  /** Whether nothing but time may pass, apart from what is postponed. */
  #isStill = false;

  /** @param others picks among what is not postponed */
  constructor(others: Scheduler, plan: FaultPlan, steps: StepTable) {
    this.#others = others;
    this.#plan = plan;
    this.#facts = plan.facts;
    this.#steps = steps;
    this.#reads = new Staleness(plan.facts.actors);
    this.#since = new Int32Array(plan.facts.actors);
  }

  /** Begins a run. The plan of the faults has begun it before. */
  begin(random: Random): void {
    this.#random = random;
    this.#others.begin(random);
    this.#cell = this.#contested.next();
    const isAlone = this.#plan.favouriteTurn === 0 || random.chance(ALONE_RATE.of, ALONE_RATE.in);
    this.#alone = isAlone ? this.#plan.favouriteThread : NONE;
    this.#reads.clear();
    this.#since.fill(0);
    this.#step = 0;
    this.#isDue = false;
  }

  pick(enabled: Enabled, world: Int32Array): number {
    this.#step += 1;
    const { count } = enabled;
    const free = this.#postpone(enabled);
    this.#isHolding = free < count;
    let picked = this.#mayLetGo(enabled, free) ? this.#freshest(enabled, free) : NONE;
    if (picked === NONE) {
      enabled.count = free;
      picked = this.#others.pick(enabled, world);
      enabled.count = count;
    }
    this.#take(enabled.choices[picked] as number, enabled.outcomes[picked] as number, world);
    return picked;
  }

  /** Moves what is not postponed to the front, in its order; how many there are. */
  #postpone(enabled: Enabled): number {
    const { count, choices, outcomes } = enabled;
    if (this.#cell === 0 && this.#alone === NONE) return count;
    let free = 0;
    this.#isStill = true;
    for (let at = 0; at < count; at += 1) {
      const choice = choices[at] as number;
      if (this.#isPostponed(choice, outcomes[at] as number)) continue;
      if (this.#isStill && !this.#facts.isTimer(choice)) this.#isStill = false;
      if (at !== free) enabled.swap(at, free);
      free += 1;
    }
    if (this.#alone === NONE || !this.#isStill) return free;
    this.#alone = NONE;
    return this.#postpone(enabled);
  }

  #isPostponed(choice: number, outcome: number): boolean {
    if (this.#alone === NONE ? !this.#isContested(choice) : !this.#steps.outcomes.writesStore(outcome)) return false;
    const thread = this.#facts.threadOf(choice);
    if (thread >= this.#facts.actors || thread === this.#alone) return false;
    if (this.#alone === NONE && this.#since[thread] === 0) this.#since[thread] = this.#step;
    return true;
  }

  #isContested(choice: number): boolean {
    return (this.#contested.cellsOf(this.#facts.labelOf(choice)) & this.#cell) !== 0;
  }

  /** Whether one of the postponed writes, from `free` on, happens now. */
  #mayLetGo({ count, choices }: Enabled, free: number): boolean {
    if (free === count || this.#alone !== NONE) return false;
    if (this.#isDue || this.#isStill) return true;
    const first = this.#facts.threadOf(choices[free] as number);
    for (let at = free + 1; at < count; at += 1) if (this.#facts.threadOf(choices[at] as number) !== first) return true;
    return false;
  }

  /** Where the write stands that was derived from what is still so; of several, and of none, the one that was postponed last. */
  #freshest({ count, choices }: Enabled, free: number): number {
    let freshest = free;
    for (let at = free + 1; at < count; at += 1)
      if (
        this.#isFresher(this.#facts.threadOf(choices[at] as number), this.#facts.threadOf(choices[freshest] as number))
      )
        freshest = at;
    return freshest;
  }

  #isFresher(thread: number, other: number): boolean {
    const isStale = this.#reads.isStale(thread);
    if (isStale !== this.#reads.isStale(other)) return !isStale;
    return (this.#since[thread] as number) > (this.#since[other] as number);
  }

  /** Notes what a step that is taken reads and writes. */
  #take(choice: number, outcome: number, world: Int32Array): void {
    const { outcomes } = this.#steps;
    const thread = this.#facts.threadOf(choice);
    if (this.#cell !== 0) {
      if (thread < this.#facts.actors) this.#readBy(thread, choice, world);
      const isOutdated = this.#reads.change(thread, outcomes.mask(outcome), this.#since);
      if (isOutdated || (this.#isHolding && this.#facts.isTimer(choice)))
        this.#isDue ||= (this.#random as Random).chance(OUTDATED_RATE.of, OUTDATED_RATE.in);
    }
    const cells = outcomes.cells(outcome);
    if (cells === 0) return;
    this.#contested.note(this.#facts.labelOf(choice), thread, cells);
    if (thread === this.#alone && !this.#plan.awaitsFavourite) this.#alone = NONE;
  }

  #readBy(actor: number, choice: number, world: Int32Array): void {
    if (this.#since[actor] !== 0 && this.#isContested(choice)) {
      this.#since[actor] = 0;
      this.#isDue = false;
      this.#reads.forget(actor);
    }
    this.#reads.read(actor, this.#steps.readMask(choice, world));
  }
}
