/** What happens by itself: engines finish or fail, and an operator stops, starts, cancels and releases the apply. */
import { answer, askFor, isReleased, isSettled, isTerminal, stepOperationRow } from '../machines/index.ts';
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
  const control = tx.read('control');
  if (control === 'stop' || control === 'cancel' || isTerminal(tx.read('apply').state)) return BLOCKED;
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
  if (state !== 'failed' && state !== 'running_degraded' && state !== 'paused') return state === 'stopped';
  const rows = rowsOf(tx).map((row) => row.state);
  return rows.includes('stopped') && rows.every(isTerminal);
}

/** As a stop, but for good, and for what has not begun as well as for what is stopped. What is settled stays as it is. */
function cancel(tx: Tx, engines: readonly string[], write: WriteRow): Blocked | void {
  if (tx.read('control') === 'cancel' || isSettled(tx.read('apply').state)) return BLOCKED;
  tx.write('control', 'cancel');
  for (const engine of engines) if (tx.actor(engine)?.value !== 'completed') tx.send(engine, { type: 'CANCEL' });
  for (const row of rowsOf(tx)) write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'cancel' }));
}

/** There is something to release where an operation has the policy `pause` and the apply is not settled. */
function release(tx: Tx, write: WriteRow): Blocked | void {
  const requests = tx.read('requests');
  const pauses = rowsOf(tx).some(({ onFailure }) => onFailure === 'pause');
  if (!pauses || isReleased(requests) || isSettled(tx.read('apply').state)) return BLOCKED;
  write(tx, 'requests', answer(askFor(requests, 'release'), 'release', 'complete'));
}

/** The environment of a rollout with these engines, on a store whose rows are written like that. */
export function rolloutEnvironment(engines: readonly string[], write: WriteRow): Record<string, Action> {
  return {
    ...Object.fromEntries(engines.flatMap(engineActions)),
    'stop requested': { budget: 'stop', run: (tx) => stop(tx, engines, write) },
    'start requested': { run: (tx) => start(tx, engines) },
    'cancel requested': { budget: 'cancel', run: (tx) => cancel(tx, engines, write) },
    'release requested': { budget: 'release', run: (tx) => release(tx, write) },
  };
}
