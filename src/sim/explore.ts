/**
 * Breadth-first exploration of every interleaving.
 *
 * Worlds are numbered in the order in which they are found, so the queue is the table itself, and the first violation found
 * is one that no shorter path has.
 */
import { choiceOf, mayRepeat } from './ample-table.ts';
import { BlockSearch, type Expanded } from './block-search.ts';
import type { Asked } from './block-worker.ts';
import { BLOCK } from './block.ts';
import { Checker } from './checker.ts';
import type { Crew } from './crew.ts';
import type { Steps } from './graph.ts';
import { GrowingInts } from './growing.ts';
import type { Kernel } from './kernel.ts';
import { fairnessOf, Liveness, requireDecidable } from './liveness.ts';
import { PackedOutcomes } from './packed-outcomes.ts';
import { Reduction } from './reduction.ts';
import { StateTable } from './state-table.ts';
import { LACK, Successors } from './successors.ts';
import { Symmetry } from './symmetry.ts';
import { SymmetryCheck } from './symmetry-check.ts';
import { unfold } from './symmetry-path.ts';
import { SystemError, type Fairness, type LivenessProperty, type Property, type SafetyProperty } from './system.ts';

/** What cuts an exploration short. Unset limits do not apply. */
export interface ExploreOptions {
  readonly properties?: readonly Property<never>[];
  /** The packed world to begin with; the initial one by default. */
  readonly from?: Int32Array;
  /** Faults and disturbances have stopped: none happens, whatever is left of their budgets. */
  readonly faultFree?: boolean;
  /**
   * Partial-order reduction: same results from fewer worlds. A counterexample is then a shortest one among those in which each
   * actor does what is its own business at once, and may be longer than need be. Off by default.
   */
  readonly reduce?: boolean;
  /**
   * Which runs those liveness properties are about that do not say so themselves. `weak` by default; `transition` with `reduce` or
   * `symmetry`, as nothing else can be decided then.
   */
  readonly fairness?: Fairness;
  /**
   * Explore one world of each orbit of the symmetry that the system declares: same results from fewer worlds, on one thread.
   * A sample of the steps is checked for being symmetric. Off by default.
   */
  readonly symmetry?: boolean;
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Threads that expand worlds beside this one: same results, to the last number. None by default. */
  readonly crew?: Crew;
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
  /** What then happens for ever, back to the world at the end of `choices`; empty if the run ends there. */
  readonly cycle?: readonly number[];
  /** Labels, without the numbers of requests, of what is possible on the cycle again and again and never taken. */
  readonly starved?: readonly string[];
  /** Requests, `drive:A claim`, that wait all along the cycle. */
  readonly waiting?: readonly string[];
  /** After how many of the choices the goal is out of reach for good, faults left aside; absent if it stays in reach. */
  readonly outOfReach?: number;
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

/** Explores a system breadth first and checks its properties on every step. */
export function explore(kernel: Kernel, options: ExploreOptions = {}): Exploration {
  const explorer = new Explorer(kernel, options);
  while (explorer.advance(1 << 20));
  return explorer.result();
}

/** An exploration that its owner moves on, so that it can show progress, watch a clock or stop in between. @public */
export class Explorer {
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  /** Outlives a search: what properties read is learned once. */
  readonly #checker: Checker;
  #search: Search;

  constructor(kernel: Kernel, options: ExploreOptions = {}) {
    this.#kernel = kernel;
    this.#options = options;
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    this.#search = new Search(kernel, this.#checker, options);
  }

