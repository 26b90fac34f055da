/** The modelled store of a rollout: its rows, and what each request of a drive or the gate does to them. */
import {
  hasTurn,
  isReleased,
  isSettled,
  isStranded,
  isTerminal,
  projectStates,
  reopenApplyRow,
  stepOperationRow,
  writeApplyRow,
  type ApplyInput,
  type ApplyRow,
  type ApplyWrite,
  type Claim,
  type ClaimInput,
  type Condition,
  type DeploymentOrder,
  type EngineReport,
  type OperationRow,
  type OperationState,
  type OperationWrite,
  type PollInput,
  type Protocol,
  type Requests,
  type RolloutReading,
  type State,
  type WriteOutcome,
} from '../machines/index.ts';
import { BLOCKED, type Blocked, type Distortion, type Service, type Transaction, type View } from '../sim/index.ts';
import { ENGINE_STATES, type EngineState } from './engine.ts';

/** What the operator has asked for last. */
export type Control = 'none' | 'stop' | 'start' | 'cancel';

/** Who holds an operation. `expired`: another driver may take it; until one does, the holder still writes, and so renews it. */
export interface LeaseRow {
  readonly holder: string;
  readonly token: string;
  readonly expired: boolean;
  /** What somebody changed who did not hold it any more: in a store that checks tokens, nothing ever. */
  readonly stale?: string;
}

/** What was told, and what is still to be told. */
export interface Summary {
  /** Whose write settled the apply and has not been told of yet, where the store keeps that. */
  readonly owedBy: string | null;
  /** The drives that told of an outcome, in the order of their names. Telling it again after a crash is no second teller. */
  readonly tellers: readonly string[];
  /** What was told last. */
  readonly told: State | null;
}

/**
 * The cells of the store. `order` lists the operations in deployment order; an apply from before operations has none. `revision`
 * counts the changes of the other rows; it stays 0 where no drive compares it, as it would only tell worlds apart. Leases and
 * `turns`, which says how operations wait for each other, are there with their part of the model alone.
 */
export type RolloutStore = {
  readonly apply: ApplyRow;
  readonly control: Control;
  readonly requests: Requests;
  readonly summary: Summary;
  readonly order: readonly string[];
  readonly revision: number;
  readonly [operation: `operation:${string}`]: OperationRow;
  readonly turns: DeploymentOrder;
  readonly [lease: `lease:${string}`]: LeaseRow | null;
};

type Tx = Transaction<RolloutStore>;

/** The one word that stands for any moment in the model: what matters is whether a stamp is set. */
const NOW = 'stamped';

/** The name under which an apply without operations is driven. */
export const LEGACY = 'legacy';

/** The operation rows in deployment order. */
export function rowsOf(world: View<RolloutStore>): OperationRow[] {
  return world.read('order').map((id) => world.read(`operation:${id}`));
}

/** The states of the apply's children: its operation rows, or the work itself where no rows exist. */
export function childStates(world: View<RolloutStore>): State[] {
  const rows = rowsOf(world);
  return rows.length > 0 ? rows.map((row) => row.state) : [reportOf(world, null).state];
}

/** The states of those children that have begun: not those that wait for their first claim, or were stopped before it. */
export function begunStates(world: View<RolloutStore>): State[] {
  const rows = rowsOf(world);
  const begun = rows.filter(({ state, started }) => state !== 'pending' && (state !== 'stopped' || started));
  return rows.length > 0 ? begun.map((row) => row.state) : childStates(world).filter((state) => state !== 'pending');
}

function engineOf(world: View<RolloutStore>, operation: string | null): EngineState {
  return world.actor(`engine:${operation ?? LEGACY}`)?.value as EngineState;
}

function reportOf(world: View<RolloutStore>, operation: string | null): { state: State; error: string | null } {
  const state = ENGINE_STATES[engineOf(world, operation)];
  return { state, error: state === 'failed' ? `${operation ?? LEGACY} failed` : null };
}

/** Writes a row, and in the same instant the revision, if the row changes and anybody compares it. */
export type WriteRow = <Cell extends 'apply' | 'requests' | `operation:${string}`>(
  tx: Tx,
  cell: Cell,
  row: RolloutStore[Cell],
) => void;

/** How rows are written where the drives follow that protocol. */
export function rowWriter({ compares }: Protocol): WriteRow {
  return (tx, cell, row) => {
    const differs = isDifferent(tx.read(cell), row);
    tx.write(cell, row);
    if (differs && compares === 'revision') tx.write('revision', tx.read('revision') + 1);
  };
}

/** Whether two rows of one kind differ in any column. */
export function isDifferent<Row extends object>(before: Row, after: Row): boolean {
  return (Object.keys(after) as (keyof Row)[]).some((column) => before[column] !== after[column]);
}

