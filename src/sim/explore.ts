/**
 * Breadth-first exploration of every interleaving.
 *
 * Worlds are numbered in the order in which they are found, so the queue is the table itself, and the first violation found
 * is one that no shorter path has.
 */
import { Checker } from './checker.ts';
import { GrowingInts } from './growing.ts';
import { noChoices, type Kernel } from './kernel.ts';
import { unableToReach } from './reach.ts';
import { StateTable } from './state-table.ts';
import type { LivenessProperty, Property, SafetyProperty } from './system.ts';

/** What cuts an exploration short. Unset limits do not apply. */
export interface ExploreOptions {
  readonly properties?: readonly Property<never>[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Called now and then; a text it returns stops the exploration and becomes the reason. */
  readonly progress?: (progress: Progress) => string | undefined;
}

/** How far an exploration has come. `frontier` is the number of worlds found and not yet expanded. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly frontier: number;
  readonly depth: number;
  readonly bytes: number;
}

/** A path by the numbers that the kernel gave to its choices and outcomes. */
export interface Path {
  readonly choices: readonly number[];
  readonly message: string;
}

/** What was found about one property. */
export interface Finding {
  readonly property: Property<never>;
  readonly result: 'holds' | 'violated' | 'inconclusive';
  readonly path?: Path;
}

/** What an exploration found. `exhausted`: every reachable world was seen. `bounded`: `bound` says what cut it. */
export interface Exploration {
  readonly verdict: 'exhausted' | 'bounded';
  readonly bound: string | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly findings: readonly Finding[];
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[];
  /** For each fault with a budget, on how many explored transitions it was injected. */
  readonly faultsInjected: { readonly [fault: string]: number };
}

const PROGRESS_EVERY = 16_384;

/** Explores a system breadth first and checks its properties on every step. */
export function explore(kernel: Kernel, options: ExploreOptions = {}): Exploration {
  return new Explorer(kernel, options).run();
}

class Explorer {
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  readonly #checker: Checker;
  readonly #table: StateTable;
  readonly #parent = new GrowingInts();
  readonly #via = new GrowingInts();
  /** Transitions that are no faults, as targets; those of world i end at #edgesEnd[i]. Kept for liveness only. */
  readonly #edges = new GrowingInts();
  readonly #edgesEnd = new GrowingInts();
  readonly #violations = new Map<SafetyProperty<never>, Path>();
  readonly #reached = new Set<string>();
  readonly #goals: { readonly property: LivenessProperty<never>; readonly reached: GrowingInts }[];
  readonly #faults = new Map<string, number>();
  /** The world before and the world after, side by side. */
  readonly #step: Int32Array;
  #transitions = 0;
  #depth = 0;
  #bound: string | null = null;

  constructor(kernel: Kernel, options: ExploreOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    this.#table = new StateTable(kernel.width);
    this.#step = new Int32Array(kernel.width * 2);
    this.#goals = this.#checker.liveness.map((property) => ({ property, reached: new GrowingInts() }));
    for (const fault of kernel.layout.faults) this.#faults.set(fault, 0);
  }

  run(): Exploration {
    this.#begin();
    this.#expandAll();
    return {
      verdict: this.#bound === null ? 'exhausted' : 'bounded',
      bound: this.#bound,
      states: this.#table.size,
      transitions: this.#transitions,
      depth: this.#depth,
      findings: [...this.#safetyFindings(), ...this.#livenessFindings()],
      witnesses: this.#checker.witnesses.map(({ name }) => ({ name, reached: this.#reached.has(name) })),
      faultsInjected: Object.fromEntries(this.#faults),
    };
  }

  #begin(): void {
    const initial = this.#kernel.initial();
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.#table.insert(initial);
    this.#found(-1, -1);
    this.#checkSafety(0, -1);
  }

  #expandAll(): void {
    const enabled = noChoices();
    let levelEnd = 1;
    for (let index = 0; index < this.#table.size; index += 1) {
      if (index === levelEnd) {
        levelEnd = this.#table.size;
        this.#depth += 1;
      }
      this.#bound = this.#limitAt(index);
      if (this.#bound !== null) return;
      this.#table.read(index, this.#step);
      this.#kernel.enabled(this.#step, enabled);
      for (let i = 0; i < enabled.count; i += 1) this.#take(index, enabled.choices[i] as number, enabled.outcomes[i] as number);
      if (this.#goals.length > 0) this.#edgesEnd.push(this.#edges.size);
    }
  }

  #take(from: number, choice: number, outcome: number): void {
    const { width } = this.#kernel;
    this.#kernel.apply(this.#step, choice, outcome, this.#step, width);
    this.#transitions += 1;
    const inserted = this.#table.insert(this.#step, width);
    const to = inserted < 0 ? -1 - inserted : inserted;
    if (inserted < 0) this.#found(from, choice);
    const { fault } = this.#kernel.choice(choice);
    if (fault !== null) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
    else if (this.#goals.length > 0 && to !== from) this.#edges.push(to);
    this.#checkSafety(from, choice);
  }

  #found(from: number, choice: number): void {
    const index = this.#parent.size;
    this.#parent.push(from);
    this.#via.push(choice);
    for (const witness of this.#checker.witnesses) {
      if (!this.#reached.has(witness.name) && this.#checker.satisfied(witness, this.#step)) this.#reached.add(witness.name);
    }
    for (const goal of this.#goals) if (this.#checker.satisfied(goal.property, this.#step)) goal.reached.push(index);
  }

  #checkSafety(from: number, choice: number): void {
    for (const property of this.#checker.safety) {
      if (this.#violations.has(property)) continue;
      const message = this.#checker.violation(property, this.#step);
      if (message === null) continue;
      const last = choice < 0 ? [] : [choice];
      this.#violations.set(property, { choices: [...this.#pathTo(from), ...last], message });
    }
  }

  #limitAt(index: number): string | null {
    const { maxStates, maxDepth, progress } = this.#options;
    if (maxStates !== undefined && this.#table.size >= maxStates) return `max-states ${maxStates}`;
    if (maxDepth !== undefined && this.#depth >= maxDepth) return `max-depth ${maxDepth}`;
    if (index % PROGRESS_EVERY !== 0 || progress === undefined) return null;
    return progress(this.#progress(index)) ?? null;
  }

  #progress(index: number): Progress {
    return {
      states: this.#table.size,
      transitions: this.#transitions,
      frontier: this.#table.size - index,
      depth: this.#depth,
      bytes: this.#table.bytes + this.#parent.bytes + this.#via.bytes + this.#edges.bytes + this.#edgesEnd.bytes,
    };
  }

  #pathTo(index: number): number[] {
    const choices: number[] = [];
    for (let at = index; this.#parent.at(at) >= 0; at = this.#parent.at(at)) choices.push(this.#via.at(at));
    return choices.toReversed();
  }

  #safetyFindings(): Finding[] {
    return this.#checker.safety.map((property) => {
      const path = this.#violations.get(property);
      if (path !== undefined) return { property, result: 'violated', path };
      return { property, result: this.#bound === null ? 'holds' : 'inconclusive' };
    });
  }

  #livenessFindings(): Finding[] {
    return this.#goals.map(({ property, reached }) => {
      if (this.#bound !== null) return { property, result: 'inconclusive' };
      const stuck = unableToReach(this.#table.size, this.#edges, this.#edgesEnd, reached);
      if (stuck < 0) return { property, result: 'holds' };
      const message = 'from here the goal can no longer be reached, however the run goes on without faults';
      return { property, result: 'violated', path: { choices: this.#pathTo(stuck), message } };
    });
  }
}
