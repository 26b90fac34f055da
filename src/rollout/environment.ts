/** What happens by itself: engines finish or fail, and an operator stops, starts, cancels and releases the apply. */
import { answer, askFor, isTerminal } from '../machines/index.ts';
import { BLOCKED, type Blocked, type EnvironmentAction, type Transaction } from '../sim/index.ts';
import { commandEngines, mayCancel, mayRelease, mayStop, moveRows } from './control.ts';
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

/** What is asked for is done at once: the data plane first, rows second. An operation that has not begun is stopped in its row. */
function stop(tx: Tx, engines: readonly string[], write: WriteRow): Blocked | void {
  if (!mayStop(tx)) return BLOCKED;
  tx.write('control', 'stop');
  commandEngines(tx, 'stop', engines);
  moveRows(tx, 'stop', write);
}

function start(tx: Tx, engines: readonly string[]): Blocked | void {
  if (tx.read('control') !== 'stop' || !standsStill(tx)) return BLOCKED;
  tx.write('control', 'start');
  commandEngines(tx, 'start', engines);
}

/** The apply is stopped, or a failure came before: then it shows that, but for its stopped operations nothing goes on either. */
function standsStill(tx: Tx): boolean {
  const { state } = tx.read('apply');
  if (state !== 'failed' && state !== 'running_degraded' && state !== 'paused') return state === 'stopped';
  const rows = rowsOf(tx).map((row) => row.state);
  return rows.includes('stopped') && rows.every(isTerminal);
}

/** As a stop, but for good, and for what has not begun as well as for what is stopped. What is settled stays as it is. */
function cancel(tx: Tx, engines: readonly string[], write: WriteRow): Blocked | void {
  if (!mayCancel(tx)) return BLOCKED;
  tx.write('control', 'cancel');
  commandEngines(tx, 'cancel', engines);
  moveRows(tx, 'cancel', write);
}

function release(tx: Tx, write: WriteRow): Blocked | void {
  if (!mayRelease(tx)) return BLOCKED;
  write(tx, 'requests', answer(askFor(tx.read('requests'), 'release'), 'release', 'complete'));
}

function requestsAtOnce(engines: readonly string[], write: WriteRow): Record<string, Action> {
  return {
    'stop requested': { budget: 'stop', run: (tx) => stop(tx, engines, write) },
    'start requested': { run: (tx) => start(tx, engines) },
    'cancel requested': { budget: 'cancel', run: (tx) => cancel(tx, engines, write) },
    'release requested': { budget: 'release', run: (tx) => release(tx, write) },
  };
}

/** The environment of a rollout with these engines, on a store whose rows are written like that. */
export function rolloutEnvironment(engines: readonly string[], write: WriteRow): Record<string, Action> {
  return {
    ...Object.fromEntries(engines.flatMap(engineActions)),
    ...requestsAtOnce(engines, write),
  };
}
