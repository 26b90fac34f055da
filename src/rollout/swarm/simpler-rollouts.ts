/** What is simpler than a rollout by one step, whatever it is asked: for who decides himself whether it will still do. */
import type { FaultBudget, Smaller } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { SETTING_NAMES, SETTINGS, type Setting, type SettingName } from '../base/settings.ts';
import { isAllowed, possibleFaults, type SwarmPins } from './swarm.ts';
import { smallerRollouts } from './weaken-rollout.ts';

type Candidate = Smaller<RolloutConfig>;

/**
 * Without any fault, with a fault less, with an operation, a driver or a setting less, with a smaller count, with a budget that is less.
 * Comes to an end however often it is asked. What is pinned stays as it is, and budgets that nobody can spend any more are left out.
 */
export function* simplerRollouts(config: RolloutConfig, pins: SwarmPins): Iterable<Candidate> {
  const { faults = {} } = config;
  const candidates = [
    ...fewerFaults(faults).map((fewer) => ({ config: { ...config, faults: fewer } })),
    ...smallerRollouts(config, faults),
    ...defaultDrivers(config),
    ...smallerCounts(config),
    ...smallerBudgets(faults).map((smaller) => ({ config: { ...config, faults: smaller } })),
  ];
  for (const { config: found, ...rest } of candidates) {
    const simpler = { ...found, ...possibleFaults(found) };
    if (isAsPinned(simpler, pins.config) && isAllowed(simpler, pins)) yield { config: simpler, ...rest };
  }
}

function fewerFaults(faults: FaultBudget): FaultBudget[] {
  const names = Object.keys(faults);
  const without = (gone: string): FaultBudget =>
    Object.fromEntries(Object.entries(faults).filter(([name]) => name !== gone));
  return names.length < 2 ? names.map(without) : [{}, ...names.map(without)];
}

function smallerBudgets(faults: FaultBudget): FaultBudget[] {
  const larger = Object.entries(faults).filter(([, most]) => most > 1);
  return larger.map(([name, most]) => ({ ...faults, [name]: most - 1 }));
}

/** As many drivers as operations, where there are no fewer: that need not be said. */
function defaultDrivers(config: RolloutConfig): Candidate[] {
  const { drivers, ...rest } = config;
  const operations = config.legacy === true ? 1 : (config.operations ?? 2);
  return typeof operations === 'number' && drivers !== undefined && drivers >= operations ? [{ config: rest }] : [];
}

/** The number of drivers is not among them: what it is by default may be more, and {@link smallerRollouts} knows their names. */
function smallerCounts(config: RolloutConfig): Candidate[] {
  return SETTING_NAMES.filter((name) => name !== 'drivers').flatMap((name) =>
    smallerCount(name, config[name]).map((count) => ({ config: { ...config, [name]: count } })),
  );
}

function smallerCount(name: SettingName, value: unknown): number[] {
  const setting: Setting = SETTINGS[name];
  if (setting.kind !== 'count' || typeof value !== 'number' || value <= setting.min) return [];
  return [...new Set([setting.min, value - 1])];
}

/** Whether it has all that is pinned, but for faults that cannot happen in it. */
function isAsPinned(config: RolloutConfig, pinned: RolloutConfig): boolean {
  const whole: RolloutConfig = { ...pinned, ...possibleFaults({ ...config, ...pinned }) };
  return Object.entries(whole).every(
    ([name, value]) => JSON.stringify(config[name as keyof RolloutConfig]) === JSON.stringify(value),
  );
}
