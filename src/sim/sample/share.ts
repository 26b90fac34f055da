/** One scheduler's share of a sampling: what it was the first to see, and what it has not broken yet. */
import type { Checker } from '../kernel/checker.ts';
import { unitName } from '../kernel/cycle-text.ts';
import { GrowingInts } from '../data/growing.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SchedulerName } from './schedulers/portfolio.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import type { LivenessProperty, Property, SafetyProperty } from '../contract/system.ts';

/** What a scheduler contributed to a sampling. */
export interface ShareReport {
  readonly name: SchedulerName;
  readonly runs: number;
  readonly steps: number;
  /** Distinct worlds that no schedule had gone through before one of its own did. */
  readonly worlds: number;
  /** The properties that it broke, each with the first of its runs that did; runs are counted from 1 through all schedulers. */
  readonly violations: readonly { readonly property: string; readonly run: number }[];
}

/** Each scheduler is judged by itself: what another has broken before is still open to it. */
export class Share {
  readonly scheduler: Scheduler;
  runs = 0;
  steps = 0;
  worlds = 0;
  /** The properties that it has not broken yet, and the questions of those about safety. */
  safety: readonly SafetyProperty<never>[];
  liveness: readonly LivenessProperty<never>[];
  questions: Int32Array;
  readonly #name: SchedulerName;
  readonly #checker: Checker;
  /** By choice whether it was taken. */
  readonly #taken = new GrowingInts();
  readonly #violations: { readonly property: string; readonly run: number }[] = [];

  constructor(name: SchedulerName, scheduler: Scheduler, checker: Checker) {
    this.scheduler = scheduler;
    this.safety = checker.safety;
    this.liveness = checker.liveness;
    this.questions = checker.questionsOf(this.safety);
    this.#name = name;
    this.#checker = checker;
  }

  get report(): ShareReport {
    const { runs, steps, worlds } = this;
    return { name: this.#name, runs, steps, worlds, violations: [...this.#violations] };
  }

  take(choice: number): void {
    this.steps += 1;
    this.#taken.set(choice, 1);
  }

  /** The steps that were taken, each by its label without the number of a request. */
  labels(kernel: Kernel): string[] {
    const choices = Array.from({ length: this.#taken.size }, (_, choice) => choice);
    const taken = choices.filter((choice) => this.#taken.at(choice) === 1);
    return [...new Set(taken.map((choice) => unitName(kernel.choice(choice))))].toSorted();
  }

  /** Closes a property that the run of this number, counted from 1, broke. */
  close(property: Property<never>, run: number): void {
    this.#violations.push({ property: property.name, run });
    this.safety = this.safety.filter((other) => other !== property);
    this.liveness = this.liveness.filter((other) => other !== property);
    this.questions = this.#checker.questionsOf(this.safety);
  }
}
