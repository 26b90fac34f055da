/** What happens by itself: engines finish or fail, and an operator stops, starts, cancels and releases the apply. */
import { answer, askFor, isTerminal } from '../../machines/index.ts';
import { BLOCKED, type Blocked, type EnvironmentAction, type Transaction } from '../../sim/index.ts';
import { closeRows, commandEngines, mayCancel, mayRelease, mayStop } from './modelled-control.ts';
import type { EngineEvent, EngineState } from './modelled-engine.ts';
import type { Scene } from './scene.ts';
import { rowsOf, type RolloutStore, type WriteRow } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;
/** What it depends on. */
type Requested = Pick<Scene, 'engines' | 'write' | 'close'>;

/** What an engine does by itself, and in which of its states. */
export interface EngineMove {
  readonly label: string;
  readonly from: readonly EngineState[];
  readonly type: EngineEvent;
  readonly budget?: string;
}

const engineMoves: readonly EngineMove[] = [
  { label: 'completes', from: ['copying'], type: 'COMPLETE' },
  { label: 'fails', from: ['copying'], type: 'FAIL', budget: 'failure' },
  { label: 'fails late', from: ['completed'], type: 'FAIL_LATE', budget: 'late-failure' },
];

/** What the engines do by themselves, as actions of the environment. */
export function engineActions(engines: readonly string[], moves: readonly EngineMove[]): Record<string, Action> {
  return Object.fromEntries(
    engines.flatMap((engine) => moves.map((move) => [`${engine} ${move.label}`, actionOf(engine, move)] as const)),
  );
}

function actionOf(engine: string, { label: _label, from, type, ...rest }: EngineMove): Action {
  const isThere = (tx: Tx): boolean => from.some((state) => tx.actor(engine)?.value === state);
  return { ...rest, run: (tx) => (isThere(tx) ? tx.send(engine, { type }) : BLOCKED) };
}

/** What is asked for is done at once: the data plane first, rows second. An operation that has not begun is stopped in its row. */
function stop(tx: Tx, scene: Requested): Blocked | void {
  if (!mayStop(tx)) return BLOCKED;
  tx.write('control', 'stop');
  commandEngines(tx, 'stop', scene.engines);
  closeRows(tx, 'stop', scene);
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
function cancel(tx: Tx, scene: Requested): Blocked | void {
  if (!mayCancel(tx)) return BLOCKED;
  tx.write('control', 'cancel');
  commandEngines(tx, 'cancel', scene.engines);
  closeRows(tx, 'cancel', scene);
}

function release(tx: Tx, write: WriteRow): Blocked | void {
  if (!mayRelease(tx)) return BLOCKED;
  write(tx, 'requests', answer(askFor(tx.read('requests'), 'release'), 'release', 'complete'));
}

function requestsAtOnce(scene: Requested): Record<string, Action> {
  return {
    'stop requested': { budget: 'stop', run: (tx) => stop(tx, scene) },
    'start requested': { run: (tx) => start(tx, scene.engines) },
    'cancel requested': { budget: 'cancel', run: (tx) => cancel(tx, scene) },
    'release requested': { budget: 'release', run: (tx) => release(tx, scene.write) },
  };
}

/** The environment of a rollout without parts. */
export function rolloutEnvironment(scene: Requested): Record<string, Action> {
  return { ...engineActions(scene.engines, engineMoves), ...requestsAtOnce(scene) };
}
