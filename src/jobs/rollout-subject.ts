/** The rollout as the subject of a check. */
import type { RolloutReport } from '../report/index.ts';
import { rolloutSystem, type RolloutConfig } from '../rollout/index.ts';
import { settingOf } from '../rollout/base/settings.ts';
import { PARTS } from '../rollout/parts/index.ts';
import { remarksOn } from '../rollout/system/remarks.ts';
import type { System } from '../sim/index.ts';
import type { Subject } from './subject.ts';

/** A rollout to check: its faults are always said. */
export type CheckedConfig = RolloutConfig & { readonly faults: NonNullable<RolloutConfig['faults']> };

/** What a report says of a rollout. */
export type RolloutFacts = Pick<RolloutReport, 'protocol' | 'operations' | 'setting' | 'faults' | 'parts'>;

const NOT_SYMMETRIC =
  '--symmetry: these operations are not interchangeable. They are if there are two or more, all begin alike, and at most one of them can fail: with two, "the first error" tells them apart, and under the policy pause a failure holds what comes later. Leave --symmetry out, or allow one failure';

/** The rollout of this config. */
export function rolloutSubject(config: CheckedConfig): Subject<RolloutFacts> {
  const system = rolloutSystem(config);
  return {
    system,
    facts: factsOf(config, system),
    token: { system: system.name, config: system.config },
    remarks: remarksOn(config),
    notSymmetric: NOT_SYMMETRIC,
  };
}

function factsOf(asked: CheckedConfig, { config }: System<never>): RolloutFacts {
  const { operations = 2, legacy, faults } = asked;
  const setting = settingOf(asked);
  const count = typeof operations === 'number' ? operations : Object.keys(operations).length;
  return {
    protocol: (config as { readonly protocol: string }).protocol,
    operations: legacy === true ? 0 : count,
    ...(Object.keys(setting).length === 0 ? {} : { setting }),
    faults,
    parts: PARTS.map(({ name, within }) => ({ name, within: within(asked) })),
  };
}