  /** Expands up to `worlds` more worlds; false when there is nothing left to expand, or a limit is reached. */
  advance(worlds: number): boolean {
    const more = this.#search.advance(worlds);
    if (!this.#search.outdated) return more;
    this.#search = new Search(this.#kernel, this.#checker, this.#options);
    return true;
  }

  get progress(): Progress {
    return this.#search.progress;
  }

  /** What was found so far; `bound` says why the owner did not let it go on. */
  result(bound?: string): Exploration {
    return this.#search.result(bound);
  }
}

/** A step that breaks a property: the world that it starts from, and the choice; -1 is the initial world itself. */
interface Violation {
  readonly from: number;
  readonly choice: number;
  readonly message: string;
}

/** Which goals a world satisfies is noted as the bits of one integer. */
const MOST_GOALS = 31;

class Search {
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  readonly #checker: Checker;
  readonly #table: StateTable;
  readonly #parent = new GrowingInts();
  /** Transitions that are no faults, as targets; those of world i end at #edgesEnd[i]. Kept for liveness only. */
  readonly #edges = new GrowingInts();
  readonly #edgesEnd = new GrowingInts();
  readonly #violations = new Map<SafetyProperty<never>, Violation>();
  /** The safety properties that nothing has broken yet. */
  #open: readonly SafetyProperty<never>[];
  readonly #reached = new Set<string>();
  readonly #goals: { readonly property: LivenessProperty<never>; readonly reached: GrowingInts }[];
  /** By the word of the fault's budget. */
  readonly #faults: Float64Array;
  readonly #packed: PackedOutcomes;
  readonly #symmetry: Symmetry | null;
  readonly #symmetryCheck: SymmetryCheck | null;
  readonly #successors: Successors;
  /** The world before and the world after, side by side, as the successors' own. */
  readonly #step: Int32Array;
  readonly #reduction: Reduction | null;
  /** What inserting each of the successors gave. */
  #inserted = new Int32Array(64);
  /** The words that open properties compare between two worlds, as of the checker's revision `#asked`. */
  #stepwise = 0;
  #asked = -1;
  #transitions = 0;
  #depth = 0;
  /** Worlds of one level: the first, where they end, and how many worlds were known before the first was expanded. */
  #block = { base: 0, start: 0, end: 0 };
  #team: BlockSearch | null = null;
  /** The next world to expand, and where its level ends. */
  #next = 0;
  #levelEnd = 1;
  #bound: string | null = null;