function claim({ operation, protocol }: ClaimInput, tx: Tx, { write, waits }: Store): Claim | Blocked {
  const apply = tx.read('apply');
  const started = tx.read('control') === 'start';
  const row = operation === null ? null : tx.read(`operation:${operation}`);
  if (!(row === null ? isLegacyClaimable(apply, tx) : isClaimable(row, { tx, protocol, waits }))) return BLOCKED;
  const reopened = apply.state === 'stopped' && isReopening(tx);
  if (reopened) write(tx, 'apply', reopenApplyRow(apply));
  if (row !== null && (row.state !== 'stopped' || started))
    write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'claim' }));
  if (started) resumeEngine(operation, tx);
  return { operation, lease: null, reopened };
}

/** A claim that resumes what is stopped starts its engine, if nobody has: without it the next poll would find it stopped again. */
function resumeEngine(operation: string | null, tx: Tx): void {
  if (engineOf(tx, operation) === 'stopped') tx.send(`engine:${operation ?? LEGACY}`, { type: 'START' });
}

/** A stopped apply is opened again to be started, and to be cancelled. */
function isReopening(tx: Tx): boolean {
  return tx.read('control') === 'start' || tx.read('control') === 'cancel';
}

/** An apply without operations is claimed to carry out a stop, too: there is no row that could be stopped instead. */
function isLegacyClaimable({ state }: ApplyRow, tx: Tx): boolean {
  if (state !== 'stopped') return !isTerminal(state);
  const { state: engine } = reportOf(tx, null);
  return tx.read('control') === 'start' || (tx.read('control') === 'cancel' && isSettled(engine));
}

/** What it depends on whether an operation may be claimed. */
interface Scene extends Pick<Store, 'waits'> {
  readonly tx: Tx;
  readonly protocol: Protocol;
}

function isClaimable(row: OperationRow, scene: Scene): boolean {
  const { tx, protocol } = scene;
  const apply = tx.read('apply').state;
  const control = tx.read('control');
  const anyTime = protocol.begins === 'any-time';
  if (row.state === 'pending') return mayBegin(row, scene) && (anyTime || !isTerminal(apply));
  if (row.state === 'stopped' && control === 'start')
    return (anyTime || !isSettled(apply)) && (row.started || isItsTurn(row, scene));
  if (!isTerminal(row.state)) return true;
  if (apply === 'stopped' && control === 'cancel') return isSettled(row.state);
  const standing = { apply, operations: rowsOf(tx), released: isReleased(tx.read('requests')) };
  return isStranded(protocol, standing, (other) => goesOn(other, scene));
}

/** It is in flight, or waits for nothing but a driver. */
function goesOn(row: OperationRow, scene: Scene): boolean {
  return !isTerminal(row.state) && (row.state !== 'pending' || isItsTurn(row, scene));
}

/** Nobody wants it to stand still. */
function mayBegin(row: OperationRow, scene: Scene): boolean {
  const control = scene.tx.read('control');
  return control !== 'stop' && control !== 'cancel' && isItsTurn(row, scene);
}

/** No operation before it keeps it from beginning. */
function isItsTurn(row: OperationRow, { tx, protocol, waits }: Scene): boolean {
  const rows = rowsOf(tx);
  const earlier = rows.slice(
    0,
    rows.findIndex(({ id }) => id === row.id),
  );
  const released = isReleased(tx.read('requests'));
  if (waits) return hasTurn(protocol, { order: tx.read('turns'), released }, row, earlier);
  return released || !earlier.some((sibling) => holds(sibling, row, protocol));
}

/**
 * Whether an earlier failure makes an operation wait for a release. Where an apply fails at its first failure, the policy of the one
 * that is to begin decides; where it is held open, that of the one that has failed, as it does in the projection.
 */
function holds(earlier: OperationRow, row: OperationRow, { begins }: Protocol): boolean {
  return earlier.state === 'failed' && (begins === 'any-time' ? row : earlier).onFailure === 'pause';
}

function pollEngine({ operation }: PollInput, tx: Tx): EngineReport {
  const stands = engineOf(tx, operation) === 'idle' ? idleState(operation, tx) : null;
  if (stands === 'running') tx.send(`engine:${operation ?? LEGACY}`, { type: 'START' });
  if (stands === 'cancelled') tx.send(`engine:${operation ?? LEGACY}`, { type: 'CANCEL' });
  const { state, error } = stands === null ? reportOf(tx, operation) : { state: stands, error: null };
  return { tasks: [{ operation, state }], errorMessage: error };
}

/**
 * What becomes of an engine that has not begun when it is polled: it begins, unless nobody wants it to. A drive that is there to
 * project a stopped operation has not claimed it to go on, whatever was asked for since.
 */
function idleState(operation: string | null, tx: Tx): State {
  const control = tx.read('control');
  if (operation !== null && tx.read(`operation:${operation}`).state === 'stopped') return 'stopped';
  if (control === 'cancel') return 'cancelled';
  return control === 'stop' ? 'stopped' : 'running';
}

