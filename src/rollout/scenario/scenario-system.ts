/** The system in which a scenario plays, under one protocol or another. */
import { isSettled, type ApplyRow } from '../../machines/index.ts';
import { variantIn, type System } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { settingOf, type RolloutSetting } from '../base/settings.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../system/rollout-system.ts';
import type { Scenario, ScenarioStart } from './scenario-types.ts';

/** What the system depends on. */
type Setting = Pick<Scenario, 'start' | 'steps' | 'fixed'>;

/** What matters of a moment in the model is whether it has come; this word says that it has. */
const STAMPED = 'stamped';

/** Builds the system of a scenario. Every fault is allowed as often as the steps could need it. */
export function scenarioSystem(scenario: Setting, protocol: string, mutant?: string): System<never> {
  return rolloutSystem({ ...scenarioConfig(scenario, protocol), ...(mutant === undefined ? {} : { mutant }) });
}

/** How a run is called: by its protocol, and by what is wrong with it. */
export function runName(protocol: string, mutant: string | undefined): string {
  return mutant === undefined ? protocol : `${protocol} with ${mutant}`;
}

function scenarioConfig({ start, steps, fixed }: Setting, protocol: string): RolloutConfig {
  const labels = [...steps, ...goesOn(fixed)];
  const faults = Object.fromEntries(Object.keys(ROLLOUT_FAULTS).map((fault) => [fault, labels.length]));
  const children = start.legacy === true ? { legacy: true } : { operations: start.operations ?? {} };
  return {
    protocol,
    ...children,
    ...partsOf(start),
    apply: applyRow(start.apply ?? {}),
    faults,
    staleVersions: oldestRead(labels),
  };
}

/** Drivers are counted where there are leases only, so a count of them says that there are. */
function partsOf({
  apply: _apply,
  operations: _operations,
  legacy: _legacy,
  ...setting
}: ScenarioStart): RolloutSetting {
  return settingOf(setting.drivers === undefined ? setting : { leases: true, ...setting });
}

/** The labels that only the fixed run follows. */
export function goesOn(fixed: Scenario['fixed']): readonly string[] {
  return 'protocol' in fixed ? (fixed.continues ?? []) : [];
}

function applyRow({ state = 'pending', errorMessage = null }: NonNullable<ScenarioStart['apply']>): ApplyRow {
  return {
    state,
    startedAt: state === 'pending' ? null : STAMPED,
    completedAt: isSettled(state) ? STAMPED : null,
    errorMessage,
  };
}

/** How many versions back the steps read. No step can look further back than there are steps. */
function oldestRead(labels: readonly string[]): number {
  const depths = labels.map((label) => {
    const variant = variantIn(label);
    return variant.kind === 'stale' ? variant.versions : 1;
  });
  return Math.min(Math.max(1, ...depths), Math.max(1, labels.length));
}
