/** Whether a goal is out of reach from one world, faults left aside: asked of one world after the other. */
import type { Checker } from './checker.ts';
import { Enabled } from './enabled.ts';
import type { Kernel } from './kernel.ts';
import { StateTable } from './state-table.ts';
import type { LivenessProperty } from './system.ts';

/** Worlds that one search may go through before the question is given up. */
const MOST_WORLDS = 200_000;

/**
 * Remembers worlds from which the goal is out of reach, as whatever follows them is one, too; and worlds on the way to a goal, at
 * which the next search can end.
 */
export class OutOfReach {
  readonly #kernel: Kernel;
  readonly #checker: Checker;
  readonly #property: LivenessProperty<never>;
  readonly #stuck: StateTable;
  readonly #able: StateTable;
  readonly #enabled = new Enabled();
  readonly #step: Int32Array;

  /** @param checker one that knows the property */
  constructor(kernel: Kernel, checker: Checker, property: LivenessProperty<never>) {
    this.#kernel = kernel;
    this.#checker = checker;
    this.#property = property;
    this.#stuck = new StateTable(kernel.width, kernel.largest());
    this.#able = new StateTable(kernel.width, kernel.largest());
    this.#step = new Int32Array(kernel.width * 2);
  }

  /** True if no run without faults leads from the world to the goal; false if one does, or if the search was given up. */
  from(world: Int32Array): boolean {
    if (this.#stuck.find(world) >= 0) return true;
    const seen = new StateTable(this.#kernel.width, this.#kernel.largest());
    const parents = [-1];
    seen.insert(world);
    for (let next = 0; next < seen.size; next += 1) {
      if (seen.size > MOST_WORLDS) return false;
      seen.read(next, this.#step, this.#kernel.width);
      if (this.#isAble()) return this.#rememberAble(seen, parents, next);
      if (this.#stuck.find(this.#step, this.#kernel.width) < 0) this.#insertSuccessors(seen, parents, next);
    }
    for (let index = 0; index < seen.size; index += 1) this.#copy(seen, index, this.#stuck);
    return true;
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

  #copy(from: StateTable, index: number, to: StateTable): void {
    from.read(index, this.#step);
    to.insert(this.#step);
  }
}