function writeOperation({ operation, state, ...report }: OperationWrite, tx: Tx, write: WriteRow): null {
  const row = tx.read(`operation:${operation}`);
  const type = `report.${state as OperationState}` as const;
  write(tx, `operation:${operation}`, stepOperationRow(row, { type, ...report }));
  return null;
}

function writeApply(
  { state, completedAt, errorMessage, condition }: ApplyWrite,
  tx: Tx,
  write: WriteRow,
): WriteOutcome {
  if (condition !== undefined && !isMet(condition, tx)) return 'conflict';
  const error = errorMessage === undefined ? {} : { errorMessage };
  write(tx, 'apply', writeApplyRow(tx.read('apply'), { state, completedAt, ...error }, NOW));
  return 'written';
}

function isMet(condition: Condition, tx: Tx): boolean {
  return 'state' in condition ? tx.read('apply').state === condition.state : tx.read('revision') === condition.revision;
}

function readRollout(_: ApplyInput, tx: Tx): RolloutReading {
  const operations = rowsOf(tx);
  return { state: tx.read('apply').state, revision: tx.read('revision'), size: operations.length, operations };
}

/** A sample that finds no green changes nothing and is followed by the next: the model leaves it out. */
function sampleApply(_: ApplyInput, tx: Tx): Pick<ApplyRow, 'state'> | Blocked {
  const { state } = tx.read('apply');
  return state === 'completed' ? { state } : BLOCKED;
}

function listingDistortions({ operations, anyDrive }: Store, self: string): Distortion<readonly OperationRow[]>[] {
  const without = (id: string) => (rows: readonly OperationRow[]) => rows.filter((row) => row.id !== id);
  const missing = (id: string) => ({ fault: 'partial', label: `missing ${id}`, change: without(id) });
  const empty = { fault: 'empty', label: 'empty', change: () => [] };
  // Where any drive may drive any operation, its own row is one of those that may be missing.
  if (anyDrive) return [...operations.map(missing), empty];
  const own = self.replace(/^drive:/, '');
  return [
    ...operations.filter((id) => id !== own).map(missing),
    { fault: 'own-row', label: 'missing its own row', change: without(own) },
    empty,
  ];
}

function readingDistortions(store: Store, self: string): Distortion<RolloutReading>[] {
  return listingDistortions(store, self).map((distortion) => ({
    ...distortion,
    change: (reading) => ({ ...reading, operations: distortion.change(reading.operations) }),
  }));
}

/** How the store of a rollout behaves. */
export interface Store {
  readonly operations: readonly string[];
  readonly write: WriteRow;
  /** Operations wait for each other, as `turns` says. */
  readonly waits: boolean;
  /** Any drive may drive any operation, so which row is a drive's own is not to be told from its name. */
  readonly anyDrive: boolean;
}

/** The services behind the drive and the gate. */
export type RolloutServices = {
  readonly claim: Service<RolloutStore, ClaimInput, Claim>;
  readonly pollEngine: Service<RolloutStore, PollInput, EngineReport>;
  readonly writeOperation: Service<RolloutStore, OperationWrite, null>;
  readonly listOperations: Service<RolloutStore, ApplyInput, readonly OperationRow[]>;
  readonly readRelease: Service<RolloutStore, ApplyInput, boolean>;
  readonly readApply: Service<RolloutStore, ApplyInput, ApplyRow>;
  readonly readRollout: Service<RolloutStore, ApplyInput, RolloutReading>;
  readonly writeApply: Service<RolloutStore, ApplyWrite, WriteOutcome>;
  readonly sampleApply: Service<RolloutStore, ApplyInput, Pick<ApplyRow, 'state'>>;
};

/** The services on a store that behaves like that. */
export function rolloutServices(store: Store): RolloutServices {
  const { write } = store;
  return {
    claim: { access: 'write', run: (input, tx) => claim(input, tx, store) },
    pollEngine: { access: 'read', run: pollEngine },
    writeOperation: { access: 'write', run: (input, tx) => writeOperation(input, tx, write) },
    listOperations: {
      access: 'read',
      run: (_, tx) => rowsOf(tx),
      distortions: (_, self) => listingDistortions(store, self),
    },
    readRelease: { access: 'read', run: (_, tx) => isReleased(tx.read('requests')) },
    readApply: { access: 'read', run: (_, tx) => tx.read('apply') },
    readRollout: {
      access: 'read',
      run: readRollout,
      distortions: (_, self) => readingDistortions(store, self),
    },
    writeApply: { access: 'write', run: (input, tx) => writeApply(input, tx, write) },
    sampleApply: { access: 'observation', atomic: true, run: sampleApply },
  };
}

/** The state that the rows add up to. */
export function projectedState(world: View<RolloutStore>): State {
  return projectStates(childStates(world));
}

/** A pause waits for a human. Without a release it may rest there for good; once released, it has to go on. */
export function restsPaused(world: View<RolloutStore>): boolean {
  const waits = world.read('apply').state === 'paused' && !isReleased(world.read('requests'));
  return waits && begunStates(world).every(isTerminal);
}
