/**
 * A fair cycle through a fair component: from its lowest-numbered world by way of what fairness asks for, back to that world.
 *
 * The way to what is asked for next is always a shortest one (breadth first). The cycle as a whole need not be: a shortest one is
 * NP-hard to find (Clarke, Grumberg, McMillan and Zhao, Efficient generation of counterexamples and witnesses in symbolic model
 * checking, DAC 1995, 427-432).
 */
import type { FairComponent } from './fair-component.ts';
import type { StepsFrom } from './graph.ts';
import { Owed, type UnitFairness } from './owed.ts';
import { Pace, type Paced } from '../data/pace.ts';

/** What is taken around a cycle, and the worlds it comes to: after the last step, the first world again. */
export interface FairCycle {
  readonly choices: readonly number[];
  readonly worlds: readonly number[];
  /** Units that are possible somewhere on the way and never taken. */
  readonly starved: readonly number[];
}

interface Step {
  readonly choice: number;
  readonly to: number;
}

/** What a search looks for: a step, or a world by the units that are possible in it. */
interface Aim {
  readonly step: (choice: number, to: number) => boolean;
  readonly world: (possible: ReadonlySet<number>) => boolean;
}

/** Finds cycles, one after the other, in the same memory: three integers for each world. */
export class FairCycles {
  readonly #stepsFrom: StepsFrom;
  readonly #unitOf: (choice: number) => number;
  /** By world: in which search it was reached last, from where and by which choice. */
  readonly #reached: Int32Array;
  readonly #from: Int32Array;
  readonly #by: Int32Array;
  readonly #pace = new Pace();
  #searches = 0;

  constructor(worlds: number, stepsFrom: StepsFrom, unitOf: (choice: number) => number) {
    this.#stepsFrom = stepsFrom;
    this.#unitOf = unitOf;
    this.#reached = new Int32Array(worlds);
    this.#from = new Int32Array(worlds);
    this.#by = new Int32Array(worlds);
  }

  /** The cycle; empty if nothing is possible in the component's only world. */
  *through(component: FairComponent, fairness: UnitFairness): Paced<FairCycle> {
    const { least } = component;
    const owed = new Owed<number>(fairness);
    const taken: Step[] = [];
    const possible = this.#possibleIn(least);
    owed.visit(possible);
    for (let at = least; possible.size > 0; at = taken.at(-1)?.to ?? least) {
      const units = owed.units();
      if (units.size === 0 && at === least && taken.length > 0) break;
      const aim = units.size === 0 ? backTo(least) : this.#towards(units, fairness);
      for (const step of yield* this.#search(at, component, aim)) {
        taken.push(step);
        owed.take(this.#unitOf(step.choice));
        owed.visit(this.#possibleIn(step.to));
      }
    }
    return { choices: taken.map(({ choice }) => choice), worlds: taken.map(({ to }) => to), starved: owed.starved() };
  }

  /** A unit is paid by taking it; under weak fairness it is also enough that it is not possible for once. */
  #towards(units: ReadonlySet<number>, fairness: UnitFairness): Aim {
    return {
      step: (choice) => units.has(this.#unitOf(choice)),
      world: (possible) => fairness === 'weak' && [...units].some((unit) => !possible.has(unit)),
    };
  }

  #possibleIn(world: number): Set<number> {
    const { count, choices } = this.#stepsFrom(world);
    return new Set(Array.from(choices.subarray(0, count), this.#unitOf));
  }

  /** A shortest way within the component that ends with such a step, or in such a world. */
  *#search(start: number, { includes }: FairComponent, aim: Aim): Paced<Step[]> {
    this.#searches += 1;
    this.#reached[start] = this.#searches;
    const queue = [start];
    for (const world of queue) {
      if (world !== start && aim.world(this.#possibleIn(world))) return this.#wayTo(start, world);
      const { count, choices, targets } = this.#stepsFrom(world);
      for (let i = 0; i < count; i += 1) {
        const [choice, to] = [choices[i] as number, targets[i] as number];
        if (!includes(to)) continue;
        if (aim.step(choice, to)) return [...this.#wayTo(start, world), { choice, to }];
        if (this.#reached[to] === this.#searches) continue;
        this.#reached[to] = this.#searches;
        this.#from[to] = world;
        this.#by[to] = choice;
        queue.push(to);
      }
      if (this.#pace.isDue()) yield;
    }
    throw new RangeError('what fairness asks for is not in the component: it is not a fair one');
  }

  #wayTo(start: number, end: number): Step[] {
    const way: Step[] = [];
    for (let to = end; to !== start; to = this.#from[to] as number) way.push({ choice: this.#by[to] as number, to });
    return way.toReversed();
  }
}

const backTo = (world: number): Aim => ({ step: (_, to) => to === world, world: () => false });
