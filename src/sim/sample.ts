/**
 * Seeded random schedules: what can be said of a system that is too large to exhaust.
 *
 * Each run is chaos first (every possible choice as likely, faults included), then faults stop and every liveness goal must
 * be reached within a stated number of steps. A run that does not get there is not yet a violation: whether it still could is
 * decided by exploring from where it stood.
 */
import { Checker } from './checker.ts';
import { Enabled } from './enabled.ts';
import { explore, type Finding, type Path } from './explore.ts';
import { GrowingInts } from './growing.ts';
import type { Kernel } from './kernel.ts';
import { Random } from './random.ts';
import type { Fairness, LivenessProperty, Property, SafetyProperty, Witness } from './system.ts';
import { VisitedWorlds } from './visited.ts';

/** How to sample. */
export interface SampleOptions {
  readonly seed: string;
  readonly runs: number;
  /** Steps with faults; 200 by default. */
  readonly chaos?: number;
  /** Steps without faults within which everything should settle; 1000 by default. */
  readonly settleWithin?: number;
  readonly properties?: readonly Property<never>[];
}

/** What sampling found. It proves nothing about schedules that it did not draw. */
export interface Sampling {
  readonly verdict: 'sampled';
  readonly bound: string | null;
  readonly runs: number;
  readonly steps: number;
  /** How many distinct worlds the schedules went through. */
  readonly states: number;
  readonly findings: readonly Finding[];
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[];
  readonly faultsInjected: { readonly [fault: string]: number };
}

/** Drawing every possible step as likely is fair towards transitions: a run that could still get there, would. */
const FAIRNESS: Fairness = 'transition';
/** Worlds that a run which did not settle may still go through before the question is given up. */
const STUCK_SEARCH_LIMIT = 200_000;
/** A mask of all words. */
const EVERYTHING = -1;

/** Runs seeded random schedules and checks the properties on every step. */
export function sample(kernel: Kernel, options: SampleOptions): Sampling {
  const sampler = new Sampler(kernel, options);
  while (sampler.advance(options.runs));
  return sampler.result();
}

/** A sampling that its owner moves on, so that it can show progress, watch a clock or stop in between. @public */
export class Sampler {
  readonly #kernel: Kernel;
  readonly #options: SampleOptions;
  readonly #checker: Checker;
  /** The world before and the world after, side by side. */
  readonly #step: Int32Array;
  readonly #enabled = new Enabled();
  readonly #violations = new Map<Property<never>, Path>();
  readonly #faults: Int32Array;
  readonly #random: Random;
  readonly #runRandom = new Random('');
  readonly #worlds: VisitedWorlds;
  readonly #path = new GrowingInts();
  /** The safety properties that nothing has broken yet, and their questions. */
  #open: readonly SafetyProperty<never>[];
  #questions: Int32Array;
  #unreached: readonly Witness<never>[];
  #runs = 0;
  #steps = 0;

  constructor(kernel: Kernel, options: SampleOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#worlds = new VisitedWorlds(kernel.steps, kernel.largest());
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    this.#open = this.#checker.safety;
    this.#questions = this.#checker.questionsOf(this.#open);
    this.#unreached = this.#checker.witnesses;
    this.#step = new Int32Array(kernel.width * 2);
    this.#faults = new Int32Array(kernel.width);
  }

