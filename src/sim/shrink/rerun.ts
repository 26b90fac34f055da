/**
 * Running a schedule once more with some of its steps left out, changed or moved, on the model.
 *
 * A step is known by its _unit_: its label without the number of a request. It names the same step in every world, which the kernel's
 * number for a choice does not.
 */
import { isCalled } from '../kernel/choices.ts';
import { unitName } from '../kernel/cycle-text.ts';
import { Enabled } from '../tables/enabled.ts';
import { Interner } from '../data/interner.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ScheduleCost } from './shrink-cost.ts';

/** Looks at a step that is taken: the worlds before and after, side by side. True if it breaks what was broken. */
export type BreaksAt = (step: Int32Array) => boolean;

const never: BreaksAt = () => false;

/** What became of a schedule. */
export interface Rerun {
  /** The steps that were taken, by unit. What was not possible is left out. */
  readonly units: readonly number[];
  /** The same by the kernel's numbers. */
  readonly choices: readonly number[];
  readonly cost: ScheduleCost;
  /** The world at the end. */
  readonly end: Int32Array;
  /** Whether the last step broke what was broken; nothing is taken after that. */
  readonly broken: boolean;
}

/** What is to be known of a unit. */
export interface Unit {
  readonly name: string;
  /** Whose step it is: an actor, or the action of the environment itself. */
  readonly who: string;
  readonly fault: boolean;
  /** The same for all ways in which one request can be served, answered or lost; null for what is not about a request. */
  readonly request: string | null;
}

export class Reruns {
  readonly kernel: Kernel;
  /** How many schedules were run. */
  count = 0;
  readonly #units = new Interner<Unit>();
  /** By the kernel's number of a choice; 0 where it was not asked for yet, otherwise the unit plus one. */
  readonly #unitOf: number[] = [];
  readonly #enabled = new Enabled();
  readonly #step: Int32Array;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#step = new Int32Array(kernel.width * 2);
  }

  unit(number: number): Unit {
    return this.#units.value(number);
  }

  unitsOf(choices: readonly number[]): number[] {
    return choices.map((choice) => this.#unit(choice));
  }

  /**
   * Takes the steps in their order as far as they are possible, until one breaks what was broken.
   *
   * @param breaks nothing by default
   * @param atEnd what is asked of the last step only; nothing by default
   */
  run(units: readonly number[], breaks: BreaksAt = never, atEnd: BreaksAt = never): Rerun {
    this.count += 1;
    const { width } = this.kernel;
    const step = this.#step;
    step.set(this.kernel.initial(), width);
    const taken: number[] = [];
    const choices: number[] = [];
    let [faults, preemptions, broken] = [0, 0, false];
    for (let i = 0; i < units.length && !broken; i += 1) {
      step.copyWithin(0, width);
      const { count, choices: possible, outcomes } = this.kernel.enabled(step, this.#enabled);
      const at = this.#find(possible, count, units[i] as number);
      if (at < 0) continue;
      if (this.#preempts(taken.at(-1), units[i] as number, count)) preemptions += 1;
      if (this.unit(units[i] as number).fault) faults += 1;
      this.kernel.change(step, possible[at] as number, outcomes[at] as number, step, width);
      taken.push(units[i] as number);
      choices.push(possible[at] as number);
      broken = breaks(step);
    }
    if (!broken && taken.length > 0) broken = atEnd(step);
    const cost = { faults, preemptions, steps: taken.length };
    return { units: taken, choices, cost, end: step.slice(width), broken };
  }

  /** The choices by which steps of these labels are taken, whatever their requests' numbers, as far as they are possible. */
  choicesNamed(labels: readonly string[]): number[] {
    const { width } = this.kernel;
    const world = this.kernel.initial();
    const step = new Int32Array(width * 2);
    return labels.flatMap((label) => {
      const { count, choices, outcomes } = this.kernel.enabled(world, this.#enabled);
      const at = choices.subarray(0, count).findIndex((choice) => isCalled(this.kernel.choice(choice), label));
      if (at < 0) return [];
      const choice = choices[at] as number;
      this.kernel.apply(world, choice, outcomes[at] as number, step);
      world.set(step.subarray(0, width));
      return [choice];
    });
  }

  /** The units, other than faults, that serve the same request as a fault does, in the world in which it is taken. */
  instead(units: readonly number[], place: number): number[] {
    const { end } = this.run(units.slice(0, place));
    const { request } = this.unit(units[place] as number);
    const { count, choices } = this.kernel.enabled(end, this.#enabled, true);
    if (request === null) return [];
    return Array.from(choices.subarray(0, count), (choice) => this.#unit(choice)).filter(
      (unit) => this.unit(unit).request === request,
    );
  }

  #find(choices: Int32Array, count: number, unit: number): number {
    for (let i = 0; i < count; i += 1) if (this.#unit(choices[i] as number) === unit) return i;
    return -1;
  }

  #preempts(before: number | undefined, now: number, count: number): boolean {
    if (before === undefined) return false;
    const { who } = this.unit(before);
    return who !== this.unit(now).who && this.#couldGoOn(who, count);
  }

  /** Whether an actor has a step to take that waits for nothing. */
  #couldGoOn(who: string, count: number): boolean {
    for (let i = 0; i < count; i += 1) {
      const { actor, fault, act } = this.kernel.choice(this.#enabled.choices[i] as number);
      if (actor === who && fault === null && act.kind !== 'fire' && act.kind !== 'restart') return true;
    }
    return false;
  }

  #unit(choice: number): number {
    const known = this.#unitOf[choice] ?? 0;
    if (known > 0) return known - 1;
    const found = this.kernel.choice(choice);
    const { actor, act, fault } = found;
    const name = unitName(found);
    const unit = this.#units.id(name, () => ({
      name,
      who: actor ?? name,
      fault: fault !== null,
      request: act.kind === 'effect' || act.kind === 'fail' ? `${actor} ${act.request}` : null,
    }));
    this.#unitOf[choice] = unit + 1;
    return unit;
  }
}

/** What a schedule from the initial world costs. */
export function costOf(kernel: Kernel, choices: readonly number[]): ScheduleCost {
  const reruns = new Reruns(kernel);
  return reruns.run(reruns.unitsOf(choices)).cost;
}
