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
import type { Kernel } from './kernel.ts';
import { Random } from './random.ts';
import { StateTable } from './state-table.ts';
import type { Fairness, LivenessProperty, Property, SafetyProperty } from './system.ts';

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
  readonly #step: Int32Array;
  readonly #enabled = new Enabled();
  readonly #violations = new Map<Property<never>, Path>();
  readonly #reached = new Set<string>();
  readonly #faults = new Map<string, number>();
  readonly #random: Random;
  readonly #worlds: StateTable;
  #path: number[] = [];
  #runs = 0;
  #steps = 0;

  constructor(kernel: Kernel, options: SampleOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#worlds = new StateTable(kernel.width, kernel.largest());
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    this.#step = new Int32Array(kernel.width * 2);
    for (const fault of kernel.layout.faults) this.#faults.set(fault, 0);
  }

  /** Draws up to `runs` more schedules; false when all are drawn. */
  advance(runs: number): boolean {
    const end = Math.min(this.#runs + runs, this.#options.runs);
    for (; this.#runs < end; this.#runs += 1) this.#oneRun(this.#random.child(`run ${this.#runs}`));
    return this.#runs < this.#options.runs;
  }

  /** How many schedules were drawn, and how many steps they had. */
  get progress(): { readonly runs: number; readonly steps: number } {
    return { runs: this.#runs, steps: this.#steps };
  }

  /** What was found so far; `bound` says why the owner did not let it go on. */
  result(bound?: string): Sampling {
    return {
      verdict: 'sampled',
      bound: bound ?? null,
      runs: this.#runs,
      steps: this.#steps,
      states: this.#worlds.size,
      findings: [...this.#checker.safety, ...this.#checker.liveness].map((property) => this.#finding(property)),
      witnesses: this.#checker.witnesses.map(({ name }) => ({ name, reached: this.#reached.has(name) })),
      faultsInjected: Object.fromEntries(this.#faults),
    };
  }

  #finding(property: Property<never>): Finding {
    const path = this.#violations.get(property);
    return path === undefined ? { property, result: 'inconclusive' } : { property, result: 'violated', path };
  }

  #oneRun(random: Random): void {
    const { chaos = 200, settleWithin = 1000 } = this.#options;
    const initial = this.#kernel.initial();
    this.#path = [];
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.#look();
    for (let i = 0; i < chaos && this.#advance(random, true); i += 1) this.#look();
    const open = new Set(this.#checker.liveness.filter((property) => !this.#violations.has(property)));
    for (let i = 0; i < settleWithin && open.size > 0; i += 1) {
      for (const property of open) if (this.#checker.satisfied(property, this.#step)) open.delete(property);
      if (!this.#advance(random, false)) break;
      this.#look();
    }
    for (const property of open) if (!this.#checker.satisfied(property, this.#step)) this.#decideStuck(property);
  }

  /** Takes one of the possible choices; false if there is none. */
  #advance(random: Random, faults: boolean): boolean {
    const { width } = this.#kernel;
    this.#step.copyWithin(0, width);
    const { count, choices, outcomes } = this.#kernel.enabled(this.#step, this.#enabled);
    const allowed = faults ? count : this.#dropFaults(count);
    if (allowed === 0) return false;
    const index = random.below(allowed);
    const choice = choices[index] as number;
    this.#kernel.apply(this.#step, choice, outcomes[index] as number, this.#step, width);
    const { fault } = this.#kernel.choice(choice);
    if (fault !== null) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
    this.#path.push(choice);
    this.#steps += 1;
    return true;
  }

  /** Moves what is no fault to the front of the possible choices; how many there are. */
  #dropFaults(count: number): number {
    const { choices, outcomes } = this.#enabled;
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      if (this.#kernel.choice(choices[i] as number).fault !== null) continue;
      choices[kept] = choices[i] as number;
      outcomes[kept] = outcomes[i] as number;
      kept += 1;
    }
    return kept;
  }

  #look(): void {
    this.#worlds.insert(this.#step, this.#kernel.width);
    for (const property of this.#checker.safety) this.#lookAt(property);
    for (const witness of this.#checker.witnesses) {
      if (!this.#reached.has(witness.name) && this.#checker.satisfied(witness, this.#step))
        this.#reached.add(witness.name);
    }
  }

  #lookAt(property: SafetyProperty<never>): void {
    if (this.#violations.has(property)) return;
    const message = this.#checker.violation(property, this.#step);
    if (message !== null) this.#violations.set(property, { choices: [...this.#path], message });
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
    this.#violations.set(property, { choices: [...this.#path, ...choices], message });
  }
}
