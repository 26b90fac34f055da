/** What a driver's writes make of the rows, and which of them a lease lets through: for the modelled store and for every adapter. */
import { OPERATION_STATES, stepOperationRow, type OperationState } from './operation.ts';
import { writeApplyRow } from './apply.ts';
import type { ApplyRow, ApplyWrite, Condition, Instant, OperationRow, OperationWrite } from './ports.ts';

/** Whether the token is that of the lease. One that ran out is still held until another driver takes it. @public */
export function holdsLease(lease: { readonly token: string } | null | undefined, token: string | null): boolean {
  return lease !== null && lease !== undefined && token !== null && lease.token === token;
}

/** The operation's row after its drive's report. @public */
export function reportRow(
  row: OperationRow,
  { state, errorMessage, finalRows }: Pick<OperationWrite, 'state' | 'errorMessage' | 'finalRows'>,
): OperationRow {
  if (!isOperationState(state)) throw new Error(`an operation is never ${state}: only an apply is`);
  const rule = finalRows === undefined ? {} : { finalRows };
  return stepOperationRow(row, { type: `report.${state}`, errorMessage, ...rule });
}

function isOperationState(state: OperationWrite['state']): state is OperationState {
  return OPERATION_STATES.some((known) => known === state);
}

/** The apply as it is stored, as far as a conditional write compares it. Only what is compared is read, so a field may be a getter. */
export interface ComparedApply {
  readonly apply: ApplyRow;
  readonly revision: number;
}

/** The apply's row after the write of an aggregate, or that its condition does not hold. Compare and write in one transaction. @public */
export function aggregateRow(
  stored: ComparedApply,
  {
    state,
    completedAt,
    errorMessage,
    condition,
  }: Pick<ApplyWrite, 'state' | 'completedAt' | 'errorMessage' | 'condition'>,
  now: Instant,
): ApplyRow | 'conflict' {
  if (condition !== undefined && !isMet(condition, stored)) return 'conflict';
  const error = errorMessage === undefined ? {} : { errorMessage };
  return writeApplyRow(stored.apply, { state, completedAt, ...error }, now);
}

function isMet(condition: Condition, stored: ComparedApply): boolean {
  return 'state' in condition ? stored.apply.state === condition.state : stored.revision === condition.revision;
}

/** Whether two rows of one kind differ in any column. What is not different is not written, and moves no revision. @public */
export function isDifferent<Row extends object>(before: Row, after: Row): boolean {
  return (Object.keys(after) as (keyof Row)[]).some((column) => before[column] !== after[column]);
}
