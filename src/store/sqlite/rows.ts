/** Rows of the two tables, read and written: the only place that knows the columns. */
import type { ApplyRow, Instant, OnFailure, OperationRow, State } from '../../machines/index.ts';
import type { ApplyView, Holding, StoredOperation } from '../port.ts';
import type { ApplySpec, Order } from '../spec.ts';
import { rowsOf, run, type Connection } from './connection.ts';

interface ApplyRecord {
  readonly run: string;
  readonly protocol: string;
  readonly order_policy: Order;
  readonly state: State;
  readonly released: number;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly error_message: string | null;
  readonly revision: number;
  readonly operation_count: number;
}

interface OperationRecord {
  readonly id: string;
  readonly state: State;
  readonly on_failure: OnFailure;
  readonly payload: string;
  readonly error_message: string | null;
  readonly started: number;
  readonly start_requested: number;
  readonly resumed: number;
  readonly lease_token: string | null;
  readonly lease_holder: string | null;
  readonly lease_expires_at: number | null;
}

/** The apply with that id and its operations, or undefined. Call it inside a transaction. */
export function readView(db: Connection, apply: string, now: number): ApplyView | undefined {
  const found = applyRecord(db, apply);
  if (found === undefined) return undefined;
  return {
    apply: applyRow(found),
    released: found.released === 1,
    order: found.order_policy,
    operations: operationRecords(db, apply).map(storedOperation),
    now,
  };
}

/** The revision of the apply with that id, and how many operations it has. Call it inside the transaction that compares it. */
export function readRevision(db: Connection, apply: string): { readonly revision: number; readonly size: number } {
  const found = applyRecord(db, apply);
  return { revision: found?.revision ?? 0, size: found?.operation_count ?? 0 };
}

/** What the apply was created from, and in which run. */
export function readSpec(
  db: Connection,
  apply: string,
): { readonly spec: ApplySpec; readonly run: string } | undefined {
  const found = applyRecord(db, apply);
  if (found === undefined) return undefined;
  const operations = operationRecords(db, apply).map(({ id, on_failure, payload }) => ({
    id,
    onFailure: on_failure,
    payload,
  }));
  return { run: found.run, spec: { apply, protocol: found.protocol, order: found.order_policy, operations } };
}

export function insertApply(db: Connection, spec: ApplySpec, runId: string, at: Instant): void {
  const insert = `INSERT INTO applies (id, run, protocol, order_policy, state, created_at, updated_at, operation_count)
    VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)`;
  run(db, insert, [spec.apply, runId, spec.protocol, spec.order, at, at, spec.operations.length]);
  spec.operations.forEach((operation, position) => {
    const insertOperation = `INSERT INTO apply_operations (apply_id, id, position, state, on_failure, payload, created_at, updated_at)
      VALUES (?, ?, ?, 'pending', ?, ?, ?, ?)`;
    run(db, insertOperation, [spec.apply, operation.id, position, operation.onFailure, operation.payload, at, at]);
  });
}

/** Writes the row and moves the revision. */
export function updateApply(db: Connection, apply: string, row: ApplyRow, at: Instant): void {
  const update = `UPDATE applies SET state = ?, started_at = ?, completed_at = ?, error_message = ?, updated_at = ?,
    revision = revision + 1 WHERE id = ?`;
  run(db, update, [row.state, row.startedAt, row.completedAt, row.errorMessage, at, apply]);
}

/** Writes the row and moves the revision of its apply: first, so that every writer locks the apply before its operations. */
export function updateOperation(db: Connection, apply: string, row: OperationRow, at: Instant): void {
  run(db, 'UPDATE applies SET revision = revision + 1 WHERE id = ?', [apply]);
  const update = `UPDATE apply_operations SET state = ?, error_message = ?, started = ?, updated_at = ? WHERE apply_id = ? AND id = ?`;
  run(db, update, [row.state, row.errorMessage, row.started ? 1 : 0, at, apply, row.id]);
}

/** Sets or clears who holds the operation. */
export function updateHolding(db: Connection, apply: string, operation: string, holding: Holding | null): void {
  const update = `UPDATE apply_operations SET lease_token = ?, lease_holder = ?, lease_expires_at = ? WHERE apply_id = ? AND id = ?`;
  run(db, update, [holding?.token ?? null, holding?.holder ?? null, holding?.expiresAt ?? null, apply, operation]);
}

/** Stores what is asked of the operation, and what has become of that. */
export function updateStart(db: Connection, apply: string, row: StoredOperation): void {
  const update = 'UPDATE apply_operations SET start_requested = ?, resumed = ? WHERE apply_id = ? AND id = ?';
  run(db, update, [row.startRequested ? 1 : 0, row.resumed ? 1 : 0, apply, row.id]);
}

function applyRecord(db: Connection, apply: string): ApplyRecord | undefined {
  return (rowsOf(db, 'SELECT * FROM applies WHERE id = ?', [apply]) as ApplyRecord[])[0];
}

function operationRecords(db: Connection, apply: string): OperationRecord[] {
  return rowsOf(db, 'SELECT * FROM apply_operations WHERE apply_id = ? ORDER BY position', [
    apply,
  ]) as OperationRecord[];
}

function applyRow(record: ApplyRecord): ApplyRow {
  return {
    state: record.state,
    startedAt: record.started_at,
    completedAt: record.completed_at,
    errorMessage: record.error_message,
  };
}

function storedOperation(record: OperationRecord): StoredOperation {
  return {
    id: record.id,
    state: record.state,
    onFailure: record.on_failure,
    errorMessage: record.error_message,
    started: record.started === 1,
    startRequested: record.start_requested === 1,
    resumed: record.resumed === 1,
    holding: holdingOf(record),
  };
}

function holdingOf(record: OperationRecord): Holding | null {
  if (record.lease_token === null) return null;
  return { token: record.lease_token, holder: record.lease_holder ?? '', expiresAt: record.lease_expires_at ?? 0 };
}
