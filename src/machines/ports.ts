/**
 * What the machines ask of the world: the rows they read and write, and the named actors they invoke.
 *
 * The same shapes are answered by the modelled store of a simulation and by the adapters of a real one. Every reply is
 * plain JSON and kept small, because a machine's context holds it and a checker tells worlds apart by it.
 */
import type { Protocol } from './protocols.ts';
import type { State } from './vocabulary.ts';

/** A moment as the store writes it: an ISO 8601 string in production, one fixed word in a model. */
export type Instant = string;

/** What a failed operation does to the rest of its rollout. Any other word counts as `halt`. @public */
export type OnFailure = 'halt' | 'continue' | 'pause';

/** The stored apply: the parent row that the gate samples. @public */
export interface ApplyRow {
  readonly state: State;
  /** Set once, on leaving `pending`. */
  readonly startedAt: Instant | null;
  /** Set once, on the first settled state; null while the apply is not settled. */
  readonly completedAt: Instant | null;
  readonly errorMessage: string | null;
}

/** One operation of an apply, as a listing returns it. Listings are in deployment order (created_at, id). @public */
export interface OperationRow {
  readonly id: string;
  readonly state: State;
  readonly onFailure: OnFailure;
  readonly errorMessage: string | null;
  /** False until a driver has claimed it for the first time. */
  readonly started: boolean;
  /** Where it is rolled out to; left out where operations do not wait for others of their deployment. What follows needs it. */
  readonly deployment?: string;
  /** Which work it is, as a path: `shop/-80/orders`. A finalizer's is its scope and `/group_finalizer`. */
  readonly key?: string;
  /** `work` by default. */
  readonly kind?: 'work' | 'group_finalizer';
  /** Its number in a rollout that goes table by table. */
  readonly step?: number;
}

/** The stored state of an apply with all its operations in deployment order, read in one statement: as of one moment. @public */
export interface RolloutReading {
  readonly state: State;
  /** Grows with every change of the apply row or of one of its operation rows, in the transaction that makes the change. */
  readonly revision: number;
  /** How many operations the apply has by its own row: a reading that misses one shows. */
  readonly size: number;
  /** None for an apply from before operations existed. */
  readonly operations: readonly OperationRow[];
}

/** One task as the engine reports it. `operation` is null for an apply from before operations existed. */
export interface TaskReport {
  readonly operation: string | null;
  /** Which task of the operation it is; left out where tasks have no rows. */
  readonly table?: string;
  readonly state: State;
}

/** One task of an operation, the change of one table, as it is stored: what its drive has mirrored from the engine. @public */
export interface TaskRow {
  readonly table: string;
  readonly state: State;
  readonly errorMessage: string | null;
}

/** What the engine says when polled. */
export interface EngineReport {
  readonly tasks: readonly TaskReport[];
  readonly errorMessage: string | null;
  /**
   * The start of the engine that it is about, greater for a later one. Left out by an engine that reports what it finds when it is
   * asked, and so never something older.
   */
  readonly attempt?: number;
}

/** What a driver was given to drive. */
export interface Claim {
  /** Null for an apply from before operations existed: the drive then works on the apply itself. */
  readonly operation: string | null;
  /** Fencing token: a fresh one for each claim, carried by every write of the drive. Null where nobody else can claim. */
  readonly lease: string | null;
  /** Whether this claim reopened a stopped apply: such a drive may overwrite the terminal state that it found. */
  readonly reopened: boolean;
  /** The last start of its engine, this claim's own included, where engines number theirs: a report of an earlier one is out of date. */
  readonly attempt?: number;
  /** The outcome that this operation's drive has settled the apply with and has not told yet. Then there is nothing to drive. */
  readonly owes?: State;
}

/** Input of `claim`. `operation` null claims whichever operation is claimable; the reply comes once there is one. */
export interface ClaimInput {
  readonly apply: string;
  readonly operation: string | null;
  /** By its rules an operation may begin, and a finished one is claimed once more. */
  readonly protocol: Protocol;
}

/** Input of `pollEngine`: start the engine's work if it has not begun, switch it if its row is cutting over, then report. */
export interface PollInput {
  readonly apply: string;
  readonly operation: string | null;
}

/** Input of `listOperations`, `readRelease`, `readRollout`, `readApply` and `sampleApply`. */
export interface ApplyInput {
  readonly apply: string;
}

/** What a store that goes by the number of rows makes of none (see `Protocol`); one that asks for no number needs no rule. */
type ZeroRows = Protocol['zeroRows'];

/** Input of `writeOperation`: the drive's own row. A write under a lost lease fails and changes nothing. @public */
export interface OperationWrite {
  readonly apply: string;
  readonly operation: string;
  readonly lease: string | null;
  readonly state: State;
  readonly errorMessage: string | null;
  /** Which rows it leaves as they are, acknowledged all the same (see `Protocol`); failed, cancelled and reverted ones by default. */
  readonly finalRows?: Protocol['finalRows'];
  readonly zeroRows?: ZeroRows;
}

/** Input of `writeTasks`: what the engine reports of each task, for the rows of all of them at once. Leases as in `writeOperation`. @public */
export interface TasksWrite {
  readonly apply: string;
  readonly operation: string;
  readonly lease: string | null;
  readonly tasks: readonly TaskRow[];
  readonly finalRows: Protocol['finalRows'];
  readonly zeroRows?: ZeroRows;
}

/** Input of `readTasks`, which a drive asks for when it has just written: not of a replica that may lag behind. */
export interface TasksInput {
  readonly apply: string;
  readonly operation: string;
}

/** Answer of `readTasks`: one for each task of the operation, null for one that could not be read. @public */
export type TasksReading = readonly (TaskRow | null)[];

/**
 * What the stored apply must still be for a conditional write: it takes effect only if the apply is in this state, or if apply
 * and operations are at this revision. @public
 */
export type Condition = { readonly state: State } | { readonly revision: number };

/**
 * Answer of `writeApply`. `conflict`: the condition did not hold, and nothing was written. A write that met its condition and
 * changed nothing, because the row was like that already, is `written`: no changed row is not a lost race. @public
 */
export type WriteOutcome = 'written' | 'conflict';

/** Input of `publishSummary` and `closeSummary`: how the apply ended, for whoever wants to know. @public */
export interface SummaryInput {
  readonly apply: string;
  readonly state: State;
}

/** Input of `writeApply`: the aggregate. */
export interface ApplyWrite {
  readonly apply: string;
  readonly operation: string | null;
  readonly lease: string | null;
  readonly state: State;
  /** What the write does to `completedAt`: set it if it is not set, leave it, or clear it. */
  readonly completedAt: 'stamp' | 'keep' | 'clear';
  /** The new error message; undefined leaves the stored one. */
  readonly errorMessage?: string | null;
  /** Compared and written in one step; left out, the write is unconditional. */
  readonly condition?: Condition;
  readonly zeroRows?: ZeroRows;
}
