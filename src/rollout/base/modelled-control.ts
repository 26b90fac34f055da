/** Control requests as rows: what asks for them, and what the control loop does to rows and engines on their behalf. */
import {
  answer,
  askFor,
  controlMachine,
  hasItsTurn,
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
} from '../../machines/index.ts';
import {
  BLOCKED,
  type ActorDefinition,
  type Blocked,
  type EnvironmentAction,
  type Service,
  type Transaction,
} from '../../sim/index.ts';
import { claimScene } from './claim.ts';
import { beginCutover, cutoverOutcome, revertOutcome, type Outcome } from './cutover-rules.ts';
import { commandFor, type EngineEvent, type EngineState } from './modelled-engine.ts';
import { mayComeAgain, noteStop } from './redelivery.ts';
import type { Scene } from './scene.ts';
import { isUnwanted, rowsOf, type RolloutStore, type WriteRow } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

/** The actor that carries requests out; it may crash like a drive. */
export function control({ protocol }: Scene): ActorDefinition {
  return { machine: controlMachine, input: { apply: 'apply', protocol }, crashes: true };
}

/** What the operator may ask for, and when it makes sense to. Nothing but rows changes until the control loop sees to it. */
export function requestActions(scene: Scene): Record<string, Action> {
  const { write } = scene;
  return {
    'stop requested': { budget: 'stop', run: (tx) => (mayStop(tx) ? ask(tx, 'stop', scene) : BLOCKED) },
    'start requested': { budget: 'start', run: (tx) => (mayStart(tx) ? ask(tx, 'start', scene) : BLOCKED) },
    'cancel requested': { budget: 'cancel', run: (tx) => (mayCancel(tx) ? ask(tx, 'cancel', scene) : BLOCKED) },
    'release requested': { budget: 'release', run: (tx) => (mayRelease(tx) ? askRelease(tx, write) : BLOCKED) },
  };
}

function ask(tx: Tx, kind: 'stop' | 'start' | 'cancel', scene: Scene): void {
  tx.write('control', kind);
  if (mayComeAgain(scene)) tx.write('asked', tx.read('asked') + 1);
  tx.write('requests', askFor(tx.read('requests'), kind));
}

/** What the rows add up to depends on the release: the revision has to move with it. */
function askRelease(tx: Tx, write: WriteRow): void {
  write(tx, 'requests', askFor(tx.read('requests'), 'release'));
}

/** A stop is for an apply that goes on, and that nobody has stopped or cancelled yet. */
export function mayStop(tx: Tx): boolean {
  return !isUnwanted(tx) && !isTerminal(tx.read('apply').state);
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
export function controlServices(scene: Scene) {
  return {
    takeRequest: { access: 'read', run: takeRequest } satisfies Service<RolloutStore, ApplyInput, RequestKind>,
    commandEngines: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? command(tx, work, scene) : null),
    } satisfies Service<RolloutStore, ControlWork, null>,
    moveRows: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? moveRows(tx, work.request, scene) : null),
    } satisfies Service<RolloutStore, ControlWork, null>,
    answerRequest: {
      access: 'write',
      run: (work: ControlWork, tx: Tx) => (isPending(work, tx) ? answerRequest(tx, work.request, scene) : 'answered'),
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

/** What the data plane is told for a request, and which engines: one that is past that would not listen. */
const COMMANDS: Readonly<Partial<Record<RequestKind, { type: EngineEvent; to: readonly EngineState[] }>>> = {
  stop: { type: 'STOP', to: ['copying', 'interrupted', 'ready'] },
  start: { type: 'START', to: ['stopped'] },
  cancel: { type: 'CANCEL', to: ['idle', 'copying', 'interrupted', 'ready', 'stopped'] },
  revert: { type: 'REVERT', to: ['revertible'] },
  skip_revert: { type: 'CLOSE_WINDOW', to: ['revertible'] },
};

/** The data plane, and a note of what may come once more. */
function command(tx: Tx, { request, commands }: ControlWork, scene: Scene): null {
  const of = commands === 'numbered' ? tx.read('asked') : null;
  if (request === 'stop' && mayComeAgain(scene)) noteStop(tx, of, scene.engines);
  return commandEngines(tx, request, scene.engines, of);
}

/** The data plane; `of` is the number of the request. */
export function commandEngines(tx: Tx, kind: RequestKind, engines: readonly string[], of: number | null = null): null {
  const told = COMMANDS[kind];
  if (told === undefined) return null;
  const isMeant = (engine: string): boolean => told.to.some((state) => tx.actor(engine)?.value === state);
  for (const engine of engines.filter(isMeant)) tx.send(engine, commandFor(told.type, of));
  return null;
}

/** The rows: a stop closes what waits to begin or to be retried, a cancel whatever is not settled, and a cutover begins in the row whose turn it is. */
function moveRows(tx: Tx, kind: RequestKind, scene: Scene): null {
  if (kind === 'cutover') beginCutover(tx, scene);
  if (kind === 'stop' || kind === 'cancel') closeRows(tx, kind, scene);
  return null;
}

/** The rows of what a stop or a cancel ends. */
export function closeRows(tx: Tx, kind: 'stop' | 'cancel', { close }: Pick<Scene, 'close'>): void {
  for (const row of rowsOf(tx)) close(tx, `operation:${row.id}`, stepOperationRow(row, { type: kind }));
}

/** Completed once it shows in every row, failed where there was nothing left to do; until then it stays open. */
function answerRequest(tx: Tx, kind: RequestKind, scene: Scene): ControlAnswer {
  const outcome = outcomeOf(tx, kind, scene);
  if (outcome === 'open') return 'open';
  tx.write('requests', answer(tx.read('requests'), kind, outcome));
  return 'answered';
}

/** What has become of a request so far. A stop and a cancel do not wait for a revert window to close: nothing copies in it. */
function outcomeOf(tx: Tx, kind: RequestKind, scene: Scene): Outcome {
  const states = statesOf(tx);
  const isOver = (rests: typeof isTerminal) => states.every((state) => rests(state) || state === 'revert_window');
  const goesOn = scene.engines.some((engine) => tx.actor(engine)?.value === 'copying');
  switch (kind) {
    case 'release':
      return 'complete';
    case 'start':
      if (isSettled(tx.read('apply').state)) return 'fail';
      return standsStill(tx, scene) ? 'open' : 'complete';
    case 'stop':
      if (goesOn || !isOver(isTerminal)) return 'open';
      return states.includes('stopped') ? 'complete' : 'fail';
    case 'cancel':
      if (goesOn || !isOver(isSettled)) return 'open';
      return states.includes('cancelled') ? 'complete' : 'fail';
    case 'cutover':
      return cutoverOutcome(tx, scene);
    case 'revert':
    case 'skip_revert':
      return revertOutcome(tx, kind, scene.engines);
  }
}

/**
 * Something is still stopped that a start has to set going. What never began and waits for others is none of that: it goes on waiting
 * for its turn, as it would have done, and what it waits for may need a request of its own that stands behind this one.
 */
function standsStill(tx: Tx, { protocol, config }: Scene): boolean {
  const claims = claimScene(tx, protocol, config.order !== undefined);
  const isStopped = (row: OperationRow): boolean => row.state === 'stopped' && (row.started || hasItsTurn(claims, row));
  return tx.read('apply').state === 'stopped' || rowsOf(tx).some(isStopped);
}

/** Of the operations; an apply without any stands for itself. */
function statesOf(tx: Tx): readonly OperationRow['state'][] {
  const rows = rowsOf(tx);
  return rows.length > 0 ? rows.map(({ state }) => state) : [tx.read('apply').state];
}