  constructor(kernel: Kernel, checker: Checker, options: ExploreOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#checker = checker;
    this.#open = this.#checker.safety;
    this.#table = new StateTable(kernel.width, kernel.largest());
    this.#packed = new PackedOutcomes(kernel.steps.outcomes, this.#table);
    this.#symmetry = options.symmetry === true ? new Symmetry(kernel) : null;
    this.#symmetryCheck = this.#symmetry && new SymmetryCheck(this.#symmetry, checker.properties);
    this.#successors = new Successors(kernel.steps, this.#table, this.#packed, this.#symmetry);
    this.#step = this.#successors.step;
    requireDecidable(this.#checker.liveness, options);
    this.#reduction = options.reduce === true ? new Reduction(kernel, this.#checker) : null;
    if (this.#checker.liveness.length > MOST_GOALS)
      throw new SystemError(
        `one exploration takes up to ${MOST_GOALS} liveness properties, not ${this.#checker.liveness.length}`,
      );
    this.#goals = this.#checker.liveness.map((property) => ({ property, reached: new GrowingInts() }));
    this.#faults = new Float64Array(kernel.width);
    this.#begin();
  }

  get outdated(): boolean {
    return this.#reduction?.outdated ?? false;
  }

  advance(worlds: number): boolean {
    const end = this.#next + worlds;
    while (this.#next < this.#table.size && this.#bound === null && !this.outdated) {
      if (this.#next >= end) return true;
      this.#bound = this.#limit();
      if (this.#bound !== null) break;
      if (this.#next === this.#block.end) this.#beginBlock();
      if (!this.#expandTogether()) this.#expand();
    }
    return false;
  }

  result(bound?: string): Exploration {
    if (this.#next < this.#table.size) this.#bound ??= bound ?? 'stopped early';
    return {
      verdict: this.#bound === null ? 'exhausted' : 'bounded',
      bound: this.#bound,
      states: this.#table.size,
      transitions: this.#transitions,
      depth: this.#depth,
      findings: [...this.#safetyFindings(), ...this.#livenessFindings()],
      witnesses: this.#checker.witnesses.map(({ name }) => ({ name, reached: this.#reached.has(name) })),
      faultsInjected: this.#faultsInjected(),
    };
  }

  #begin(): void {
    const initial = this.#options.from ?? this.#kernel.initial();
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.#table.insert(this.#representative(initial));
    this.#found(-1, this.#meet());
    this.#checkSafety(0, -1, -1, true);
  }

  #representative(world: Int32Array): Int32Array {
    const representative = world.slice();
    this.#symmetry?.canonicalise(representative);
    return representative;
  }

  #expand(): void {
    this.#insertSuccessorsOf(this.#next);
    for (let i = 0; i < this.#successors.enabled.count; i += 1) this.#took(i);
    if (this.#goals.length > 0) this.#edgesEnd.push(this.#edges.size);
    this.#expandedUpTo(this.#next + 1);
  }

  #expandedUpTo(next: number): void {
    this.#next = next;
    if (next < this.#levelEnd || next === this.#table.size) return;
    this.#levelEnd = this.#table.size;
    this.#depth += 1;
  }

  #beginBlock(): void {
    const end = Math.min(this.#next + BLOCK, this.#levelEnd);
    this.#block = { base: this.#table.size, start: this.#next, end };
  }

  /** Expands a whole block with the crew; false if one world after the other is better. */
  #expandTogether(): boolean {
    const { crew, maxStates = Infinity } = this.#options;
    const { start, end, base } = this.#block;
    if (crew === undefined || this.#symmetry !== null || this.#next !== start || !crew.isWorthwhile(end - start, base))
      return false;
    this.#team ??= this.#gather(crew);
    const expanded = this.#team.expand(start, end - start, this.#questions(), maxStates);
    if (expanded === null) return false;
    this.#transitions += expanded.transitions;
    for (let word = 0; word < this.#faults.length; word += 1)
      this.#faults[word] = (this.#faults[word] as number) + (expanded.faults[word] as number);
    for (let place = 0; place < end - start; place += 1)
      if (expanded.looks[place] === 1) this.#lookAgain(start + place, this.#team.goals);
    if (this.#goals.length > 0) this.#takeOver(expanded, end - start, base);
    this.#expandedUpTo(end);
    return true;
  }

  #gather(crew: Crew): BlockSearch {
    return new BlockSearch(crew, {
      steps: this.#kernel.steps,
      table: this.#table,
      outcomes: this.#packed,
      questions: this.#checker.table,
      ample: this.#reduction?.table ?? null,
      parents: this.#parent,
      edges: this.#edges,
      successors: this.#successors,
      supply: (world) => this.#supply(world),
    });
  }

  #questions(): Asked {
    const unreached = this.#checker.witnesses.filter(({ name }) => !this.#reached.has(name));
    return {
      faultFree: this.#options.faultFree === true,
      linked: this.#goals.length > 0,
      safety: this.#checker.questionsOf(this.#open),
      witnesses: this.#checker.questionsOf(unreached),
      goals: this.#checker.questionsOf(this.#checker.liveness),
      stepwise: this.#stepwise,
    };
  }

  /** Shows the steps from a world of the block to the properties: some answer was not known, or it was not "holds". */
  #lookAgain(world: number, goals: GrowingInts): void {
    this.#insertSuccessorsOf(world);
    const { count, choices, outcomes } = this.#successors.enabled;
    let newest = this.#block.base - 1;
    for (let i = 0; i < count; i += 1) {
      const number = this.#inserted[i] as number;
      const fresh = number > newest && this.#parent.at(number) === world;
      if (fresh) newest = number;
      const noted = this.#look(world, choices[i] as number, outcomes[i] as number, fresh);
      if (fresh) goals.set(number - this.#block.base, noted);
    }
  }

  /** Keeps the edges and the goals of the new worlds of a block. */
  #takeOver({ edgesEnd }: Expanded, count: number, base: number): void {
    for (let place = 0; place < count; place += 1) this.#edgesEnd.push(edgesEnd[place] as number);
    const noted = this.#team?.goals.data as Int32Array;
    for (let world = base; world < this.#table.size; world += 1) this.#noteGoals(world, noted[world - base] as number);
  }

  /** Puts the successors of a world that are needed into the table: all of them, or the one that is enough. */
  #insertSuccessorsOf(world: number): void {
    this.#successors.load(world);
    const code = this.#enough(world);
    if (code > 0) {
      while (!this.#successors.only(choiceOf(code))) this.#supply(world);
      this.#insertSuccessors();
      const inserted = this.#inserted[0] as number;
      if (!mayRepeat(code) || inserted < 0 || inserted >= this.#block.base) return;
    }
    while (!this.#successors.all(this.#options.faultFree === true)) this.#supply(world);
    this.#symmetryCheck?.look(this.#step, this.#successors.enabled, this.#options.faultFree);
    this.#insertSuccessors();
  }

  #enough(world: number): number {
    for (;;) {
      const code = this.#successors.enough(this.#reduction?.table ?? null);
      if (code >= 0) return code;
      this.#supply(world);
    }
  }

  /** Sees to what the successors of a world lack. */
  #supply(world: number): void {
    const { lack, subject, value } = this.#successors;
    if (lack === LACK.step) return this.#kernel.learn(this.#step);
    if (lack === LACK.ample) return this.#reduction?.learn(this.#step);
    if (lack === LACK.masks) this.#packed.learn(subject);
    else this.#table.widen(subject, value);
    this.#packed.refresh();
    this.#successors.load(world);
  }

  #insertSuccessors(): void {
    const { enabled, packed } = this.#successors;
    if (this.#inserted.length < enabled.count) this.#inserted = new Int32Array(enabled.count * 2);
    this.#table.insertAll(packed, enabled.count, this.#inserted);
  }

  #took(i: number): void {
    const { choices, outcomes } = this.#successors.enabled;
    const choice = choices[i] as number;
    const outcome = outcomes[i] as number;
    const fault = this.#kernel.faultOf(choice);
    const inserted = this.#inserted[i] as number;
    const to = inserted < 0 ? -1 - inserted : inserted;
    this.#transitions += 1;
    if (fault >= 0) this.#faults[fault] = (this.#faults[fault] as number) + 1;
    else if (this.#goals.length > 0 && to !== this.#next) this.#edges.push(to);
    if (inserted < 0) this.#found(this.#next, this.#look(this.#next, choice, outcome, true));
    else if ((this.#kernel.steps.outcomes.mask(outcome) & this.#stepwise) !== 0)
      this.#look(this.#next, choice, outcome, false);
  }

  /** Shows the step to the properties, as words. One bit for each goal that is satisfied after a step to a new world. */
  #look(from: number, choice: number, outcome: number, fresh: boolean): number {
    const { width } = this.#kernel;
    this.#kernel.change(this.#step, choice, outcome, this.#step, width);
    const goals = fresh ? this.#meet() : 0;
    this.#checkSafety(from, choice, this.#kernel.steps.outcomes.mask(outcome), fresh);
    this.#kernel.steps.undo(this.#step, choice, outcome, this.#step, width);
    return goals;
  }

  /** Notes which witnesses the world after the step is one of, and returns one bit for each goal that it satisfies. */
  #meet(): number {
    for (const witness of this.#checker.witnesses) {
      if (!this.#reached.has(witness.name) && this.#checker.satisfied(witness, this.#step))
        this.#reached.add(witness.name);
    }
    let goals = 0;
    this.#goals.forEach(({ property }, at) => {
      if (this.#checker.satisfied(property, this.#step)) goals |= 1 << at;
    });
    return goals;
  }

  #found(from: number, goals: number): void {
    this.#noteGoals(this.#parent.size, goals);
    this.#parent.push(from);
  }

  #noteGoals(world: number, goals: number): void {
    if (goals !== 0) this.#goals.forEach(({ reached }, at) => ((goals >> at) & 1) === 1 && reached.push(world));
  }

  #checkSafety(from: number, choice: number, changed: number, fresh: boolean): void {
    // What this step breaks leaves the list of open properties: go through the list as it was.
    const open = this.#open;
    for (let i = 0; i < open.length; i += 1) {
      const property = open[i] as SafetyProperty<never>;
      const message = this.#checker.violation(property, this.#step, changed, fresh);
      if (message !== null) this.#violated(property, { from, choice, message });
    }
    if (this.#checker.revision === this.#asked) return;
    this.#asked = this.#checker.revision;
    this.#stepwise = this.#checker.stepwiseMask(this.#open);
  }

  #violated(property: SafetyProperty<never>, violation: Violation): void {
    this.#violations.set(property, violation);
    this.#open = this.#open.filter((other) => other !== property);
    this.#stepwise = this.#checker.stepwiseMask(this.#open);
  }

  #pathBy({ from, choice, message }: Violation): Path {
    return this.#unfolded({ choices: choice < 0 ? [] : [...this.#pathTo(from), choice], message });
  }

  /** The path of the system that stands for one through representatives. */
  #unfolded(path: Path): Path {
    if (this.#symmetry === null) return path;
    const { choices, renamed } = unfold(this.#symmetry, path.choices, this.#options.from ?? this.#kernel.initial());
    return { ...path, choices, message: renamed(path.message) };
  }

  #limit(): string | null {
    const { maxStates, maxDepth } = this.#options;
    if (maxStates !== undefined && this.#table.size >= maxStates) return `max-states ${maxStates}`;
    return maxDepth !== undefined && this.#depth >= maxDepth ? `max-depth ${maxDepth}` : null;
  }

  get progress(): Progress {
    return {
      states: this.#table.size,
      transitions: this.#transitions,
      frontier: this.#table.size - this.#next,
      depth: this.#depth,
      bytes: this.#table.bytes + this.#parent.bytes + this.#edges.bytes + this.#edgesEnd.bytes,
    };
  }

  #faultsInjected(): Record<string, number> {
    const { layout } = this.#kernel;
    return Object.fromEntries(layout.faults.map((fault) => [fault, this.#faults[layout.faultWord(fault)] as number]));
  }

  /** The choices along the path by which a world was found: which ones they were is not kept, but found out again. */
  #pathTo(index: number): number[] {
    const path: number[] = [];
    for (let to = index, from = this.#parent.at(to); from >= 0; to = from, from = this.#parent.at(to))
      path.push(this.#choiceBetween(from, to));
    return path.toReversed();
  }

  #choiceBetween(from: number, to: number): number {
    const { enabled } = this.#successors;
    this.#successors.load(from);
    while (!this.#successors.all(this.#options.faultFree === true)) this.#supply(from);
    const { width } = this.#table.packing;
    const target = new Int32Array(width);
    this.#table.readPacked(to, target);
    for (let i = 0; i < enabled.count; i += 1) {
      const successor = this.#successors.packed.subarray(i * width, (i + 1) * width);
      if (successor.every((word, at) => word === target[at])) return enabled.choices[i] as number;
    }
    throw new RangeError(`no step leads from world ${from} to world ${to}`);
  }

  #safetyFindings(): Finding[] {
    return this.#checker.safety.map((property) => {
      const violation = this.#violations.get(property);
      if (violation !== undefined) return { property, result: 'violated', path: this.#pathBy(violation) };
      return { property, result: this.#bound === null ? 'holds' : 'inconclusive' };
    });
  }

  #livenessFindings(): Finding[] {
    if (this.#bound !== null) return this.#goals.map(({ property }) => ({ property, result: 'inconclusive' }));
    const liveness = new Liveness({
      kernel: this.#kernel,
      graph: { worlds: this.#table.size, edges: this.#edges, edgesEnd: this.#edgesEnd },
      stepsFrom: (world) => this.#calmSteps(world),
      parents: this.#parent,
      wordsOf: (world) => this.#wordsOf(world),
    });
    return this.#goals.map(({ property, reached }) => {
      const missed = liveness.missed(reached, fairnessOf(property, this.#options));
      if (missed === null) return { property, result: 'holds' };
      const { world, ...rest } = missed;
      return { property, result: 'violated', path: this.#unfolded({ choices: this.#pathTo(world), ...rest }) };
    });
  }

  /** The steps from a world that are no faults; all worlds are known. */
  #calmSteps(world: number): Steps {
    this.#successors.load(world);
    while (!this.#successors.all(true)) this.#supply(world);
    this.#insertSuccessors();
    const { count, choices } = this.#successors.enabled;
    return { count, choices, targets: this.#inserted };
  }

  #wordsOf(world: number): Int32Array {
    const words = new Int32Array(this.#kernel.width);
    this.#table.read(world, words);
    return words;
  }
}
