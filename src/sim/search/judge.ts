/** What the properties of an exploration say of its steps, as they are taken. */
import type { Asked } from './block-worker.ts';
import type { Checker } from '../kernel/checker.ts';
import { GrowingInts } from '../data/growing.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SystemError, type LivenessProperty, type SafetyProperty, type Witness } from '../contract/system.ts';

/** A step that breaks a property: the world that it starts from, and the choice; -1 is the initial world itself. */
export interface Violation {
  readonly from: number;
  readonly choice: number;
  readonly message: string;
}

/** A goal, and the worlds that satisfy it. */
export interface Goal {
  readonly property: LivenessProperty<never>;
  readonly reached: GrowingInts;
}

/** Which goals a world satisfies is noted as the bits of one integer. */
const MOST_GOALS = 31;

export class Judge {
  readonly violations = new Map<SafetyProperty<never>, Violation>();
  /** The names of the witnesses that were reached. */
  readonly reached = new Set<string>();
  readonly goals: readonly Goal[];
  readonly #kernel: Kernel;
  readonly #checker: Checker;
  /** The world before and the world after, side by side. */
  readonly #step: Int32Array;
  #unreached: readonly Witness<never>[];
  /** The safety properties that nothing has broken yet. */
  #open: readonly SafetyProperty<never>[];
  /** Their questions. */
  #questions: Int32Array;
  /** The words that open properties compare between two worlds, as of the checker's revision `#asked`. */
  #stepwise = 0;
  #asked = -1;

  /**
   * @param step where the worlds before and after are found
   * @throws SystemError for more liveness properties than one exploration can take
   */
  constructor(kernel: Kernel, checker: Checker, step: Int32Array) {
    const { safety, liveness } = checker;
    if (liveness.length > MOST_GOALS)
      throw new SystemError(`one exploration takes up to ${MOST_GOALS} liveness properties, not ${liveness.length}`);
    this.#kernel = kernel;
    this.#checker = checker;
    this.#step = step;
    this.#unreached = checker.witnesses;
    this.#open = safety;
    this.#questions = checker.questionsOf(safety);
    this.goals = liveness.map((property) => ({ property, reached: new GrowingInts() }));
  }

  /** What open properties compare between the worlds before and after a step, as far as is known: see `Checker.stepwiseMask`. */
  get stepwise(): number {
    return this.#stepwise;
  }

  /** Whether any step to a world that was reached before has to be looked at. */
  get isStepwise(): boolean {
    return this.#stepwise !== 0;
  }

  /** Whether the step to a world that was reached before has to be looked at. */
  compares(outcome: number): boolean {
    return (this.#kernel.steps.outcomes.mask(outcome) & this.#stepwise) !== 0;
  }

  /** Looks at the world in which the exploration begins. */
  lookAtInitial(initial: Int32Array): void {
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.noteGoals(0, this.#meet());
    this.#checkSafety(0, -1, -1, true);
  }

  /** Looks at a step from the world in the first half. One bit for each goal that is satisfied after a step to a new world. */
  look(from: number, choice: number, outcome: number, fresh: boolean): number {
    const { width, steps } = this.#kernel;
    this.#kernel.change(this.#step, choice, outcome, this.#step, width);
    const goals = fresh ? this.#meet() : 0;
    const changed = steps.outcomes.mask(outcome);
    if (this.#checker.table.isOpen(this.#questions, this.#step, changed, fresh))
      this.#checkSafety(from, choice, changed, fresh);
    steps.undo(this.#step, choice, outcome, this.#step, width);
    return goals;
  }

  /** Notes that a world satisfies the goals of these bits. */
  noteGoals(world: number, bits: number): void {
    if (bits !== 0) this.goals.forEach(({ reached }, at) => ((bits >> at) & 1) === 1 && reached.push(world));
  }

  /** The questions that are open, for whoever looks the answers up. */
  questions(faultFree: boolean): Asked {
    return {
      faultFree,
      linked: this.goals.length > 0,
      safety: this.#questions,
      witnesses: this.#checker.questionsOf(this.#unreached),
      goals: this.#checker.questionsOf(this.#checker.liveness),
      stepwise: this.#stepwise,
    };
  }

  /** Notes which witnesses the world after the step is one of, and returns one bit for each goal that it satisfies. */
  #meet(): number {
    if (this.#unreached.length > 0) this.#lookForWitnesses();
    let goals = 0;
    for (let at = 0; at < this.goals.length; at += 1)
      if (this.#checker.satisfied((this.goals[at] as Goal).property, this.#step)) goals |= 1 << at;
    return goals;
  }

  #lookForWitnesses(): void {
    const met = this.#unreached.filter((witness) => this.#checker.satisfied(witness, this.#step));
    if (met.length === 0) return;
    for (const { name } of met) this.reached.add(name);
    this.#unreached = this.#unreached.filter(({ name }) => !this.reached.has(name));
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
    this.violations.set(property, violation);
    this.#open = this.#open.filter((other) => other !== property);
    this.#questions = this.#checker.questionsOf(this.#open);
    this.#stepwise = this.#checker.stepwiseMask(this.#open);
  }
}
