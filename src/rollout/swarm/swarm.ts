/**
 * Rollouts drawn by chance, each a random subset of what one can be built from.
 *
 * To leave features out at random finds what all of them together hide (Groce, Zhang, Eide, Chen and Regehr, "Swarm testing", ISSTA
 * 2012): an apply that is stopped in every run never shows what it does when it completes.
 */
import {
  Random,
  runBatch,
  SystemError,
  type AnySystem,
  type Batch,
  type BatchPlan,
  type FaultBudget,
  type Json,
} from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { PARTS, partsIn, partsMistake } from '../parts/index.ts';
import { SETTING_NAMES, SETTINGS, type RolloutSetting, type Setting, type SettingName } from '../base/settings.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../system/rollout-system.ts';

/** A campaign of rollouts: plain data. */
export interface Swarm extends BatchPlan {
  readonly pins: SwarmPins;
}

/** What is not drawn. */
export interface SwarmPins {
  /** Whatever of the config is given: each drawn one has it, but for faults that cannot happen in it. */
  readonly config: RolloutConfig;
  /** The parts that may be drawn into the model; all by default. One that the config puts in is in. */
  readonly parts?: readonly string[];
  /** The faults that may be drawn a budget for; all by default. */
  readonly faults?: readonly string[];
  /** The most operations that are drawn, 5 by default, and the largest budget of a fault, 2 by default. */
  readonly maxOperations?: number;
  readonly maxBudget?: number;
}

/** More operations than a race has needed so far. */
const MOST_OPERATIONS = 5;
/** The most that is drawn of any other count, of a budget and of versions. */
const MOST_OF_A_SETTING = 4;
const MOST_BUDGET = 2;
const MOST_STALE_VERSIONS = 2;

/** One apply in so many is from before operations existed. */
const LEGACY_RATE = { of: 1, in: 12 } as const;
/** How likely each setting is said, and each fault has a budget. */
const SETTING_RATE = { of: 1, in: 3 } as const;
const FAULT_RATE = { of: 1, in: 3 } as const;

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
    throw new SystemError(
      `batch ${number} of seed ${JSON.stringify(seed)}, ${JSON.stringify(config)}: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Draws a rollout. What is pinned is as it is pinned, and the parts go together. Each setting and each fault is drawn from a child of the
 * generator by its name, so that one more changes nothing about the others.
 */
export function drawRollout(random: Random, pins: SwarmPins): RolloutConfig {
  const { config: pinned } = pins;
  let drawn = drawChildren(random.child('operations'), pins);
  for (const name of SETTING_NAMES.filter((one) => isDrawn(one, drawn))) {
    const own = random.child(`setting ${name}`);
    const said = own.chance(SETTING_RATE.of, SETTING_RATE.in) ? drawSetting(own, name) : {};
    const more = { ...drawn, ...said };
    if (isAllowed({ ...more, ...pinned }, pins)) drawn = more;
  }
  const whole = { ...drawn, ...pinned };
  return { ...drawn, ...drawFaults(random, whole, pins), ...pinned, ...possibleFaults(whole) };
}

/** Operations, or none at all. */
function drawChildren(random: Random, { config: pinned, maxOperations = MOST_OPERATIONS }: SwarmPins): RolloutConfig {
  const legacy = { legacy: true };
  const mayBeLegacy = pinned.operations === undefined && pinned.onFailure === undefined;
  const isLegacy = random.chance(LEGACY_RATE.of, LEGACY_RATE.in) && mayBeLegacy;
  const operations = upTo(random, maxOperations);
  const isForced = pinned.legacy === true;
  return isForced || (isLegacy && partsMistake({ ...legacy, ...pinned }) === null) ? legacy : { operations };
}

/** What is wrong in one line is asked for and not drawn; and who has no operations has no policy for failed ones. */
function isDrawn(name: SettingName, { legacy }: RolloutConfig): boolean {
  return name !== 'mutant' && !(name === 'onFailure' && legacy === true);
}

function drawSetting(random: Random, name: SettingName): RolloutSetting {
  const setting: Setting = SETTINGS[name];
  switch (setting.kind) {
    case 'flag':
      return { [name]: true };
    case 'word':
      return { [name]: oneOf(random, setting.words) };
    case 'count':
      return { [name]: setting.min + random.below(Math.min(MOST_OF_A_SETTING, setting.max - setting.min + 1)) };
    case 'name':
      return {};
  }
}

/** Whether the parts go together, and may be in the model. */
export function isAllowed(config: RolloutConfig, { parts, config: pinned }: SwarmPins): boolean {
  if (partsMistake(config) !== null) return false;
  const given = partsIn(pinned);
  return parts === undefined || partsIn(config).every((part) => parts.includes(part.name) || given.includes(part));
}

function drawFaults(
  random: Random,
  config: RolloutConfig,
  { faults: drawable = Object.keys(ROLLOUT_FAULTS), maxBudget = MOST_BUDGET }: SwarmPins,
): Pick<RolloutConfig, 'faults' | 'staleVersions'> {
  const possible = drawable.filter((fault) => isPossible(fault, config));
  const faults: FaultBudget = Object.fromEntries(
    possible.flatMap((fault) => {
      const own = random.child(`fault ${fault}`);
      return own.chance(FAULT_RATE.of, FAULT_RATE.in) ? [[fault, upTo(own, maxBudget)]] : [];
    }),
  );
  const staleVersions = upTo(random.child('stale versions'), MOST_STALE_VERSIONS);
  return 'stale' in faults ? { faults, staleVersions } : { faults };
}

/** Of the budgets that are given those that can be spent: one that nobody can spend says more than was tested. */
export function possibleFaults(config: RolloutConfig): RolloutConfig {
  const { faults } = config;
  if (faults === undefined) return {};
  return { faults: Object.fromEntries(Object.entries(faults).filter(([fault]) => isPossible(fault, config))) };
}

/** They leave rows out of a listing: an apply without operations has none. */
const LISTING_FAULTS: readonly string[] = ['partial', 'own-row', 'empty'];

/** Whether the fault can ever hit this rollout. */
function isPossible(fault: string, config: RolloutConfig): boolean {
  if (fault === 'release') return config.onFailure === 'pause';
  if (LISTING_FAULTS.includes(fault)) return config.legacy !== true;
  const part = PARTS.find(({ faults = {} }) => fault in faults);
  return part === undefined || part.within(config) !== null;
}

const upTo = (random: Random, most: number): number => 1 + random.below(most);

const oneOf = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)] as Item;
