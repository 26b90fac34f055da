import { ROLLOUT_FAULTS, type RolloutConfig } from '../../src/rollout/index.ts';
import { PARTS, partsIn } from '../../src/rollout/parts/index.ts';
import { SETTING_NAMES } from '../../src/rollout/base/settings.ts';

/** Of the drawn rollouts, how many have it. */
export function shareOf(drawn: readonly RolloutConfig[], isIn: (config: RolloutConfig) => boolean): number {
  return drawn.filter(isIn).length / drawn.length;
}

/** The share of each part, each setting, each fault, and of those without operations. */
export function sharesIn(drawn: readonly RolloutConfig[]): number[] {
  return [
    ...PARTS.map((part) => shareOf(drawn, (config) => partsIn(config).includes(part))),
    ...SETTING_NAMES.filter((name) => name !== 'mutant').map((name) => shareOf(drawn, (config) => name in config)),
    ...Object.keys(ROLLOUT_FAULTS).map((fault) => shareOf(drawn, ({ faults = {} }) => fault in faults)),
    shareOf(drawn, ({ legacy }) => legacy === true),
  ];
}
