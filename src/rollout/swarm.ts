/**
 * Rollouts drawn by chance, each a random subset of what one can be built from.
 *
 * To leave features out at random finds what all of them together hide (Groce, Zhang, Eide, Chen and Regehr, "Swarm testing", ISSTA
 * 2012): an apply that is stopped in every run never shows what it does when it completes.
 */
import { DEPLOYMENT_ORDERS } from '../machines/index.ts';
import {
  Random,
  runBatch,
  SystemError,
  type AnySystem,
  type Batch,
  type BatchPlan,
  type FaultBudget,
  type Json,
} from '../sim/index.ts';
import { PARTS, type Part } from './parts.ts';
import { partsMistake, ROLLOUT_FAULTS, rolloutSystem, type RolloutConfig } from './system.ts';

/** A campaign of rollouts: plain data. */
export interface Swarm extends BatchPlan {
  readonly pins: SwarmPins;
}

/** What is not drawn. */
export interface SwarmPins {
  /** Whatever of the config is given: each drawn one has it, but for faults that cannot happen in it. */
  readonly config: RolloutConfig;
  /** The parts that may be drawn into the model; all by default. One that the config puts in is in. */
  readonly parts?: readonly Part['name'][];
}

/** More operations than a race has needed so far. */
const MOST_OPERATIONS = 5;
const MOST_DRIVERS = 4;
const MOST_BUDGET = 2;
const MOST_STALE_VERSIONS = 2;
const POLICIES = ['halt', 'continue', 'pause'] as const;

/** One apply in so many is from before operations existed. */
const LEGACY_RATE = { of: 1, in: 12 } as const;
/** How likely each part is in the model, and each fault in the budget. */
const PART_RATE = { of: 1, in: 3 } as const;
const FAULT_RATE = { of: 1, in: 3 } as const;

/** What puts each part into a model. */
const PART_DRAWS: Readonly<Record<Part['name'], (random: Random) => RolloutConfig>> = {
  leases: (random) => ({ leases: true, drivers: upTo(random, MOST_DRIVERS) }),
  order: (random) => ({ order: oneOf(random, DEPLOYMENT_ORDERS) }),
  requests: () => ({ requests: true }),
  summary: () => ({ summary: true }),
};

/**
 * Draws the rollout of the batch of that number from the child `batch NUMBER` of the seed, and runs the batch.
 *
 * @throws SystemError that names the batch, for one that does not do the same when run again
 */
export function swarmBatch(
  { pins, seed, ...plan }: Swarm,
  number: number,
  build: (config: RolloutConfig) => AnySystem = rolloutSystem,
): Batch {
  const own = `${seed}/batch ${number}`;
  const config = drawRollout(new Random(own).child('config'), pins);
  try {
    return { number, config: config as Json, result: runBatch(() => build(config), { ...plan, seed: own }) };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new SystemError(`batch ${number} of seed ${JSON.stringify(seed)}, ${JSON.stringify(config)}: ${error.message}`, {
      cause: error,
    });
  }
}

/** Draws a rollout. What is pinned is as it is pinned, and the parts go together. */
export function drawRollout(random: Random, { config: pins, parts }: SwarmPins): RolloutConfig {
  const legacy = { legacy: true };
  const isLegacy = random.chance(LEGACY_RATE.of, LEGACY_RATE.in) && fits({ ...legacy, ...pins }) && !hasOperations(pins);
  const begun = isLegacy || pins.legacy === true ? legacy : drawOperations(random);
  const allowed = PARTS.filter(({ name }) => parts === undefined || parts.includes(name));
  const drawn = allowed.reduce<RolloutConfig>((config, { name }) => {
    const more = random.chance(PART_RATE.of, PART_RATE.in) ? { ...config, ...PART_DRAWS[name](random) } : config;
    return fits({ ...more, ...pins }) ? more : config;
  }, begun);
  const whole = { ...drawn, ...pins };
  return { ...drawn, ...drawFaults(random, whole), ...pins, ...possibleFaults(pins, whole) };
}

/** A budget that nobody can spend says more than was tested. */
function possibleFaults({ faults }: RolloutConfig, config: RolloutConfig): Pick<RolloutConfig, 'faults'> {
  if (faults === undefined) return {};
  return { faults: Object.fromEntries(Object.entries(faults).filter(([fault]) => isPossible(fault, config))) };
}

const fits = (config: RolloutConfig): boolean => partsMistake(config) === null;

const hasOperations = ({ operations, onFailure }: RolloutConfig): boolean =>
  operations !== undefined || onFailure !== undefined;

function drawOperations(random: Random): RolloutConfig {
  return { operations: upTo(random, MOST_OPERATIONS), onFailure: oneOf(random, POLICIES) };
}

function drawFaults(random: Random, config: RolloutConfig): Pick<RolloutConfig, 'faults' | 'staleVersions'> {
  const possible = Object.keys(ROLLOUT_FAULTS).filter((fault) => isPossible(fault, config));
  const drawn = possible.filter(() => random.chance(FAULT_RATE.of, FAULT_RATE.in));
  const faults: FaultBudget = Object.fromEntries(drawn.map((fault) => [fault, upTo(random, MOST_BUDGET)]));
  return 'stale' in faults ? { faults, staleVersions: upTo(random, MOST_STALE_VERSIONS) } : { faults };
}

/** Whether the fault can ever hit this rollout. */
function isPossible(fault: string, config: RolloutConfig): boolean {
  if (fault === 'release') return config.onFailure === 'pause';
  const part = PARTS.find(({ faults }) => faults.includes(fault));
  return part === undefined || part.within(config) !== null;
}

const upTo = (random: Random, most: number): number => 1 + random.below(most);

const oneOf = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)] as Item;
