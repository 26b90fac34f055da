/**
 * Seeded random schedules: what can be said of a system that is too large to exhaust.
 *
 * Each run is chaos first, faults included, under one of several schedulers that take turns. Then faults stop, every possible
 * choice is as likely, and every liveness goal must be reached within a stated number of steps. A run that does not get there
 * is not yet a violation: whether it still could is decided by exploring from where it stood.
 */
import { Checker } from '../kernel/checker.ts';
import { Enabled } from '../tables/enabled.ts';
import { EnabledMemo } from '../tables/enabled-memo.ts';
import { explore, type Finding, type Path } from '../search/explore.ts';
import { GrowingInts } from '../data/growing.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Random } from '../data/random.ts';
import { requireOptions, requireWhole, shown } from '../contract/require.ts';
import { schedulersNamed, TURNS, type SchedulerName } from './schedulers/portfolio.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import { Uniform } from './schedulers/uniform.ts';
import { Share, type ShareReport } from './share.ts';
import { SystemError, type Fairness, type LivenessProperty, type Property, type Witness } from '../contract/system.ts';
import { VisitedWorlds } from '../tables/visited.ts';

/** How to sample. */
export interface SampleOptions {
  readonly seed: string;
  readonly runs: number;
  /** Steps with faults; 200 by default. */
  readonly chaos?: number;
  /** Steps without faults within which everything should settle; 1000 by default. */
  readonly settleWithin?: number;
  readonly properties?: readonly Property<never>[];
  /**
   * Who picks the steps with faults; they take turns, run by run, and who is named twice has two. All by default, every other turn
   * of `race-directed`; `['uniform']` is a plain random walk.
   */
  readonly schedulers?: readonly SchedulerName[];
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
  /** The goals that a run did not reach within its steps without faults, and in how many runs. Whether each of them still could is another question. */
  readonly unsettled: { readonly [property: string]: number };
  /** What each scheduler contributed, in the order of their first turns. */
  readonly schedulers: readonly ShareReport[];
}

/** Drawing every possible step as likely is fair towards transitions: a run that could still get there, would. */
const FAIRNESS: Fairness = 'transition';
/** Worlds that a run which did not settle may still go through before the question is given up. */
const STUCK_SEARCH_LIMIT = 200_000;
/** A mask of all words. */
const EVERYTHING = -1;

