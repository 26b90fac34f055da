/** What has happened to a rollout, as plain data: the differences between two looks at it. */
import { isTerminal, type State } from '../machines/index.ts';
import { freshHolding, type ApplyView, type StoredOperation } from '../store/index.ts';

/** The apply has another state; `from` is null at the first look. @public */
export interface ApplyChange {
  readonly kind: 'apply';
  readonly apply: string;
  readonly from: State | null;
  readonly state: State;
  readonly errorMessage: string | null;
}

/** An operation has another state or, while it is active, another holder. @public */
export interface OperationChange {
  readonly kind: 'operation';
  readonly operation: string;
  readonly from: State | null;
  readonly state: State;
  readonly holder: string | null;
  readonly errorMessage: string | null;
}

/** The merge gate has another colour: green lets the merge through, for good. @public */
export interface GateChange {
  readonly kind: 'gate';
  readonly colour: GateColour;
}

/** Something went wrong that will be tried again. @public */
export interface Trouble {
  readonly kind: 'trouble';
  readonly operation: string | null;
  /** The actor that failed: `claim`, `pollEngine`, … */
  readonly doing: string;
  readonly message: string;
}

export type GateColour = 'red' | 'green';

/** One thing that has happened to a rollout. @public */
export type Change = ApplyChange | OperationChange | GateChange | Trouble;

/** What is different between two looks at an apply, operations first: the apply follows from them. */
export function changesBetween(apply: string, before: ApplyView | null, after: ApplyView): Change[] {
  const operations = after.operations.flatMap((row) => operationChange(before, after, row));
  const from = before?.apply.state ?? null;
  const { state, errorMessage } = after.apply;
  return from === state ? operations : [...operations, { kind: 'apply', apply, from, state, errorMessage }];
}

function operationChange(before: ApplyView | null, after: ApplyView, row: StoredOperation): OperationChange[] {
  const old = before?.operations.find((each) => each.id === row.id);
  const holder = freshHolding(after, row)?.holder ?? null;
  const oldHolder = before !== null && old !== undefined ? (freshHolding(before, old)?.holder ?? null) : null;
  const takenOver = holder !== null && holder !== oldHolder && !isTerminal(row.state);
  if (old?.state === row.state && !takenOver) return [];
  const { id: operation, state, errorMessage } = row;
  return [{ kind: 'operation', operation, from: old?.state ?? null, state, holder, errorMessage }];
}
