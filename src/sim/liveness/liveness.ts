/**
 * Whether every fair run reaches a goal once faults have stopped, from every world that an exploration has found.
 *
 * A run that does not is one that ends before the goal, or one that goes round a fair cycle of worlds that are no goals
 * (`fair-component.ts`). For fairness towards transitions there is a simpler way to tell (`reach.ts`).
 */
import { cycleText, unitName, waitingIn, type Standing, type Standings } from '../kernel/cycle-text.ts';
import { FairComponents } from './fair-component.ts';
import { FairCycles } from './fair-cycle.ts';
import type { Graph, StepsFrom } from './graph.ts';
import type { GrowingInts } from '../data/growing.ts';
import { Interner } from '../data/interner.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { UnitFairness } from './owed.ts';
import type { Paced } from '../data/pace.ts';
import { Backward } from './reach.ts';
import { SystemError, type Fairness, type LivenessProperty } from '../contract/system.ts';

/** What is wrong where a goal is out of reach. */
export const OUT_OF_REACH = 'from here the goal can no longer be reached, however the run goes on without faults';

/** An exploration that has seen every world. */
export interface Explored {
  readonly kernel: Kernel;
  readonly graph: Graph;
  readonly stepsFrom: StepsFrom;
  /** By world the one that it was found from; -1 for the first. */
  readonly parents: GrowingInts;
  /** The words of a world, as a copy. */
  readonly wordsOf: (world: number) => Int32Array;
}

/** From where a goal can be missed, and how: see `Path`. */
export interface Missed {
  readonly world: number;
  readonly message: string;
  readonly cycle?: readonly number[];
  readonly starved?: readonly string[];
  readonly waiting?: readonly string[];
  readonly outOfReach?: number;
}

/** What of the options of an exploration bears on liveness. */
export interface LivenessOptions {
  readonly fairness?: Fairness | undefined;
  readonly reduce?: boolean | undefined;
  readonly symmetry?: boolean | undefined;
}

/**
 * The fairness under which a property is decided: its own, or else the one that is asked for, or else its default, which is `weak` if
 * it names none; where worlds are left out, `transition`.
 */
export function fairnessOf(property: LivenessProperty<never>, { fairness, ...options }: LivenessOptions): Fairness {
  return (
    property.fairness ?? fairness ?? (savingIn(options) === null ? (property.defaultFairness ?? 'weak') : 'transition')
  );
}

/**
 * What is left out to save worlds may be what makes a cycle unfair, or a cycle itself; and a cycle of representatives need not be
 * one of the system.
 *
 * @throws SystemError if one of the properties is to be decided under weak or strong fairness all the same
 */
export function requireDecidable(properties: readonly LivenessProperty<never>[], options: LivenessOptions): void {
  const saving = savingIn(options);
  const unfit = properties.find((property) => fairnessOf(property, options) !== 'transition');
  if (saving === null || unfit === undefined) return;
  throw new SystemError(
    `an exploration with \`${saving}\` cannot decide the liveness property "${unfit.name}" under ${fairnessOf(unfit, options)} fairness: explore without it, or ask for the fairness "transition"`,
  );
}

function savingIn({ reduce, symmetry }: LivenessOptions): string | null {
  if (reduce === true) return 'reduce';
  return symmetry === true ? 'symmetry' : null;
}

/** Integers for each world: of a search for components, of one for cycles, and of a sweep backwards. */
const COMPONENT_INTEGERS = 6;
const CYCLE_INTEGERS = 3;
const BACKWARD_INTEGERS = 3;

/** Decides one goal after the other. */
export class Liveness {
  readonly #explored: Explored;
  readonly #units = new Interner<string>();
  #backward: Backward | null = null;
  #cycles: FairCycles | null = null;
  #hasComponents = false;

  constructor(explored: Explored) {
    this.#explored = explored;
  }

  /** Bytes of what is kept by world and by step. */
  get bytes(): number {
    const { worlds, edges } = this.#explored.graph;
    const kept = (this.#hasComponents ? COMPONENT_INTEGERS : 0) + (this.#cycles === null ? 0 : CYCLE_INTEGERS);
    const backward = this.#backward === null ? 0 : worlds * BACKWARD_INTEGERS + edges.size;
    return (worlds * kept + backward) * Int32Array.BYTES_PER_ELEMENT;
  }

  /** The lowest-numbered world from which a fair run misses the goal and how it does; null if there is none. */
  *missed(goals: GrowingInts, fairness: Fairness): Paced<Missed | null> {
    return yield* fairness === 'transition' ? this.#stuck(goals) : this.#cycle(goals, fairness);
  }

  *#stuck(goals: GrowingInts): Paced<Missed | null> {
    const able = yield* this.#ableToReach(goals);
    const world = able.indexOf(0);
    return world < 0 ? null : { world, message: OUT_OF_REACH };
  }

  *#ableToReach(goals: GrowingInts): Paced<Uint8Array> {
    this.#backward ??= yield* Backward.of(this.#explored.graph);
    return yield* this.#backward.ableToReach(goals);
  }

  /** How many steps of the path to a world lead to where the goal is out of reach for good; undefined if it stays in reach. */
  *#outOfReach(end: number, goals: GrowingInts): Paced<number | undefined> {
    const able = yield* this.#ableToReach(goals);
    if (able[end] === 1) return undefined;
    const { parents } = this.#explored;
    const path = [end];
    for (let world = parents.at(end); world >= 0; world = parents.at(world)) path.push(world);
    const inReach = path.findIndex((world) => able[world] === 1);
    return inReach < 0 ? 0 : path.length - inReach;
  }

  *#cycle(goals: GrowingInts, fairness: UnitFairness): Paced<Missed | null> {
    const { graph, stepsFrom } = this.#explored;
    this.#hasComponents = true;
    const component = yield* new FairComponents(graph, goals, stepsFrom, this.#unitOf).find(fairness);
    if (component === null) return null;
    this.#cycles ??= new FairCycles(graph.worlds, stepsFrom, this.#unitOf);
    const { choices, worlds, starved: units } = yield* this.#cycles.through(component, fairness);
    const starved = units.map((unit) => this.#units.value(unit)).toSorted();
    const waiting = waitingIn(
      [component.least, ...worlds].map((world) => this.#standingsIn(world)),
      starved,
    );
    const message = cycleText({ steps: choices.length, starved, waiting });
    const outOfReach = yield* this.#outOfReach(component.least, goals);
    const missed = { world: component.least, cycle: choices, starved, waiting, message };
    return outOfReach === undefined ? missed : { ...missed, outOfReach };
  }

  readonly #unitOf = (choice: number): number => {
    const name = unitName(this.#explored.kernel.choice(choice));
    return this.#units.id(name, () => name);
  };

  #standingsIn(world: number): Standings {
    const { kernel, wordsOf } = this.#explored;
    const { actors, slots } = kernel.layout;
    const words = wordsOf(world);
    return new Map(
      actors.flatMap((actor, word): [string, Standing][] => {
        const slot = slots[word]?.value(words[word] as number);
        if (slot === undefined || slot.snapshot === null) return [];
        return [[actor, { mark: words[word] as number, requests: slot.requests }]];
      }),
    );
  }
}