  /** Draws up to `runs` more schedules; false when all are drawn. */
  advance(runs: number): boolean {
    const end = Math.min(this.#runs + runs, this.#options.runs);
    for (; this.#runs < end; this.#runs += 1)
      this.#oneRun(this.#runRandom.beginAsChild(this.#random, `run ${this.#runs}`));
    return this.#runs < this.#options.runs;
  }

  /** How many schedules were drawn, and how many steps they had. */
  get progress(): { readonly runs: number; readonly steps: number } {
    return { runs: this.#runs, steps: this.#steps };
  }

  /** What was found so far; `bound` says why the owner did not let it go on. */
  result(bound?: string): Sampling {
    const { layout } = this.#kernel;
    return {
      verdict: 'sampled',
      bound: bound ?? null,
      runs: this.#runs,
      steps: this.#steps,
      states: this.#worlds.size,
      findings: [...this.#checker.safety, ...this.#checker.liveness].map((property) => this.#finding(property)),
      witnesses: this.#checker.witnesses.map((witness) => ({
        name: witness.name,
        reached: !this.#unreached.includes(witness),
      })),
      faultsInjected: Object.fromEntries(
        layout.faults.map((fault) => [fault, this.#faults[layout.faultWord(fault)] as number]),
      ),
    };
  }

  #finding(property: Property<never>): Finding {
    const path = this.#violations.get(property);
    return path === undefined ? { property, result: 'inconclusive' } : { property, result: 'violated', path };
  }

  #oneRun(random: Random): void {
    const { chaos = 200, settleWithin = 1000 } = this.#options;
    const initial = this.#kernel.initial();
    this.#path.truncate(0);
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.#look(EVERYTHING, this.#worlds.begin(initial, 0));
    for (let i = 0; i < chaos && this.#advance(random, false); i += 1);
    const open = new Set(this.#checker.liveness.filter((property) => !this.#violations.has(property)));
    for (let i = 0; i < settleWithin && open.size > 0; i += 1) {
      for (const property of open) if (this.#checker.satisfied(property, this.#step)) open.delete(property);
      if (!this.#advance(random, true)) break;
    }
    for (const property of open) if (!this.#checker.satisfied(property, this.#step)) this.#decideStuck(property);
  }

  /** Takes one of the possible choices and looks at what it did; false if there is none. */
  #advance(random: Random, faultFree: boolean): boolean {
    const { width, steps } = this.#kernel;
    const step = this.#step;
    const { count, choices, outcomes, faults } = this.#kernel.enabled(step, this.#enabled, faultFree);
    if (count === 0) return false;
    const index = random.below(count);
    const choice = choices[index] as number;
    const outcome = outcomes[index] as number;
    const fault = faults[index] as number;
    this.#kernel.change(step, choice, outcome, step, width);
    if (fault >= 0) this.#faults[fault] = (this.#faults[fault] as number) + 1;
    this.#path.push(choice);
    this.#steps += 1;
    const fresh = this.#worlds.goOn(outcome, fault, step, width);
    // No mask of an outcome says that a budget or the history changes.
    if (fault >= 0 || steps.changesHistory(outcome, fault)) {
      this.#look(EVERYTHING, fresh);
      step.copyWithin(0, width);
    } else {
      this.#look(steps.outcomes.mask(outcome), fresh);
      steps.outcomes.change(outcome, step, 0);
    }
    return true;
  }

  /**
   * Looks at a step.
   *
   * @param changed one bit for every 32nd word that it changes
   * @param fresh whether no schedule went through the world after it before
   */
  #look(changed: number, fresh: boolean): void {
    if (fresh) this.#meet();
    if (this.#checker.table.mayFail(this.#questions, this.#step, changed)) this.#checkSafety(changed);
  }

  /** Looks at a world for the first time. */
  #meet(): void {
    this.#checker.foresee(this.#step);
    if (this.#unreached.length === 0) return;
    this.#unreached = this.#unreached.filter((witness) => !this.#checker.satisfied(witness, this.#step));
  }

  #checkSafety(changed: number): void {
    for (const property of this.#open) {
      const message = this.#checker.violation(property, this.#step, changed);
      if (message !== null) this.#violations.set(property, { choices: this.#taken(), message });
    }
    this.#open = this.#open.filter((property) => !this.#violations.has(property));
    this.#questions = this.#checker.questionsOf(this.#open);
  }

  /** The choices of this run so far. */
  #taken(): number[] {
    return [...this.#path.data.subarray(0, this.#path.size)];
  }

  #decideStuck(property: LivenessProperty<never>): void {
    const from = this.#step.slice(this.#kernel.width);
    const options = {
      from,
      faultFree: true,
      fairness: FAIRNESS,
      properties: [property],
      maxStates: STUCK_SEARCH_LIMIT,
    };
    const [finding] = explore(this.#kernel, options).findings;
    if (finding?.path === undefined) return;
    const { choices, message } = finding.path;
    this.#violations.set(property, { choices: [...this.#taken(), ...choices], message });
  }
}
