/**
 * The part of a graph in which a fair run can stay for ever without reaching a goal.
 *
 * Such a run ends up going round within one strongly connected component of the worlds that are no goals. Weak fairness: some run
 * through all of a component is fair if each unit is taken within it, or not possible somewhere in it. If a part of a component
 * is fair, then so is the whole, so components are enough. Strong fairness: each unit that is possible in the component must be
 * taken within it. If one isn't, a fair run must keep away from the worlds where it is possible: without them the rest falls apart
 * into smaller components, which are looked at in turn; each time one unit less can be missing.
 *
 * Lichtenstein and Pnueli, Checking that finite state concurrent programs satisfy their linear specification, POPL 1985, 97-107
 * (there the recursion); Baier and Katoen, Principles of Model Checking, 2008, sections 3.5 and 6.5 (fairness as here: "unconditional,
 * strong, weak", and CTL with fairness).
 */
import { firstEdge, type Graph, type StepsFrom } from './graph.ts';
import type { GrowingInts } from '../data/growing.ts';
import type { UnitFairness } from './owed.ts';
import { Pace, type Paced } from '../data/pace.ts';
import { Components } from './scc.ts';

/** Worlds that a fair run need never leave. */
export interface FairComponent {
  /** The lowest-numbered of its worlds. */
  readonly least: number;
  readonly includes: (world: number) => boolean;
}

const GOAL = 0;
const REST = 1;

/** Looks for fair components among the worlds that are no goals. */
export class FairComponents {
  readonly #graph: Graph;
  readonly #stepsFrom: StepsFrom;
  readonly #unitOf: (choice: number) => number;
  /** By world. Each component that is looked at is a part with a number of its own. */
  readonly #part: Int32Array;
  readonly #components: Components;
  readonly #pace = new Pace();
  #parts = REST;

  constructor(graph: Graph, goals: GrowingInts, stepsFrom: StepsFrom, unitOf: (choice: number) => number) {
    this.#graph = graph;
    this.#stepsFrom = stepsFrom;
    this.#unitOf = unitOf;
    this.#part = new Int32Array(graph.worlds).fill(REST);
    for (let i = 0; i < goals.size; i += 1) this.#part[goals.at(i)] = GOAL;
    this.#components = new Components(graph, this.#part);
  }

  /**
   * The fair component with the lowest-numbered world, or null. A world from which no step leads to another one is such a component:
   * if any step is possible there at all, it leads back to it.
   *
   * Time: for weak fairness linear, with the steps of each world of a component worked out once; for strong fairness that many
   * times at most as there are units.
   */
  *find(fairness: UnitFairness): Paced<FairComponent | null> {
    const { components, end } = yield* this.#split();
    let best = end;
    for (const component of components.toSorted((a, b) => a.least - b.least)) {
      if (best !== null && component.least > best.least) break;
      const fair = yield* fairness === 'weak' ? this.#weak(component) : this.#strong(component, best);
      best = earlier(best, fair);
    }
    if (best === null) return null;
    const { number, least } = best;
    return { least, includes: (world) => this.#part[world] === number };
  }

  /** The components of the worlds that are no goals, and the first world from which nothing leads on. */
  *#split(): Paced<{ readonly components: Part[]; readonly end: Part | null }> {
    const rest = new Int32Array(this.#graph.worlds)
      .map((_, world) => world)
      .filter((world) => this.#part[world] === REST);
    const end = rest.find((world) => firstEdge(this.#graph, world) === this.#graph.edgesEnd.at(world));
    return {
      components: yield* this.#componentsOf(rest, REST),
      end: end === undefined ? null : this.#asPart(Int32Array.of(end)),
    };
  }

  /**
   * The components with more than one world. One world by itself is not fair where a step leads on: as no two steps from it belong
   * to one unit, that unit is possible all the time and never taken.
   */
  *#componentsOf(worlds: Int32Array, part: number): Paced<Part[]> {
    const found: Int32Array[] = [];
    yield* this.#components.search(worlds, part, (component) => {
      if (component.length > 1) found.push(component.slice());
    });
    return found.map((component) => this.#asPart(component));
  }

  #asPart(worlds: Int32Array): Part {
    this.#parts += 1;
    for (const world of worlds) this.#part[world] = this.#parts;
    return { number: this.#parts, worlds, least: worlds.reduce((a, b) => Math.min(a, b)) };
  }

  *#weak(part: Part): Paced<Part | null> {
    const missing = this.#unitsAt(part.least, part.number).possible;
    for (const world of part.worlds) {
      const { possible, taken } = this.#unitsAt(world, part.number);
      for (const unit of missing) if (!possible.has(unit) || taken.has(unit)) missing.delete(unit);
      if (missing.size === 0) return part;
      if (this.#pace.isDue()) yield;
    }
    return null;
  }

  /** The fair component within this one that has the lowest-numbered world, if that is lower than the best one's. */
  *#strong(whole: Part, best: Part | null): Paced<Part | null> {
    let found = best;
    const open = [whole];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (found !== null && part.least > found.least) continue;
      const missing = yield* this.#missingIn(part);
      if (missing.size === 0) found = part;
      else open.push(...(yield* this.#without(part, missing)));
    }
    return found;
  }

  /** The units that are possible in the part, and never taken within it. */
  *#missingIn({ worlds, number }: Part): Paced<Set<number>> {
    const missing = new Set<number>();
    const kept = new Set<number>();
    for (const world of worlds) {
      const { possible, taken } = this.#unitsAt(world, number);
      for (const unit of taken) kept.add(unit);
      for (const unit of possible) missing.add(unit);
      if (this.#pace.isDue()) yield;
    }
    for (const unit of kept) missing.delete(unit);
    return missing;
  }

  *#without(part: Part, missing: ReadonlySet<number>): Paced<Part[]> {
    const rest: number[] = [];
    for (const world of part.worlds) {
      const { possible } = this.#unitsAt(world, part.number);
      if (![...possible].some((unit) => missing.has(unit))) rest.push(world);
      if (this.#pace.isDue()) yield;
    }
    this.#parts += 1;
    const remaining = this.#parts;
    for (const world of rest) this.#part[world] = remaining;
    return yield* this.#componentsOf(Int32Array.from(rest), remaining);
  }

  /** The units that are possible in a world, and those of them whose step stays within the part. */
  #unitsAt(world: number, part: number) {
    const { count, choices, targets } = this.#stepsFrom(world);
    const possible = new Set<number>();
    const taken = new Set<number>();
    for (let i = 0; i < count; i += 1) {
      const unit = this.#unitOf(choices[i] as number);
      possible.add(unit);
      if (this.#part[targets[i] as number] === part) taken.add(unit);
    }
    return { possible, taken };
  }
}

/** Worlds of the graph under one number. */
interface Part {
  readonly number: number;
  readonly worlds: Int32Array;
  readonly least: number;
}

const earlier = (a: Part | null, b: Part | null): Part | null =>
  a === null || (b !== null && b.least < a.least) ? b : a;