/**
 * Runs seeded random schedules and checks the properties on every step.
 *
 * @throws SystemError for a scheduler that does not exist, or none
 */
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
  readonly #memo = new EnabledMemo();
  readonly #violations = new Map<Property<never>, Path>();
  readonly #faults: Int32Array;
  readonly #unsettled = new Map<string, number>();
  readonly #random: Random;
  readonly #runRandom = new Random('');
  readonly #worlds: VisitedWorlds;
  /** The number of the world in which the run stands. */
  #world = 0;
  readonly #path = new GrowingInts();
  readonly #shares: readonly Share[];
  /** The shares by turn. */
  readonly #turns: readonly Share[];
  /** For the steps without faults: a scheduler with favourites may keep what could settle from settling. */
  readonly #settling = new Uniform();
  /** Whose run it is. */
  #share: Share;
  #unreached: readonly Witness<never>[];
  #runs = 0;
  #steps = 0;

  constructor(kernel: Kernel, options: SampleOptions) {
    requireSampleOptions(options);
    this.#kernel = kernel;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#worlds = new VisitedWorlds(kernel.steps, kernel.largest());
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    const turns = options.schedulers ?? TURNS;
    const names = [...new Set(turns)];
    this.#shares = schedulersNamed(names, kernel).map(
      (scheduler, at) => new Share(names[at] as SchedulerName, scheduler, this.#checker),
    );
    this.#turns = turns.map((name) => this.#shares[names.indexOf(name)] as Share);
    this.#share = this.#shareOf(0);
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
      unsettled: Object.fromEntries(this.#unsettled),
      schedulers: this.#shares.map(({ report }) => report),
    };
  }

  /** The steps that each scheduler has taken, by their labels without request numbers, in the order of the schedulers. */
  get labels(): readonly (readonly string[])[] {
    return this.#shares.map((share) => share.labels(this.#kernel));
  }

  /** The run that was drawn last: its steps, and the world in which it ended. */
  get lastRun(): { readonly choices: readonly number[]; readonly world: Int32Array } {
    const { data, size } = this.#path;
    return { choices: [...data.subarray(0, size)], world: this.#step.slice(this.#kernel.width) };
  }

  #finding(property: Property<never>): Finding {
    const path = this.#violations.get(property);
    return path === undefined ? { property, result: 'inconclusive' } : { property, result: 'violated', path };
  }

  #shareOf(run: number): Share {
    return this.#turns[run % this.#turns.length] as Share;
  }

  #oneRun(random: Random): void {
    const { chaos = 200, settleWithin = 1000 } = this.#options;
    const initial = this.#kernel.initial();
    this.#path.truncate(0);
    this.#step.set(initial, 0);
    this.#step.set(initial, this.#kernel.width);
    this.#share = this.#shareOf(this.#runs);
    this.#share.runs += 1;
    this.#look(EVERYTHING, this.#enter(this.#worlds.begin(initial, 0)));
    const { scheduler, liveness } = this.#share;
    scheduler.begin(random);
    for (let i = 0; i < chaos && this.#advance(scheduler, false); i += 1);
    this.#settling.begin(random);
    const open = new Set(liveness);
    for (let i = 0; i < settleWithin && open.size > 0; i += 1) {
      for (const property of open) if (this.#checker.satisfied(property, this.#step)) open.delete(property);
      if (!this.#advance(this.#settling, true)) break;
    }
    for (const property of open) if (!this.#checker.satisfied(property, this.#step)) this.#unsettledIn(property);
  }

  /** Takes one of the possible choices and looks at what it did; false if there is none. */
  #advance(scheduler: Scheduler, faultFree: boolean): boolean {
    const { width, steps } = this.#kernel;
    const step = this.#step;
    const enabled = this.#possible(faultFree);
    if (enabled.count === 0) return false;
    const index = scheduler.pick(enabled, step);
    const choice = enabled.choices[index] as number;
    const outcome = enabled.outcomes[index] as number;
    const fault = enabled.faults[index] as number;
    this.#kernel.change(step, choice, outcome, step, width);
    if (fault >= 0) this.#faults[fault] = (this.#faults[fault] as number) + 1;
    this.#path.push(choice);
    this.#steps += 1;
    this.#share.take(choice);
    const fresh = this.#enter(this.#worlds.goOn(outcome, fault, step, width));
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

  /** Notes the world of that number as the one in which the run stands; whether no schedule was there before. */
  #enter(number: number): boolean {
    const fresh = number < 0;
    this.#world = fresh ? -1 - number : number;
    return fresh;
  }

  #possible(faultFree: boolean): Enabled {
    if (this.#memo.load(this.#world, this.#enabled, faultFree)) return this.#enabled;
    this.#memo.keep(this.#world, this.#kernel.enabled(this.#step, this.#enabled));
    return faultFree ? this.#kernel.enabled(this.#step, this.#enabled, true) : this.#enabled;
  }

  /**
   * Looks at a step.
   *
   * @param changed one bit for every 32nd word that it changes
   * @param fresh whether no schedule went through the world after it before
   */
  #look(changed: number, fresh: boolean): void {
    if (fresh) this.#meet();
    if (this.#checker.table.mayFail(this.#share.questions, this.#step, changed)) this.#checkSafety(changed);
  }

  /** Looks at a world for the first time. */
  #meet(): void {
    this.#share.worlds += 1;
    this.#checker.foresee(this.#step);
    if (this.#unreached.length === 0) return;
    this.#unreached = this.#unreached.filter((witness) => !this.#checker.satisfied(witness, this.#step));
  }

  #checkSafety(changed: number): void {
    for (const property of this.#share.safety) {
      const message = this.#checker.violation(property, this.#step, changed);
      if (message !== null) this.#violated(property, [], message);
    }
  }

  /** @param onwards what leads on from where the run stands */
  #violated(property: Property<never>, onwards: readonly number[], message: string): void {
    this.#share.close(property, this.#runs + 1);
    if (this.#violations.has(property)) return;
    const choices = [...this.#path.data.subarray(0, this.#path.size), ...onwards];
    this.#violations.set(property, { choices, message });
  }

  #unsettledIn(property: LivenessProperty<never>): void {
    this.#unsettled.set(property.name, (this.#unsettled.get(property.name) ?? 0) + 1);
    this.#decideStuck(property);
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
    this.#violated(property, finding.path.choices, finding.path.message);
  }
}

const OPTIONS = ['seed', 'runs', 'chaos', 'settleWithin', 'properties', 'schedulers'];

function requireSampleOptions(options: SampleOptions): void {
  requireOptions('a sampling', options, OPTIONS);
  const { seed, runs, chaos = 0, settleWithin = 0 } = options;
  if (typeof seed !== 'string') throw new SystemError(`\`seed\` is ${shown(seed)}: it must be a text`);
  requireWhole('`runs`', runs, 0, Infinity);
  requireWhole('`chaos`', chaos, 0, Infinity);
  requireWhole('`settleWithin`', settleWithin, 0, Infinity);
}
