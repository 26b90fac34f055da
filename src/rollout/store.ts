/** The modelled store of a rollout: its rows, and what each request of a drive or the gate does to them. */
import {
  hasTurn,
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
  type RolloutReading,
  type State,
  type WriteOutcome,
} from '../machines/index.ts';
import { BLOCKED, type Blocked, type Distortion, type Service, type Transaction, type View } from '../sim/index.ts';
import { ENGINE_STATES, type EngineState } from './engine.ts';

/** What the operator has asked for. */
export type Control = 'none' | 'stop' | 'start';

/** Who holds an operation. `expired`: another driver may take it; until one does, the holder still writes, and so renews it. */
export interface LeaseRow {
  readonly holder: string;
  readonly token: string;
  readonly expired: boolean;
  /** What somebody changed who did not hold it any more: in a store that checks tokens, nothing ever. */
  readonly stale?: string;
}

/**
 * The cells of the store. `order` lists the operations in deployment order; an apply from before operations has none. `revision`
 * counts the changes of the other rows; it stays 0 where no drive compares it, as it would only tell worlds apart. Leases and
 * `turns`, which says how operations wait for each other, are there with their part of the model alone.
 */
export type RolloutStore = {
  readonly apply: ApplyRow;
  readonly control: Control;
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
export type WriteRow = <Cell extends 'apply' | `operation:${string}`>(
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
  if (!(row === null ? isLegacyClaimable(apply, started) : isClaimable(row, { tx, protocol, waits }))) return BLOCKED;
  const reopened = started && apply.state === 'stopped';
  if (reopened) write(tx, 'apply', reopenApplyRow(apply));
  if (row !== null && (row.state !== 'stopped' || started))
    write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'claim' }));
  return { operation, lease: null, reopened };
}

/** An apply without operations is claimed to carry out a stop, too: there is no row that could be stopped instead. */
function isLegacyClaimable({ state }: ApplyRow, started: boolean): boolean {
  return !isTerminal(state) || (state === 'stopped' && started);
}

/** What it depends on whether an operation may be claimed. */
interface Scene extends Pick<Store, 'waits'> {
  readonly tx: Tx;
  readonly protocol: Protocol;
}

function isClaimable(row: OperationRow, scene: Scene): boolean {
  const { tx, protocol } = scene;
  const { state } = row;
  const apply = tx.read('apply').state;
  if (state === 'pending') return mayBegin(row, scene);
  if (state === 'stopped' && tx.read('control') === 'start')
    return (protocol.begins === 'any-time' || !isSettled(apply)) && (row.started || isItsTurn(row, scene));
  if (!isTerminal(state)) return true;
  const goesOn = (other: OperationRow): boolean =>
    other.state === 'pending' ? mayBegin(other, scene) : !isTerminal(other.state);
  return isStranded(protocol, { apply, operations: rowsOf(tx), released: false }, goesOn);
}

function mayBegin(row: OperationRow, scene: Scene): boolean {
  const { tx, protocol } = scene;
  const isOpen = protocol.begins === 'any-time' || !isTerminal(tx.read('apply').state);
  return tx.read('control') !== 'stop' && isOpen && isItsTurn(row, scene);
}

function isItsTurn(row: OperationRow, { tx, protocol, waits }: Scene): boolean {
  if (!waits) return true;
  const rows = rowsOf(tx);
  const earlier = rows.slice(
    0,
    rows.findIndex(({ id }) => id === row.id),
  );
  return hasTurn(protocol, { order: tx.read('turns'), released: false }, row, earlier);
}

function pollEngine({ operation }: PollInput, tx: Tx): EngineReport {
  const idle = engineOf(tx, operation) === 'idle';
  if (idle && tx.read('control') !== 'stop') tx.send(`engine:${operation ?? LEGACY}`, { type: 'START' });
  const { state, error } = idle ? { state: idleState(tx), error: null } : reportOf(tx, operation);
  return { tasks: [{ operation, state }], errorMessage: error };
}

const idleState = (tx: Tx): State => (tx.read('control') === 'stop' ? 'stopped' : 'running');

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
    readRelease: { access: 'read', run: () => false },
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
