/** The worlds that were found: their table, how each was found, and what follows them. */
import { choiceOf, mayRepeat } from '../tables/ample-table.ts';
import type { Checker } from '../kernel/checker.ts';
import type { ExploreOptions, Path } from './exploration.ts';
import type { Steps } from '../liveness/graph.ts';
import { GrowingInts } from '../data/growing.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { sumOf, type MemoryUse } from '../data/memory.ts';
import { PackedOutcomes } from '../tables/packed-outcomes.ts';
import { Reduction } from './reduction.ts';
import { StateTable } from '../tables/state-table.ts';
import { LACK, Successors } from '../tables/successors.ts';
import { Symmetry } from '../symmetry/symmetry.ts';
import { SymmetryCheck } from '../symmetry/step-check.ts';
import { unfold } from '../symmetry/unfolded-path.ts';

export class Worlds {
  readonly table: StateTable;
  /** The world by which each world was found; -1 for the first. */
  readonly parents = new GrowingInts();
  readonly successors: Successors;
  readonly packed: PackedOutcomes;
  readonly reduction: Reduction | null;
  readonly symmetry: Symmetry | null;
  /** What inserting each of the successors gave. */
  inserted = new Int32Array(64);
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  readonly #symmetryCheck: SymmetryCheck | null;

  constructor(kernel: Kernel, checker: Checker, options: ExploreOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.table = new StateTable(kernel.width, kernel.largest());
    this.packed = new PackedOutcomes(kernel.steps.outcomes, this.table);
    this.symmetry = options.symmetry === true ? new Symmetry(kernel) : null;
    this.#symmetryCheck = this.symmetry && new SymmetryCheck(this.symmetry, checker.properties);
    this.successors = new Successors(kernel.steps, this.table, this.packed, this.symmetry);
    this.reduction = options.reduce === true ? new Reduction(kernel, checker) : null;
    this.#begin();
  }

  /** What the worlds take, and what is known of how to get from one to the next. */
  get memory(): readonly MemoryUse[] {
    return [
      { kind: 'worlds', name: '', bytes: this.table.bytes + this.parents.bytes },
      { kind: 'other', name: '', bytes: this.packed.bytes + sumOf(this.reduction?.table.memory ?? []) },
      { kind: 'symmetry', name: '', bytes: this.symmetry?.bytes ?? 0 },
    ];
  }

  /** The world in which the exploration begins, as it is and not as its representative. */
  get initial(): Int32Array {
    return this.#options.from ?? this.#kernel.initial();
  }

  /**
   * Puts the successors of a world that are needed into the table: all of them, or the one that is enough.
   *
   * @param base how many worlds were known when the world's block was begun
   */
  insertSuccessorsOf(world: number, base: number): void {
    const { successors } = this;
    successors.load(world);
    const code = this.#enough(world);
    if (code > 0) {
      while (!successors.only(choiceOf(code))) this.supply(world);
      this.#insert();
      const inserted = this.inserted[0] as number;
      if (!mayRepeat(code) || inserted < 0 || inserted >= base) return;
    }
    while (!successors.all(this.#options.faultFree === true)) this.supply(world);
    this.#symmetryCheck?.look(successors.step, successors.enabled, this.#options.faultFree);
    this.#insert();
  }

  /** Sees to what the successors of a world lack. */
  supply(world: number): void {
    const { lack, subject, value, step } = this.successors;
    if (lack === LACK.step) return this.#kernel.learn(step);
    if (lack === LACK.ample) return this.reduction?.learn(step);
    if (lack === LACK.masks) this.packed.learn(subject);
    else this.table.widen(subject, value);
    this.packed.refresh();
    this.successors.load(world);
  }

  /**
   * The path to a world, and one step further if there is a choice: of the system itself, not of representatives. Only by which
   * world each world was found is kept; by which choice is found out again.
   */
  path(world: number, rest: Omit<Path, 'choices'>, choice = -1): Path {
    const choices: number[] = choice < 0 ? [] : [choice];
    for (let to = world, from = this.parents.at(to); from >= 0; to = from, from = this.parents.at(to))
      choices.push(this.#choiceBetween(from, to));
    return this.#unfolded({ ...rest, choices: choices.toReversed() });
  }

  /** The steps from a world that are no faults; all worlds must be known. */
  calmSteps(world: number): Steps {
    this.successors.load(world);
    while (!this.successors.all(true)) this.supply(world);
    this.#insert();
    const { count, choices } = this.successors.enabled;
    return { count, choices, targets: this.inserted };
  }

  wordsOf(world: number): Int32Array {
    const words = new Int32Array(this.#kernel.width);
    this.table.read(world, words);
    return words;
  }

  #begin(): void {
    const representative = this.initial.slice();
    this.symmetry?.canonicalise(representative);
    this.table.insert(representative);
    this.parents.push(-1);
  }

  #enough(world: number): number {
    for (;;) {
      const code = this.successors.enough(this.reduction?.table ?? null);
      if (code >= 0) return code;
      this.supply(world);
    }
  }

  #insert(): void {
    const { enabled, packed } = this.successors;
    if (this.inserted.length < enabled.count) this.inserted = new Int32Array(enabled.count * 2);
    this.table.insertAll(packed, enabled.count, this.inserted);
  }

  #choiceBetween(from: number, to: number): number {
    const { enabled } = this.successors;
    this.successors.load(from);
    while (!this.successors.all(this.#options.faultFree === true)) this.supply(from);
    const { width } = this.table.packing;
    const target = new Int32Array(width);
    this.table.readPacked(to, target);
    for (let i = 0; i < enabled.count; i += 1) {
      const successor = this.successors.packed.subarray(i * width, (i + 1) * width);
      if (successor.every((word, at) => word === target[at])) return enabled.choices[i] as number;
    }
    throw new RangeError(`no step leads from world ${from} to world ${to}`);
  }

  /** The path of the system that stands for one through representatives. */
  #unfolded(path: Path): Path {
    if (this.symmetry === null) return path;
    const { choices, renamed } = unfold(this.symmetry, path.choices, this.initial);
    return { ...path, choices, message: renamed(path.message) };
  }
}
