/**
 * The search of an exploration, level by level.
 *
 * Worlds are numbered in the order in which they are found, so the queue is the table itself, and the first violation found
 * is one that no shorter path has.
 */
import { BlockSearch, type Expanded } from './block-search.ts';
import { BLOCK } from './block.ts';
import type { Checker } from '../kernel/checker.ts';
import { CrewLost, type Crew } from './crew.ts';
import type { Exploration, ExploreOptions, Finding, Progress } from './exploration.ts';
import { GrowingInts } from '../data/growing.ts';
import { Judge } from './judge.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { fairnessOf, Liveness, requireDecidable, type Missed } from '../liveness/liveness.ts';
import { sumOf, summedUp, type MemoryUse } from '../data/memory.ts';
import type { Paced } from '../data/pace.ts';
import type { LivenessProperty } from '../contract/system.ts';
import { Worlds } from './worlds.ts';

export class Search {
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  readonly #checker: Checker;
  readonly #worlds: Worlds;
  readonly #judge: Judge;
  /** Transitions that are no faults, as targets; those of world i end at #edgesEnd[i]. Kept for liveness only. */
  readonly #edges = new GrowingInts();
  readonly #edgesEnd = new GrowingInts();
  /** By the word of the fault's budget. */
  readonly #faults: Float64Array;
  /** Whether there are any. */
  readonly #counts: boolean;
  #transitions = 0;
  #depth = 0;
  /** Worlds of one level: the first, where they end, and how many worlds were known before the first was expanded. */
  #block = { base: 0, start: 0, end: 0 };
  /** What was known to be compared when the block was begun. */
  #compared = 0;
  #team: BlockSearch | null = null;
  /** The block that the crew is expanding. */
  #expanding: Paced<Expanded | null> | null = null;
  /** The next world to expand, and where its level ends. */
  #next = 0;
  #levelEnd = 1;
  #bound: string | null = null;
  /** Decides the liveness properties, once every world is known; what it has found so far, and what it is about. */
  #decision: Paced<void> | null = null;
  #liveness: Liveness | null = null;
  readonly #decided: Finding[] = [];
  #deciding: string | null = null;

  constructor(kernel: Kernel, checker: Checker, options: ExploreOptions) {
    requireDecidable(checker.liveness, options);
    this.#kernel = kernel;
    this.#options = options;
    this.#checker = checker;
    this.#worlds = new Worlds(kernel, checker, options);
    this.#judge = new Judge(kernel, checker, this.#worlds.successors.step);
    this.#faults = new Float64Array(kernel.width);
    this.#counts = kernel.layout.faults.length > 0;
    this.#judge.lookAtInitial(this.#worlds.initial);
  }

  /** Whether what was learned on the way makes what was left out wrong: then a new search has to begin. */
  get outdated(): boolean {
    return this.#worlds.reduction?.outdated ?? false;
  }

