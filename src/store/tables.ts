/** What a store keeps its rows in, if that answers synchronously: two tables and transactions. `TableStore` makes a store of it. */
import type { ApplyRow, Instant, OperationRow } from '../machines/index.ts';
import type { ApplyView, Holding, StoredOperation } from './port.ts';
import type { ApplySpec } from './spec.ts';

/** The rows of applies and operations. Everything but `transact` and `close` is called inside a transaction. */
export interface Tables {
  /** Runs `work` in one transaction: all of it is stored, or, when it throws, nothing. One that writes lets no other writer in. */
  transact<T>(mode: 'read' | 'write', work: () => T): T;

  /** The apply with that id and its operations, or undefined. */
  readView(apply: string, now: number): ApplyView | undefined;

  /** The revision of the apply, and how many operations it has by its own row. */
  readRevision(apply: string): { readonly revision: number; readonly size: number };

  /** What the apply was created from, and in which run. */
  readSpec(apply: string): { readonly spec: ApplySpec; readonly run: string } | undefined;

  insertApply(spec: ApplySpec, run: string, at: Instant): void;

  /** Writes the row and moves the revision. */
  updateApply(apply: string, row: ApplyRow, at: Instant): void;

  /** Writes the row and moves the revision of its apply. */
  updateOperation(apply: string, row: OperationRow, at: Instant): void;

  /** Stores what is asked of the operation, and what has become of that: no revision moves. */
  updateStart(apply: string, row: StoredOperation): void;

  /** Sets or clears who holds the operation: no revision moves. */
  updateHolding(apply: string, operation: string, holding: Holding | null): void;

  close(): void;
}
