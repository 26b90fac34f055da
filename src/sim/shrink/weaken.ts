/**
 * Shrinking a race together with what its system was built from: fewer actors, smaller budgets, fewer parts, where it still breaks the
 * same.
 *
 * The steps are followed in the smaller system by their labels, as far as they are possible there; where they still break the property,
 * the smaller system takes the place of the larger one, and its schedule is shrunk anew. What a smaller system is, is for the
 * caller to say.
 */
import { Kernel } from '../kernel/kernel.ts';
import { labelsOf } from '../execution/labels.ts';
import { Reruns } from './rerun.ts';
import type { ScheduleCost } from './shrink-cost.ts';
import { shrinkIfBroken, type Shrunk } from './shrink.ts';
import type { AnySystem, FaultBudget, Property } from '../contract/system.ts';

/** A smaller config, and how a label of the larger one reads in it. */
export interface Smaller<Config> {
  readonly config: Config;
  readonly rename?: (label: string) => string;
}

/** How races of one kind of systems are made small. */
export interface Weakening<Config> {
  readonly build: (config: Config) => AnySystem;
  /**
   * What is smaller than a config by one step, the largest steps first, given how often the race has need of each fault. Must come to
   * an end however often it is asked.
   */
  readonly smaller: (config: Config, faults: FaultBudget) => Iterable<Smaller<Config>>;
  /** How many schedules may be run for each config; the shrinker's own limit by default. */
  readonly most?: number;
}

/** A race: a schedule that breaks a property of the system that is built from the config. */
export interface Race<Config> {
  readonly config: Config;
  readonly property: string;
  readonly steps: readonly string[];
}

/** A race that was made as small as could be. */
export interface SmallRace<Config> extends Race<Config> {
  readonly message: string;
  readonly cost: ScheduleCost;
  /** Whether no step can be left out; false where the search was cut. */
  readonly minimal: boolean;
  /** How many steps it had, and what its system was built from, before. */
  readonly from: { readonly steps: number; readonly config: Config };
}

/** Makes a race small; null if its steps do not break its property. */
export function shrinkRace<Config>(race: Race<Config>, weakening: Weakening<Config>): SmallRace<Config> | null {
  let best = attempt(race, weakening);
  for (let better = best; better !== null; better = weaker(better, weakening)) best = better;
  if (best === null) return null;
  const { faults: _faults, ...small } = best;
  return { ...small, from: { steps: race.steps.length, config: race.config } };
}

interface Attempt<Config> extends Omit<SmallRace<Config>, 'from'> {
  readonly faults: FaultBudget;
}

/** The first smaller config that the race still breaks; null if there is none. */
function weaker<Config>(best: Attempt<Config>, weakening: Weakening<Config>): Attempt<Config> | null {
  for (const { config, rename = (label: string): string => label } of weakening.smaller(best.config, best.faults)) {
    const found = attempt({ ...best, config, steps: best.steps.map(rename) }, weakening);
    if (found !== null) return found;
  }
  return null;
}

function attempt<Config>(
  { config, property: name, steps }: Race<Config>,
  { build, most }: Weakening<Config>,
): Attempt<Config> | null {
  const kernel = new Kernel(build(config));
  const property = (kernel.system.properties ?? []).find((one) => one.name === name);
  if (property === undefined) return null;
  const choices = new Reruns(kernel).choicesNamed(steps);
  const shrunk = shrinkIfBroken(kernel, property, choices, most === undefined ? {} : { most });
  return shrunk === null ? null : told(kernel, property, config, shrunk);
}

function told<Config>(
  kernel: Kernel,
  { name }: Property<never>,
  config: Config,
  { choices, message, cost, minimal }: Shrunk,
): Attempt<Config> {
  const faults = faultsIn(kernel, choices);
  return { config, property: name, steps: labelsOf(kernel, choices), message, cost, minimal, faults };
}

/** How often the steps spend the budget of each fault. */
function faultsIn(kernel: Kernel, choices: readonly number[]): FaultBudget {
  const faults: Record<string, number> = {};
  for (const id of choices) {
    const { fault } = kernel.choice(id);
    if (fault !== null) faults[fault] = (faults[fault] ?? 0) + 1;
  }
  return faults;
}
