/** Whether a goal is out of reach from one world, faults left aside: asked of one world after the other. */
import type { Checker } from '../kernel/checker.ts';
import { Enabled } from '../tables/enabled.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Random } from '../data/random.ts';
import { StateTable } from '../tables/state-table.ts';
import type { LivenessProperty } from '../contract/system.ts';

/** Worlds that one search may go through before the question is given up. */
const MOST_WORLDS = 200_000;
/** Worlds that all searches together may go through before every further question is given up. */
const MOST_IN_ALL = 2_000_000;
/** Random walks that look for the goal before a search does, and how long they are. */
const WALKS = 3;
const WALK_LENGTH = 400;

/**
 * Remembers worlds from which the goal is out of reach, as whatever follows them is one, too; and worlds on the way to a goal, at
 * which the next search can end.
 *
 * Where the goal is in reach, a random walk mostly gets there in some dozens of steps, where a search, breadth first, goes through all
 * worlds that are as near. So walks come first, always the same ones; that it is out of reach only a search can tell.
 */
export class OutOfReach {
  readonly #kernel: Kernel;
  readonly #checker: Checker;
  readonly #property: LivenessProperty<never>;
  readonly #stuck: StateTable;
  readonly #able: StateTable;
  readonly #enabled = new Enabled();
  readonly #step: Int32Array;
  readonly #random = new Random('out of reach');
  #searched = 0;

  /** @param checker one that knows the property */
  constructor(kernel: Kernel, checker: Checker, property: LivenessProperty<never>) {
    this.#kernel = kernel;
    this.#checker = checker;
    this.#property = property;
    this.#stuck = new StateTable(kernel.width, kernel.largest());
    this.#able = new StateTable(kernel.width, kernel.largest());
    this.#step = new Int32Array(kernel.width * 2);
  }

  /** Whether so much was searched that no further question is answered. */
  get isSpent(): boolean {
    return this.#searched >= MOST_IN_ALL;
  }

  /** Whether the goal is known to be out of reach from the world that starts at `offset`. */
  isKnown(worlds: Int32Array, offset: number): boolean {
    return this.#stuck.find(worlds, offset) >= 0;
  }

  /** True if no run without faults leads from the world to the goal; false if one does, or if the search was given up. */
  from(world: Int32Array): boolean {
    if (this.#stuck.find(world) >= 0) return true;
    if (this.isSpent) return false;
    for (let walk = 0; walk < WALKS; walk += 1) if (this.#walksToGoal(world)) return false;
    return this.#searchFinds(world);
  }

  /** Walks at random until the goal, or a world from which it is known to be in reach. */
  #walksToGoal(world: Int32Array): boolean {
    const { width } = this.#kernel;
    const step = this.#step;
    const taken = new StateTable(width, this.#kernel.largest());
    step.set(world, width);
    for (let length = 0; length <= WALK_LENGTH; length += 1) {
      taken.insert(step, width);
      if (this.#isAble()) return this.#rememberAll(taken, this.#able);
      if (this.#stuck.find(step, width) >= 0) return false;
      step.copyWithin(0, width);
      const { count, choices, outcomes } = this.#kernel.enabled(step, this.#enabled, true);
      if (count === 0) return false;
      const at = this.#random.below(count);
      this.#kernel.change(step, choices[at] as number, outcomes[at] as number, step, width);
    }
    return false;
  }

  #searchFinds(world: Int32Array): boolean {
    const seen = new StateTable(this.#kernel.width, this.#kernel.largest());
    const parents = [-1];
    seen.insert(world);
    for (let next = 0; next < seen.size; next += 1) {
      this.#searched += 1;
      if (seen.size > MOST_WORLDS || this.isSpent) return false;
      seen.read(next, this.#step, this.#kernel.width);
      if (this.#isAble()) return this.#rememberAble(seen, parents, next);
      if (this.#stuck.find(this.#step, this.#kernel.width) < 0) this.#insertSuccessors(seen, parents, next);
    }
    return this.#rememberAll(seen, this.#stuck);
  }

  #isAble(): boolean {
    const known = this.#able.find(this.#step, this.#kernel.width) >= 0;
    return known || this.#checker.satisfied(this.#property, this.#step);
  }

  /** Of the world in the second half of the step. */
  #insertSuccessors(seen: StateTable, parents: number[], from: number): void {
    const { width } = this.#kernel;
    const world = this.#step.slice(width);
    const { count, choices, outcomes } = this.#kernel.enabled(world, this.#enabled, true);
    for (let i = 0; i < count; i += 1) {
      this.#kernel.apply(world, choices[i] as number, outcomes[i] as number, this.#step);
      if (seen.insert(this.#step) < 0) parents.push(from);
    }
  }

  #rememberAble(seen: StateTable, parents: readonly number[], last: number): false {
    for (let index = last; index >= 0; index = parents[index] as number) this.#copy(seen, index, this.#able);
    return false;
  }

  #rememberAll(from: StateTable, to: StateTable): true {
    for (let index = 0; index < from.size; index += 1) this.#copy(from, index, to);
    return true;
  }

  #copy(from: StateTable, index: number, to: StateTable): void {
    from.read(index, this.#step);
    to.insert(this.#step);
  }
}
