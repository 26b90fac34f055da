/** How this program shows a rollout: its stored row, what was read, and the command that replays a race. */
import { LEASE_LOST, type ApplyRow, type EngineReport, type OperationRow } from '../../machines/index.ts';
import type { CheckOptions, TimelineStep } from '../../report/index.ts';
import { rolloutSystem, type RolloutConfig } from '../../rollout/index.ts';
import type { Io } from './io.ts';

/** The look of reports about this rollout on this output. */
export function look(io: Io, config: RolloutConfig): CheckOptions {
  const system = rolloutSystem(config);
  return {
    width: io.width,
    color: io.color,
    actors: Object.keys(system.actors),
    row: {
      cell: 'apply',
      title: 'applies row',
      show: (value) => showApply(value as unknown as ApplyRow),
      initially: (system.store as { readonly apply: never }).apply,
    },
    showAnswer,
    replayCommand: (token) => `${io.program} replay ${token}`,
  };
}

function showApply({ state, completedAt, errorMessage }: ApplyRow): string {
  const stamp = completedAt === null ? '' : ', completed_at set';
  const error = errorMessage === null ? '' : `, error "${errorMessage}"`;
  return `${state}${stamp}${error}`;
}

/** The answers that decide what a drive does next. */
function showAnswer({ source, ok, value }: NonNullable<TimelineStep['answer']>): string | null {
  if (!ok) return showRefusal(value as { readonly name?: string; readonly message?: string } | null);
  if (source === 'listOperations') return `reads ${showRows(value as unknown as OperationRow[])}`;
  if (source === 'readApply') return `reads ${(value as unknown as ApplyRow).state}`;
  if (source === 'pollEngine')
    return `reads ${(value as unknown as EngineReport).tasks.map(({ state }) => state).join(', ')}`;
  return null;
}

/** Other failures are faults, and their labels say so. */
function showRefusal(error: { readonly name?: string; readonly message?: string } | null): string | null {
  return error?.name === LEASE_LOST ? `refused: ${error.message}` : null;
}

const showRows = (rows: readonly OperationRow[]): string =>
  rows.length === 0 ? 'no rows' : rows.map(({ id, state }) => `${id} ${state}`).join(', ');
