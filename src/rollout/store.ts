/** The modelled store of a rollout: its rows, and what each request of a drive or the gate does to them. */
import {
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
  type EngineReport,
  type OperationRow,
  type OperationState,
  type OperationWrite,
  type PollInput,
  type State,
} from '../machines/index.ts';
import { BLOCKED, type Blocked, type Distortion, type Service, type Transaction, type View } from '../sim/index.ts';
import { ENGINE_STATES, type EngineState } from './engine.ts';

/** What the operator has asked for. */
export type Control = 'none' | 'stop' | 'start';

/** The cells of the store. `order` lists the operations in deployment order; an apply from before operations has none. */
export type RolloutStore = {
  readonly apply: ApplyRow;
  readonly control: Control;
  readonly order: readonly string[];
  readonly [operation: `operation:${string}`]: OperationRow;
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

function engineOf(world: View<RolloutStore>, operation: string | null): EngineState {
  return world.actor(`engine:${operation ?? LEGACY}`)?.value as EngineState;
}

function reportOf(world: View<RolloutStore>, operation: string | null): { state: State; error: string | null } {
  const state = ENGINE_STATES[engineOf(world, operation)];
  return { state, error: state === 'failed' ? `${operation ?? LEGACY} failed` : null };
}

function claim({ operation }: ClaimInput, tx: Tx): Claim | Blocked {
  const apply = tx.read('apply');
  const started = tx.read('control') === 'start';
  const row = operation === null ? null : tx.read(`operation:${operation}`);
  if (!claimable(row?.state ?? apply.state, apply.state, tx.read('control'))) return BLOCKED;
  const reopened = started && apply.state === 'stopped';
  if (reopened) tx.write('apply', reopenApplyRow(apply));
  if (row !== null && (row.state !== 'stopped' || started))
    tx.write(`operation:${row.id}`, stepOperationRow(row, { type: 'claim' }));
  return { operation, lease: null, reopened };
}

/** A row that is done is claimed again only to recover its parent: somebody finished it and died before projecting. */
function claimable(row: State, apply: State, control: Control): boolean {
  if (row === 'pending') return control !== 'stop';
  if (row === 'stopped' && control === 'start') return true;
  return !isTerminal(row) || !isTerminal(apply);
}

function pollEngine({ operation }: PollInput, tx: Tx): EngineReport {
  const idle = engineOf(tx, operation) === 'idle';
  if (idle && tx.read('control') !== 'stop') tx.send(`engine:${operation ?? LEGACY}`, { type: 'START' });
  const { state, error } = idle ? { state: idleState(tx), error: null } : reportOf(tx, operation);
  return { tasks: [{ operation, state }], errorMessage: error };
}

const idleState = (tx: Tx): State => (tx.read('control') === 'stop' ? 'stopped' : 'running');

function writeOperation({ operation, state, errorMessage }: OperationWrite, tx: Tx): null {
  const row = tx.read(`operation:${operation}`);
  const type = `report.${state as OperationState}` as const;
  tx.write(`operation:${operation}`, stepOperationRow(row, { type, errorMessage }));
  return null;
}

function writeApply({ state, completedAt, errorMessage }: ApplyWrite, tx: Tx): null {
  const error = errorMessage === undefined ? {} : { errorMessage };
  tx.write('apply', writeApplyRow(tx.read('apply'), { state, completedAt, ...error }, NOW));
  return null;
}

/** A sample that finds no green changes nothing and is followed by the next: the model leaves it out. */
function sampleApply(_: ApplyInput, tx: Tx): Pick<ApplyRow, 'state'> | Blocked {
  const { state } = tx.read('apply');
  return state === 'completed' ? { state } : BLOCKED;
}

function listingDistortions(operations: readonly string[], self: string): Distortion<readonly OperationRow[]>[] {
  const own = self.replace(/^drive:/, '');
  const without = (id: string) => (rows: readonly OperationRow[]) => rows.filter((row) => row.id !== id);
  return [
    ...operations
      .filter((id) => id !== own)
      .map((id) => ({ fault: 'partial', label: `missing ${id}`, change: without(id) })),
    { fault: 'own-row', label: 'missing its own row', change: without(own) },
    { fault: 'empty', label: 'empty', change: () => [] },
  ];
}

/** The services behind the drive and the gate. */
export function rolloutServices(operations: readonly string[]) {
  return {
    claim: { access: 'write', run: claim } satisfies Service<RolloutStore, ClaimInput, Claim>,
    pollEngine: { access: 'read', run: pollEngine } satisfies Service<RolloutStore, PollInput, EngineReport>,
    writeOperation: { access: 'write', run: writeOperation } satisfies Service<RolloutStore, OperationWrite, null>,
    listOperations: {
      access: 'read',
      run: (_: ApplyInput, tx: Tx) => rowsOf(tx),
      distortions: (_: ApplyInput, self: string) => listingDistortions(operations, self),
    } satisfies Service<RolloutStore, ApplyInput, readonly OperationRow[]>,
    readRelease: { access: 'read', run: () => false } satisfies Service<RolloutStore, ApplyInput, boolean>,
    readApply: { access: 'read', run: (_: ApplyInput, tx: Tx) => tx.read('apply') } satisfies Service<
      RolloutStore,
      ApplyInput,
      ApplyRow
    >,
    writeApply: { access: 'write', run: writeApply } satisfies Service<RolloutStore, ApplyWrite, null>,
    sampleApply: { access: 'observation', atomic: true, run: sampleApply } satisfies Service<
      RolloutStore,
      ApplyInput,
      Pick<ApplyRow, 'state'>
    >,
  };
}

/** The state that the rows add up to. */
export function projectedState(world: View<RolloutStore>): State {
  return projectStates(childStates(world));
}
