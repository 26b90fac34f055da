import { budgetText } from '../../report/matrix/matrix-text.ts';
import type { CombinedCell } from '../../report/matrix/combined-cells.ts';
import { settingArguments } from '../../rollout/swarm/setting-options.ts';
import { DEFAULT_OPERATIONS } from './matrix-plan.ts';
import type { CellLimits } from '../../jobs/combined-cell.ts';

/** The check that finds a violation of a combination again, and draws it. */
export function combinedCommand(
  { protocol, operations, setting, faults, bound }: CombinedCell,
  property: string,
  { reduce, maxStates }: CellLimits,
): string {
  return [
    `check --protocol ${protocol}`,
    ...(operations === DEFAULT_OPERATIONS ? [] : [`--operations ${operations}`]),
    ...settingArguments(setting),
    `--faults ${budgetText(faults)} --property ${property}`,
    ...(reduce ? ['--reduce'] : []),
    ...(bound === undefined ? [] : [`--max-states ${maxStates}`]),
  ].join(' ');
}
