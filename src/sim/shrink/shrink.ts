/**
 * Shrinking a schedule that breaks a property to one that a person can read.
 *
 * Deterministic, and on labels: faults are dropped, then whole actors, then stretches of steps, then turns of one actor are put
 * together; whatever breaks the same property for less is kept, and all begins again. Every candidate is run on the model, with what
 * is not possible any more left out. The result is 1-minimal in that order: leave any one of its steps out, and it no longer breaks the
 * property, or only with more preemptions.
 */
import { Checker } from '../kernel/checker.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { OUT_OF_REACH } from '../liveness/liveness.ts';
import { OutOfReach } from './out-of-reach.ts';
import { requireOptions, requireWhole } from '../contract/require.ts';
import { Reruns, type BreaksAt, type Rerun } from './rerun.ts';
import { compareCosts, type ScheduleCost } from './shrink-cost.ts';
import { PASSES, type Units } from './shrink-passes.ts';
import { SystemError, type LivenessProperty, type Property, type SafetyProperty } from '../contract/system.ts';

/** A schedule that was made as simple as could be. @public */
export interface Shrunk {
  /** Its steps, by the kernel's numbers. */
  readonly choices: readonly number[];
  readonly cost: ScheduleCost;
  /** What it breaks, in the words of the property. */
  readonly message: string;
  /** How many schedules were run to find it. */
  readonly tried: number;
  /** False if the search was cut: then a step less might do as well. */
  readonly minimal: boolean;
}

/** What limits shrinking. */
export interface ShrinkOptions {
  /** How many schedules may be run; 20,000 by default. */
  readonly most?: number;
}

const MOST = 20_000;

/**
 * Shrinks a schedule of a kernel. A liveness property is broken where its goal can no longer be reached without faults.
 *
 * @param choices the steps, by the kernel's numbers, from its initial world
 * @throws SystemError for a schedule that does not break the property, or a property that is a witness
 */
export function shrink(
  kernel: Kernel,
  property: Property<never>,
  choices: readonly number[],
  options: ShrinkOptions = {},
): Shrunk {
  const shrunk = shrinkIfBroken(kernel, property, choices, options);
  if (shrunk === null) throw new SystemError(`nothing to shrink: the schedule does not break "${property.name}"`);
  return shrunk;
}

/** The same, or null for a schedule that does not break the property. */
export function shrinkIfBroken(
  kernel: Kernel,
  property: Property<never>,
  choices: readonly number[],
  options: ShrinkOptions = {},
): Shrunk | null {
  requireOptions('shrinking', options, ['most']);
  const { most = MOST } = options;
  requireWhole('`most`', most, 0, Infinity);
  return new Shrinker(kernel, property, most).shrink(choices);
}

class Shrinker {
  readonly #reruns: Reruns;
  readonly #oracle: Oracle;
  readonly #most: number;

  constructor(kernel: Kernel, property: Property<never>, most: number) {
    this.#reruns = new Reruns(kernel);
    this.#oracle = oracleOf(kernel, property);
    this.#most = most;
  }

  shrink(choices: readonly number[]): Shrunk | null {
    if (this.#oracle.brokenAtStart) return this.#shrunk(this.#run([]), true);
    // The first time tells what is out of reach at its end, the second time where that begins.
    let best = this.#run(this.#run(this.#reruns.unitsOf(choices)).units);
    if (!best.broken) return null;
    for (let better = this.#better(best); better !== null; better = this.#better(best)) best = better;
    return this.#shrunk(best, !this.#isSpent);
  }

  /** The first candidate of any pass that costs less; null if there is none. */
  #better(best: Rerun): Rerun | null {
    for (const pass of PASSES) {
      for (const candidate of pass(best.units, this.#reruns)) {
        if (this.#isSpent) return null;
        const rerun = this.#run(candidate);
        if (rerun.broken && compareCosts(rerun.cost, best.cost) < 0) return rerun;
      }
    }
    return null;
  }

  get #isSpent(): boolean {
    return this.#reruns.count >= this.#most || this.#oracle.isSpent();
  }

  #run(units: Units): Rerun {
    return this.#reruns.run(units, this.#oracle.breaks, this.#oracle.breaksAtEnd);
  }

  /** The words are those of the schedule itself, not of the last candidate. */
  #shrunk({ units, choices, cost }: Rerun, minimal: boolean): Shrunk {
    this.#run(units);
    return { choices, cost, message: this.#oracle.message(), tried: this.#reruns.count, minimal };
  }
}

/** Tells whether a step breaks a property. */
interface Oracle {
  readonly breaks: BreaksAt;
  /** What takes too long to be asked at each step. */
  readonly breaksAtEnd?: BreaksAt;
  readonly brokenAtStart: boolean;
  /** What was broken last, in words. */
  readonly message: () => string;
  /** Whether it cannot tell any more: what looks whole may then be broken. */
  readonly isSpent: () => boolean;
}

function oracleOf(kernel: Kernel, property: Property<never>): Oracle {
  if (property.kind === 'safety') return safetyOracle(kernel, property);
  if (property.kind === 'liveness') return livenessOracle(kernel, property);
  throw new SystemError(`a witness is no property that can be broken: "${property.name}"`);
}

function safetyOracle(kernel: Kernel, property: SafetyProperty<never>): Oracle {
  const checker = new Checker(kernel.layout, [property]);
  let message: string | null = null;
  const breaks: BreaksAt = (step) => {
    const found = checker.violation(property, step);
    message = found ?? message;
    return found !== null;
  };
  return { breaks, brokenAtStart: breaks(still(kernel)), message: () => message ?? '', isSpent: () => false };
}

/** A search decides where a schedule ends; on the way there it is enough to know what earlier searches found. */
function livenessOracle(kernel: Kernel, property: LivenessProperty<never>): Oracle {
  const outOfReach = new OutOfReach(kernel, new Checker(kernel.layout, [property]), property);
  const breaksAtEnd: BreaksAt = (step) => outOfReach.from(step.slice(kernel.width));
  return {
    breaks: (step) => outOfReach.isKnown(step, kernel.width),
    breaksAtEnd,
    brokenAtStart: breaksAtEnd(still(kernel)),
    message: () => OUT_OF_REACH,
    isSpent: () => outOfReach.isSpent,
  };
}

/** A step that leads from the initial world to itself. */
function still(kernel: Kernel): Int32Array {
  const initial = kernel.initial();
  const step = new Int32Array(kernel.width * 2);
  step.set(initial);
  step.set(initial, kernel.width);
  return step;
}
