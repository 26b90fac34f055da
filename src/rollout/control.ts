/** Control requests as rows: what asks for them, and what the control loop does to rows and engines on their behalf. */
import {
  answer,
  askFor,
  controlMachine,
  isReleased,
  isSettled,
  isTerminal,
  REQUEST_KINDS,
  stepOperationRow,
  type ApplyInput,
  type ControlAnswer,
  type ControlWork,
  type OperationRow,
  type RequestKind,
} from '../machines/index.ts';
import {
  BLOCKED,
  type ActorDefinition,
  type Blocked,
  type EnvironmentAction,
  type Service,
  type Transaction,
} from '../sim/index.ts';
import { rowsOf, type RolloutStore, type WriteRow } from './store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

/** The actor that carries requests out; it may crash like a drive. */
export const CONTROL: ActorDefinition = { machine: controlMachine, input: { apply: 'apply' }, crashes: true };

/** What the operator may ask for, and when it makes sense to. Nothing but rows changes until the control loop sees to it. */
export function requestActions(write: WriteRow): Record<string, Action> {
  return {
    'stop requested': { budget: 'stop', run: (tx) => (mayStop(tx) ? ask(tx, 'stop') : BLOCKED) },
    'start requested': { budget: 'start', run: (tx) => (mayStart(tx) ? ask(tx, 'start') : BLOCKED) },
    'cancel requested': { budget: 'cancel', run: (tx) => (mayCancel(tx) ? ask(tx, 'cancel') : BLOCKED) },
    'release requested': { budget: 'release', run: (tx) => (mayRelease(tx) ? askRelease(tx, write) : BLOCKED) },
  };
}

function ask(tx: Tx, kind: 'stop' | 'start' | 'cancel'): void {
  tx.write('control', kind);
  tx.write('requests', askFor(tx.read('requests'), kind));
}

/** What the rows add up to depends on the release: the revision has to move with it. */
function askRelease(tx: Tx, write: WriteRow): void {
  write(tx, 'requests', askFor(tx.read('requests'), 'release'));
}

/** A stop is for an apply that goes on, and that nobody has stopped or cancelled yet. */
export function mayStop(tx: Tx): boolean {
  const control = tx.read('control');
  return control !== 'stop' && control !== 'cancel' && !isTerminal(tx.read('apply').state);
}

function mayStart(tx: Tx): boolean {
  return tx.read('control') === 'stop' && !isSettled(tx.read('apply').state);
}

/** A cancel is for an apply whose outcome is open. */
export function mayCancel(tx: Tx): boolean {
  return tx.read('control') !== 'cancel' && !isSettled(tx.read('apply').state);
}

/** There is something to release where an operation has the policy `pause` and the apply is not settled. */
export function mayRelease(tx: Tx): boolean {
  const pauses = rowsOf(tx).some(({ onFailure }) => onFailure === 'pause');
  return pauses && !isReleased(tx.read('requests')) && !isSettled(tx.read('apply').state);
}

/** The services behind the control loop of a rollout with these engines. */
export function controlServices(engines: readonly string[], write: WriteRow) {
  return {
    takeRequest: { access: 'read', run: takeRequest } satisfies Service<RolloutStore, ApplyInput, RequestKind>,
    commandEngines: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? commandEngines(tx, work.request, engines) : null),
    } satisfies Service<RolloutStore, ControlWork, null>,
    moveRows: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? moveRows(tx, work.request, write) : null),
    } satisfies Service<RolloutStore, ControlWork, null>,
    answerRequest: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? answerRequest(tx, work.request, engines) : 'answered'),
    } satisfies Service<RolloutStore, ControlWork, ControlAnswer>,
  };
}

function takeRequest(_: ApplyInput, tx: Tx): RequestKind | Blocked {
  const requests = tx.read('requests');
  return REQUEST_KINDS.find((kind) => requests[kind] === 'pending') ?? BLOCKED;
}

function isPending({ request }: ControlWork, tx: Tx): boolean {
  return tx.read('requests')[request] === 'pending';
}

/** The data plane: what copies or waits to be started again is stopped, what is stopped goes on, what is not done is cancelled. */
export function commandEngines(tx: Tx, kind: RequestKind, engines: readonly string[]): null {
  for (const engine of engines) {
    const state = tx.actor(engine)?.value;
    if (kind === 'stop' && (state === 'copying' || state === 'interrupted')) tx.send(engine, { type: 'STOP' });
    if (kind === 'start' && state === 'stopped') tx.send(engine, { type: 'START' });
    if (kind === 'cancel' && state !== 'completed') tx.send(engine, { type: 'CANCEL' });
  }
  return null;
}

/** The rows: a stop closes what waits to begin or to be retried, a cancel whatever is not settled. A start is carried out by claims. */
export function moveRows(tx: Tx, kind: RequestKind, write: WriteRow): null {
  if (kind !== 'stop' && kind !== 'cancel') return null;
  for (const row of rowsOf(tx)) write(tx, `operation:${row.id}`, stepOperationRow(row, { type: kind }));
  return null;
}

/** Completed once it shows in every row, failed where there was nothing left to do; until then it stays open. */
function answerRequest(tx: Tx, kind: RequestKind, engines: readonly string[]): ControlAnswer {
  const outcome = outcomeOf(tx, kind, engines);
  if (outcome === 'open') return 'open';
  tx.write('requests', answer(tx.read('requests'), kind, outcome));
  return 'answered';
}

function outcomeOf(tx: Tx, kind: RequestKind, engines: readonly string[]): 'complete' | 'fail' | 'open' {
  const states = statesOf(tx);
  const goesOn = engines.some((engine) => tx.actor(engine)?.value === 'copying');
  switch (kind) {
    case 'release':
      return 'complete';
    case 'start':
      if (isSettled(tx.read('apply').state)) return 'fail';
      return states.includes('stopped') || tx.read('apply').state === 'stopped' ? 'open' : 'complete';
    case 'stop':
      if (goesOn || !states.every(isTerminal)) return 'open';
      return states.includes('stopped') ? 'complete' : 'fail';
    case 'cancel':
      if (goesOn || !states.every(isSettled)) return 'open';
      return states.includes('cancelled') ? 'complete' : 'fail';
  }
}

/** Of the operations; an apply without any stands for itself. */
function statesOf(tx: Tx): readonly OperationRow['state'][] {
  const rows = rowsOf(tx);
  return rows.length > 0 ? rows.map(({ state }) => state) : [tx.read('apply').state];
}
