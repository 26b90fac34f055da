/** The ways to have a part in a rollout: what combinations of parts are put together from. */
import type { FaultBudget } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { FAULT_CLASSES } from '../system/fault-classes.ts';
import type { Part } from '../base/part.ts';
import { PARTS } from '../parts/index.ts';
import type { RolloutSetting } from '../base/settings.ts';
import { possibleFaults } from './swarm.ts';

/** A part in one of its ways. Two ways of one part exclude each other. */
export interface PartChoice {
  readonly name: string;
  readonly part: Part;
  /** What puts it in, what it needs besides included. */
  readonly setting: RolloutSetting;
}

/** What differs in more than a number. A part that is not named here is in as it `brings` itself. */
const WAYS: Readonly<Record<string, Readonly<Record<string, RolloutSetting>>>> = {
  leases: { leases: { leases: true }, 'one driver': { leases: true, drivers: 1 } },
  order: { rolling: { order: 'rolling' }, barrier: { order: 'barrier' }, parallel: { order: 'parallel' } },
  cutover: { cutover: { cutover: true }, 'revert window': { cutover: true, revertWindow: true } },
  isolation: { snapshot: { isolation: 'snapshot' }, 'read committed': { isolation: 'read-committed' } },
};

/** Every way to have every part, in the order of the parts. */
export const PART_CHOICES: readonly PartChoice[] = PARTS.flatMap((part) => {
  const ways = WAYS[part.name] ?? { [part.name]: part.brings };
  return Object.entries(ways).map(([name, setting]) => ({ name, part, setting: { ...part.needs, ...setting } }));
});

/**
 * The faults and disturbances that concern a part: those that hit nothing without it, and those under which a class of faults asks the part
 * by name.
 */
export function faultsConcerning(part: Part): readonly string[] {
  const asked = FAULT_CLASSES.filter(({ setting = {} }) => part.within(setting) !== null);
  const named = asked.flatMap(({ faults }) => Object.keys(faults));
  return [...new Set([...Object.keys(part.faults ?? {}), ...named])];
}

/** Faults that take another one to happen. */
const AFTER: Readonly<Record<string, string>> = {
  start: 'stop',
  duplicate: 'stop',
  'found-done': 'failure',
  'stale-progress': 'stop',
};

/** One of this fault, and one of what it takes to happen. */
export function budgetOf(fault: string): FaultBudget {
  const before = AFTER[fault];
  return { ...(before === undefined ? {} : { [before]: 1 }), [fault]: 1 };
}

/** Whether the fault can hit a rollout with this setting: a budget that nothing spends would test nothing. */
export function canHappen(fault: string, config: RolloutConfig & { readonly operations: number }): boolean {
  const { operations, leases, drivers = operations, revertWindow } = config;
  switch (fault) {
    case 'partial':
      // Without leases a drive has a row of its own, and that is missed by another fault.
      return operations > 1 || leases === true;
    case 'own-row':
      // A driver that takes any operation has no row by which a listing could know it.
      return leases !== true;
    case 'revert':
    case 'skip-revert':
      return revertWindow === true;
    case 'shutdown':
    case 'wedge':
      // The last driver is left alone.
      return leases === true && drivers > 1;
    default:
      return possibleFaults({ ...config, faults: { [fault]: 1 } }).faults?.[fault] !== undefined;
  }
}
