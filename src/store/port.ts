/**
 * The store port: what the drive and gate machines ask of a database, in their own shapes, and nothing about SQL.
 *
 * An adapter keeps two kinds of rows, applies and their operations, and does each method in one transaction. It moves rows
 * only by the rules of the machines (`claimStored`, `reportStored`, `aggregateRow`), so that no store drifts apart from the model that was checked. Any method may
 * reject (a busy or lost database): its caller tries again later.
 */
import type {
  ApplyInput,
  ApplyRow,
  ApplyWrite,
  Claim,
  ClaimInput,
  OperationRow,
  OperationWrite,
  RolloutReading,
  WriteOutcome,
} from '../machines/index.ts';
import type { ApplySpec, Order } from './spec.ts';

/** Who holds an operation, and until when (milliseconds since 1970 by the clock of the store's user). @public */
export interface Holding {
  readonly token: string;
  readonly holder: string;
  readonly expiresAt: number;
}

/** An operation as it is stored: its row, and who holds it. @public */
export interface StoredOperation extends OperationRow {
  /** Somebody asked for a stopped operation to go on; the next claim does it. */
  readonly startRequested: boolean;
  /** It was asked to go on, a claim has carried that out, and it has not stopped since. */
  readonly resumed: boolean;
  readonly holding: Holding | null;
}

/** An apply with all its operations in deployment order, as of one moment. @public */
export interface ApplyView {
  readonly apply: ApplyRow;
  /** Whether a `release` request turned every `pause` into `continue`. */
  readonly released: boolean;
  readonly order: Order;
  readonly operations: readonly StoredOperation[];
  /** When this was read, by the same clock as `Holding.expiresAt`. */
  readonly now: number;
}

/** What a driver was given to hold one operation. @public */
export interface Lease {
  readonly apply: string;
  readonly operation: string;
  readonly lease: string;
}

/** Who claims: a name to show to people, and the signal that ends the waiting. @public */
export interface Claimant {
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** How an apply came to be in the store: `run` is fresh for each creation, so a replaced database shows. @public */
export interface Created {
  readonly created: boolean;
  readonly run: string;
}

/** Settings that every adapter takes. @public */
export interface StoreOptions {
  /** Milliseconds that a lease lasts without renewal; 10 000 by default. */
  readonly leaseTtl?: number;
  /** Milliseconds between two looks of a waiting claim; 200 by default. */
  readonly claimInterval?: number;
  /** Milliseconds since 1970; the wall clock by default. Leases of several drivers compare their clocks. */
  readonly now?: () => number;
}

/** A database that drives and gates work against. @public */
export interface Store {
  readonly leaseTtl: number;

  /** Creates the apply and its operations, or finds the same ones. A different spec under the same id is a `UserError`. */
  createApply(spec: ApplySpec): Promise<Created>;

  /**
   * Leases the first claimable operation in deployment order (see `isClaimable`) under a fresh token, and waits while there
   * is none. Rejects when the signal aborts. The protocol of the input is that of all drives of the apply.
   */
  claim(input: ClaimInput, by: Claimant): Promise<Claim>;

  /** Renews a lease: it lasts `leaseTtl` from now on, whatever was left. Rejects with `LeaseLost` when another driver has taken it. */
  heartbeat(lease: Lease): Promise<null>;

  /** Gives a lease back, so that nobody waits for it to run out. Does nothing when it is no longer held. */
  release(lease: Lease): Promise<null>;

  /** Writes the drive's own row and renews its lease. Rejects with `LeaseLost`, changing nothing, when the lease is lost. */
  writeOperation(write: OperationWrite): Promise<null>;

  /** The rows of all operations in deployment order. */
  listOperations(input: ApplyInput): Promise<readonly OperationRow[]>;

  /** Whether a `release` request was made. */
  readRelease(input: ApplyInput): Promise<boolean>;

  readApply(input: ApplyInput): Promise<ApplyRow>;

  /** The apply and its operations, all as of one moment, with the revision that a conditional write compares. */
  readRollout(input: ApplyInput): Promise<RolloutReading>;

  /**
   * Writes the aggregate. A write whose condition does not hold is a `conflict` and changes nothing. Rejects with `LeaseLost`,
   * changing nothing either, when the lease on the writer's operation is lost.
   */
  writeApply(write: ApplyWrite): Promise<WriteOutcome>;

  /** What a merge gate sees. */
  sampleApply(input: ApplyInput): Promise<Pick<ApplyRow, 'state'>>;

  /** The apply and its operations, all as of one moment. */
  view(input: ApplyInput): Promise<ApplyView>;

  /** Lets every stopped operation of the apply be claimed again. */
  requestStart(input: ApplyInput): Promise<null>;

  /** Closes the connection. Every later call rejects. */
  close(): Promise<void>;
}
