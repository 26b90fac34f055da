/** The modelled store of a rollout: its rows, and what each request of a drive or the gate does to them. */
import {
  isDifferent,
  isReleased,
  isTerminal,
  isUnwanted as isUnwantedBy,
  projectStates,
  type ApplyRow,
  type Asked,
  type DeploymentOrder,
  type EngineReport,
  type OperationRow,
  type Protocol,
  type Requests,
  type State,
  type TaskRow,
} from '../../machines/index.ts';
import type { Transaction, View } from '../../sim/index.ts';
import { ENGINE_STATES, type EngineState } from './modelled-engine.ts';

/** Who holds an operation. `expired`: another driver may take it; until one does, the holder still writes, and so renews it. */
export interface LeaseRow {
  readonly holder: string;
  readonly token: string;
  readonly expired: boolean;
  /** What somebody changed who did not hold it any more: in a store that checks tokens, nothing ever. */
  readonly stale?: string;
}

/** The requests of a drive that may be a transaction of several statements. */
export type Transacted = 'claim' | 'writeOperation' | 'readRollout' | 'writeApply';

/** An open transaction. */
export interface Session {
  readonly of: Transacted;
  /** The rows that it changes or has read with a lock: nobody else may change them before it ends. */
  readonly rows: readonly string[];
  /** What it has read and does not read again, by cell. */
  readonly seen: Readonly<Record<string, unknown>>;
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

/** How often an apply has been retried, all its operations together. */
export interface Retries {
  /** What the store knows of, and compares with the budget. */
  readonly counted: number;
  /** What there really were, for a property to see: in a store that counts in the claim, the same. */
  readonly made: number;
}

/** Of each engine that was told to stop, for which request it was told so last, if that was said. */
export type Told = Readonly<Record<string, number | null>>;

/** Nothing has happened yet. */
export const NO_SUMMARY: Summary = { owedBy: null, tellers: [], told: null };

/**
 * The cells of the store. `order` lists the operations in deployment order; an apply from before operations has none. `revision`
 * counts the changes of the other rows; it stays 0 where no drive compares it, as it would only tell worlds apart. So does `asked`, the
 * number of the latest stop or start, where no command can come once more. What comes after the operations is there with its part of
 * the model alone: how operations wait for each other, leases, the open transactions of drives.
 */
export type RolloutStore = {
  readonly apply: ApplyRow;
  /** What the operator has asked for last. */
  readonly control: Asked;
  readonly requests: Requests;
  readonly asked: number;
  readonly told: Told;
  /** Of each engine that was started again what it reported before it was, by actor, if a poll may be answered with that. */
  readonly earlier: Readonly<Record<string, EngineReport>>;
  readonly summary: Summary;
  readonly order: readonly string[];
  readonly revision: number;
  readonly [operation: `operation:${string}`]: OperationRow;
  readonly turns: DeploymentOrder;
  readonly [lease: `lease:${string}`]: LeaseRow | null;
  /** The driver that makes no progress any more, though its lease is alive. */
  readonly wedged: string | null;
  /** Whose the target is: this apply's, or a newer one's. */
  readonly target: 'ours' | 'theirs';
  readonly retries: Retries;
  /** How many days the apply has gone on for. */
  readonly day: 0 | 1;
  readonly [session: `session:${string}`]: Session | null;
  readonly [tasks: `tasks:${string}`]: readonly TaskRow[];
};

type Tx = Transaction<RolloutStore>;

/** The one word that stands for any moment in the model: what matters is whether a stamp is set. */
export const NOW = 'stamped';

/** The name under which an apply without operations is driven. */
export const LEGACY = 'legacy';

/** What there is to lease: the operations, or an apply without any. */
export const leasable = (operations: readonly string[]): readonly string[] =>
  operations.length > 0 ? operations : [LEGACY];

/** The operation rows in deployment order. */
export function rowsOf(world: View<RolloutStore>): OperationRow[] {
  return world.read('order').map((id) => world.read(`operation:${id}`));
}

/** Whether somebody has asked for a stop or a cancel, and for nothing since: then nothing is to begin, or to go on. */
export function isUnwanted(world: View<RolloutStore>): boolean {
  return isUnwantedBy(world.read('control'));
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

export function engineOf(world: View<RolloutStore>, operation: string | null): EngineState {
  return world.actor(`engine:${operation ?? LEGACY}`)?.value as EngineState;
}

/** States that come with an error, for good or for now. */
const FAILURES: ReadonlySet<State> = new Set<State>(['failed', 'failed_retryable']);

export function reportOf(world: View<RolloutStore>, operation: string | null): { state: State; error: string | null } {
  const state = ENGINE_STATES[engineOf(world, operation)];
  return { state, error: FAILURES.has(state) ? `${operation ?? LEGACY} failed` : null };
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
    // What is left as it was is not written: it may be as a snapshot has it, and another one by now.
    if (!isDifferent(tx.read(cell), row)) return;
    tx.write(cell, row);
    if (compares === 'revision') tx.write('revision', tx.read('revision') + 1);
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
