/** What happens by itself: engines finish or fail, and an operator stops and starts the apply. */
import { isTerminal, stepOperationRow } from '../machines/index.ts';
import { BLOCKED, type Blocked, type EnvironmentAction, type Transaction } from '../sim/index.ts';
import type { EngineState } from './engine.ts';
import { rowsOf, type RolloutStore, type WriteRow } from './store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

const engineEvents = [
  { label: 'completes', from: 'copying', type: 'COMPLETE' },
  { label: 'fails', from: 'copying', type: 'FAIL', budget: 'failure' },
  { label: 'fails late', from: 'completed', type: 'FAIL_LATE', budget: 'late-failure' },
] as const satisfies readonly { label: string; from: EngineState; type: string; budget?: string }[];

function engineActions(engine: string): [string, Action][] {
  return engineEvents.map(({ label, from, type, ...rest }) => [
    `${engine} ${label}`,
    { ...rest, run: (tx) => (tx.actor(engine)?.value === from ? tx.send(engine, { type }) : BLOCKED) },
  ]);
}

/** The data plane stops first, rows second; an operation that has not begun is stopped in its row. */
function stop(tx: Tx, engines: readonly string[], write: WriteRow): Blocked | void {
  if (tx.read('control') === 'stop' || isTerminal(tx.read('apply').state)) return BLOCKED;
  tx.write('control', 'stop');
  for (const engine of engines) if (tx.actor(engine)?.value === 'copying') tx.send(engine, { type: 'STOP' });
  for (const row of rowsOf(tx)) write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'stop' }));
}

function start(tx: Tx, engines: readonly string[]): Blocked | void {
  if (tx.read('control') !== 'stop' || !standsStill(tx)) return BLOCKED;
  tx.write('control', 'start');
  for (const engine of engines) if (tx.actor(engine)?.value === 'stopped') tx.send(engine, { type: 'START' });
}

/** The apply is stopped, or a failure came before: then it shows that, but for its stopped operations nothing goes on either. */
function standsStill(tx: Tx): boolean {
  const { state } = tx.read('apply');
  if (state !== 'failed' && state !== 'running_degraded') return state === 'stopped';
  const rows = rowsOf(tx).map((row) => row.state);
  return rows.includes('stopped') && rows.every(isTerminal);
}

/** The environment of a rollout with these engines, on a store whose rows are written like that. */
export function rolloutEnvironment(engines: readonly string[], write: WriteRow): Record<string, Action> {
  return {
    ...Object.fromEntries(engines.flatMap(engineActions)),
    'stop requested': { budget: 'stop', run: (tx) => stop(tx, engines, write) },
    'start requested': { run: (tx) => start(tx, engines) },
  };
}