  advance(worlds: number): boolean {
    const end = this.#next + worlds;
    while (this.#next < this.#worlds.table.size && this.#bound === null && !this.outdated) {
      if (this.#next >= end) return true;
      if (this.#expanding !== null) {
        if (!this.#goOn(this.#expanding)) return true;
        continue;
      }
      this.#bound = this.#limit();
      if (this.#bound !== null) break;
      if (this.#next === this.#block.end) this.#beginBlock();
      this.#expanding = this.#expandTogether();
      if (this.#expanding === null) this.#expand();
    }
    return this.#isWhole && !this.outdated && this.#decide();
  }

  /** Whether every world is known. */
  get #isWhole(): boolean {
    return this.#next === this.#worlds.table.size && this.#bound === null;
  }

  get progress(): Progress {
    const { size } = this.#worlds.table;
    return {
      states: size,
      transitions: this.#transitions,
      frontier: size - this.#next,
      depth: this.#depth,
      bytes: sumOf(this.memory),
      deciding: this.#deciding,
    };
  }

  /** What takes the memory in use, the largest first. */
  get memory(): readonly MemoryUse[] {
    const goals = sumOf(this.#judge.goals.map(({ reached }) => reached));
    const transitions = this.#edges.bytes + this.#edgesEnd.bytes + goals + (this.#liveness?.bytes ?? 0);
    return summedUp([
      ...this.#worlds.memory,
      ...this.#kernel.memory,
      ...this.#checker.memory,
      { kind: 'transitions', name: '', bytes: transitions },
      { kind: 'threads', name: '', bytes: this.#team?.bytes ?? 0 },
    ]);
  }

  result(bound?: string): Exploration {
    if (this.#expanding !== null) this.#giveUp();
    if (!this.#isWhole) this.#bound ??= bound ?? 'stopped early';
    const undecided = this.#decided.length < this.#judge.goals.length;
    return {
      verdict: this.#bound === null ? 'exhausted' : 'bounded',
      bound: this.#bound ?? (undecided ? (bound ?? 'stopped early') : null),
      states: this.#worlds.table.size,
      transitions: this.#transitions,
      depth: this.#depth,
      findings: [...this.#safetyFindings(), ...this.#livenessFindings()],
      witnesses: this.#checker.witnesses.map(({ name }) => ({ name, reached: this.#judge.reached.has(name) })),
      faultsInjected: this.#faultsInjected(),
    };
  }

  /** Whoever stops the search does not wait for the block to be done. */
  #giveUp(): void {
    this.#expanding = null;
    this.#team?.giveUp();
  }

  #expand(): void {
    this.#worlds.insertSuccessorsOf(this.#next, this.#block.base);
    const { count, choices, outcomes, faults } = this.#worlds.successors.enabled;
    const { inserted, parents } = this.#worlds;
    this.#transitions += count;
    if (this.#counts) this.#count(faults, count);
    if (this.#judge.goals.length > 0) this.#link(faults, inserted, count);
    for (let i = 0; i < count; i += 1) {
      const number = inserted[i] as number;
      if (number < 0) {
        parents.push(this.#next);
        const goals = this.#judge.look(this.#next, choices[i] as number, outcomes[i] as number, true);
        if (goals !== 0) this.#judge.noteGoals(-1 - number, goals);
      } else if (this.#judge.isStepwise && this.#judge.compares(outcomes[i] as number))
        this.#judge.look(this.#next, choices[i] as number, outcomes[i] as number, false);
    }
    this.#expandedUpTo(this.#next + 1);
  }

  #count(faults: Int32Array, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const fault = faults[i] as number;
      if (fault >= 0) this.#faults[fault] = (this.#faults[fault] as number) + 1;
    }
  }

  /** Keeps the transitions that are no faults and lead somewhere else. */
  #link(faults: Int32Array, inserted: Int32Array, count: number): void {
    for (let i = 0; i < count; i += 1) {
      if ((faults[i] as number) >= 0) continue;
      const number = inserted[i] as number;
      const to = number < 0 ? -1 - number : number;
      if (to !== this.#next) this.#edges.push(to);
    }
    this.#edgesEnd.push(this.#edges.size);
  }

  #expandedUpTo(next: number): void {
    const { size } = this.#worlds.table;
    this.#next = next;
    if (next < this.#levelEnd || next === size) return;
    this.#levelEnd = size;
    this.#depth += 1;
  }

  #beginBlock(): void {
    const end = Math.min(this.#next + BLOCK, this.#levelEnd);
    this.#block = { base: this.#worlds.table.size, start: this.#next, end };
  }

  /** Begins to expand a whole block with the crew; null if one world after the other is better. */
  #expandTogether(): Paced<Expanded | null> | null {
    const { crew, maxStates = Infinity, faultFree = false } = this.#options;
    const { start, end, base } = this.#block;
    if (crew === undefined || this.#worlds.symmetry !== null) return null;
    if (this.#next !== start || !crew.isWorthwhile(end - start, base)) return null;
    this.#team ??= this.#gather(crew);
    this.#compared = this.#judge.stepwise;
    return this.#team.expand(start, end - start, this.#judge.questions(faultFree), maxStates);
  }

  /** Goes on with the block that the crew is expanding; false if it has to be waited for. */
  #goOn(expanding: Paced<Expanded | null>): boolean {
    const { done, value } = this.#nextOf(expanding);
    if (done !== true) return false;
    this.#expanding = null;
    if (value === null) this.#expand();
    else if (value !== undefined) {
      this.#takeOver(value, (this.#team as BlockSearch).goals);
      this.#expandedUpTo(this.#block.end);
    }
    return true;
  }

  /** A crew that has lost a thread leaves the block undone, and ends the search. */
  #nextOf(expanding: Paced<Expanded | null>): IteratorResult<undefined, Expanded | null | undefined> {
    try {
      return expanding.next();
    } catch (error) {
      if (!(error instanceof CrewLost)) throw error;
      this.#team?.giveUp();
      this.#bound = error.message;
      return { done: true, value: undefined };
    }
  }

  #gather(crew: Crew): BlockSearch {
    const { table, packed, reduction, parents, successors } = this.#worlds;
    return new BlockSearch(crew, {
      steps: this.#kernel.steps,
      table,
      outcomes: packed,
      questions: this.#checker.table,
      ample: reduction?.table ?? null,
      parents,
      edges: this.#edges,
      successors,
      supply: (world) => this.#worlds.supply(world),
    });
  }

  /** Takes over what the crew found: tallies, steps that have to be looked at, edges, and goals of the new worlds. */
  #takeOver({ transitions, faults, looks, edgesEnd }: Expanded, goals: GrowingInts): void {
    const { base, start, end } = this.#block;
    this.#transitions += transitions;
    for (let word = 0; word < this.#faults.length; word += 1)
      this.#faults[word] = (this.#faults[word] as number) + (faults[word] as number);
    // The first step to a new world may show that a property compares what it did not compare when the block was begun. Then later
    // steps to that world matter, too, which the crew has passed over.
    for (let place = 0; place < end - start; place += 1)
      if (looks[place] === 1 || this.#judge.stepwise !== this.#compared) this.#lookAgain(start + place, goals);
    if (this.#judge.goals.length === 0) return;
    for (let place = 0; place < end - start; place += 1) this.#edgesEnd.push(edgesEnd[place] as number);
    for (let world = base; world < this.#worlds.table.size; world += 1)
      this.#judge.noteGoals(world, goals.at(world - base));
  }

  /** Shows the steps from a world of the block to the properties: some answer was not known, or it was not "holds". */
  #lookAgain(world: number, goals: GrowingInts): void {
    const { base } = this.#block;
    this.#worlds.insertSuccessorsOf(world, base);
    const { count, choices, outcomes } = this.#worlds.successors.enabled;
    let newest = base - 1;
    for (let i = 0; i < count; i += 1) {
      const number = this.#worlds.inserted[i] as number;
      const fresh = number > newest && this.#worlds.parents.at(number) === world;
      if (fresh) newest = number;
      const noted = this.#judge.look(world, choices[i] as number, outcomes[i] as number, fresh);
      if (fresh) goals.set(number - base, noted);
    }
  }

  #limit(): string | null {
    const { maxStates, maxDepth } = this.#options;
    if (maxStates !== undefined && this.#worlds.table.size >= maxStates) return `max-states ${maxStates}`;
    return maxDepth !== undefined && this.#depth >= maxDepth ? `max-depth ${maxDepth}` : null;
  }

  #faultsInjected(): Record<string, number> {
    const { layout } = this.#kernel;
    return Object.fromEntries(layout.faults.map((fault) => [fault, this.#faults[layout.faultWord(fault)] as number]));
  }

  #safetyFindings(): Finding[] {
    return this.#checker.safety.map((property) => {
      const violation = this.#judge.violations.get(property);
      if (violation === undefined) return { property, result: this.#bound === null ? 'holds' : 'inconclusive' };
      const { from, choice, message } = violation;
      return { property, result: 'violated', path: this.#worlds.path(from, { message }, choice) };
    });
  }

  #livenessFindings(): Finding[] {
    const open = this.#judge.goals.slice(this.#decided.length);
    return [...this.#decided, ...open.map(({ property }): Finding => ({ property, result: 'inconclusive' }))];
  }

  /** Goes on deciding, for a little while; false when all is decided. */
  #decide(): boolean {
    this.#decision ??= this.#decideAll();
    return this.#decision.next().done !== true;
  }

  *#decideAll(): Paced<void> {
    const worlds = this.#worlds;
    const liveness = (this.#liveness ??= new Liveness({
      kernel: this.#kernel,
      graph: { worlds: worlds.table.size, edges: this.#edges, edgesEnd: this.#edgesEnd },
      parents: worlds.parents,
      stepsFrom: (world) => worlds.calmSteps(world),
      wordsOf: (world) => worlds.wordsOf(world),
    }));
    for (const { property, reached } of this.#judge.goals) {
      this.#deciding = property.name;
      const missed = yield* liveness.missed(reached, fairnessOf(property, this.#options));
      this.#decided.push(missed === null ? { property, result: 'holds' } : this.#missing(property, missed));
    }
    this.#deciding = null;
  }

  #missing(property: LivenessProperty<never>, { world, ...rest }: Missed): Finding {
    return { property, result: 'violated', path: this.#worlds.path(world, rest) };
  }
}
