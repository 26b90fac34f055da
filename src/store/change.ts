/** What a claim and a report make of the rows, and when a lease lets them: shared by every adapter. */
import type { ApplyRow, Condition, OperationRow, OperationState, OperationWrite } from '../machines/index.ts';
import { LeaseLost } from './lease-lost.ts';
import type { ApplyView, StoredOperation } from './port.ts';
import type { RowRules } from './rules.ts';

/** The rows after a claim, and whether it reopened a stopped apply. */
export interface Claimed {
  readonly operation: OperationRow;
  readonly apply: ApplyRow;
  readonly reopened: boolean;
}

/** Claims the operation. A stopped one that nobody asked to start stays stopped: it is claimed to be projected again. */
export function claimRows(rules: RowRules, view: ApplyView, operation: StoredOperation): Claimed {
  const asleep = operation.state === 'stopped' && !operation.startRequested;
  if (asleep) return { operation, apply: view.apply, reopened: false };
  const reopened = operation.state === 'stopped' && view.apply.state === 'stopped';
  return {
    operation: rules.stepOperationRow(operation, { type: 'claim' }),
    apply: reopened ? rules.reopenApplyRow(view.apply) : view.apply,
    reopened,
  };
}

/** The operation's row after its drive's report. */
export function reportRow(rules: RowRules, row: OperationRow, write: OperationWrite): OperationRow {
  const { state, ...report } = write;
  if (!isOperationState(rules, state)) throw new Error(`an operation is never ${state}: only an apply is`);
  return rules.stepOperationRow(row, { type: `report.${state}`, ...report });
}

/** Whether the apply still is as a conditional write wants it. Compare and write in one transaction that lets no other writer in. */
export function isMet(condition: Condition | undefined, stored: Pick<ApplyRow, 'state'>, revision: number): boolean {
  if (condition === undefined) return true;
  return 'state' in condition ? stored.state === condition.state : revision === condition.revision;
}

function isOperationState(rules: RowRules, state: OperationWrite['state']): state is OperationState {
  return rules.OPERATION_STATES.some((known) => known === state);
}

/** Throws `LeaseLost` unless the operation is held under that token. One that ran out is still held until it is taken. */
export function requireLease(
  operation: StoredOperation | undefined,
  id: string | null,
  token: string | null,
): StoredOperation {
  if (operation === undefined || token === null || operation.holding?.token !== token) throw new LeaseLost(id);
  return operation;
}

/** Whether less than two thirds of the lease are left: sooner, renewing it would only cost a write. */
export function wantsRenewal(operation: StoredOperation, now: number, leaseTtl: number): boolean {
  return (operation.holding?.expiresAt ?? now) - now < (leaseTtl * 2) / 3;
}

/** Whether two rows of one kind differ in any column. */
export function differs<Row extends ApplyRow | OperationRow>(before: Row, after: Row): boolean {
  return (Object.keys(after) as (keyof Row)[]).some((column) => before[column] !== after[column]);
}
