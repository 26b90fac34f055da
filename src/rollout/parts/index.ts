/**
 * The parts of a rollout that a model may have in or leave out, so that each question is asked of the smallest model that can
 * answer it. To add one: a file here with a `Part`, its settings in `settings.ts`, and its name in this list.
 */
import type { RolloutConfig } from '../base/config.ts';
import type { Part } from '../base/part.ts';
import { CHANGED_ROWS } from './changed-rows.ts';
import { CUTOVER } from './cutover/cutover.ts';
import { FINALIZER } from './finalizer.ts';
import { ISOLATION } from './isolation/isolation.ts';
import { LATE } from './late.ts';
import { LEASES } from './leases/leases.ts';
import { MISREPORTS } from './misreports/misreports.ts';
import { ORDER } from './order.ts';
import { REAPER } from './reaper.ts';
import { REQUESTS } from './requests/requests.ts';
import { RETRIES } from './retries/retries.ts';
import { SUMMARY } from './summary-comment.ts';
import { TARGET } from './target.ts';
import { TASKS } from './tasks/tasks.ts';

/** Every part, in the order in which a report names them. What the first does to services is outermost. */
export const PARTS: readonly Part[] = [
  CHANGED_ROWS,
  LEASES,
  LATE,
  MISREPORTS,
  TASKS,
  ORDER,
  FINALIZER,
  CUTOVER,
  REQUESTS,
  RETRIES,
  REAPER,
  TARGET,
  SUMMARY,
  ISOLATION,
];

/** The parts that a config puts into the model. */
export function partsIn(config: RolloutConfig): readonly Part[] {
  return PARTS.filter(({ within }) => within(config) !== null);
}

/** What the parts of a config have against each other, as a sentence; null if they go together. */
export function partsMistake(config: RolloutConfig): string | null {
  return PARTS.map(({ mistake }) => mistake?.(config) ?? null).find((text) => text !== null) ?? null;
}
