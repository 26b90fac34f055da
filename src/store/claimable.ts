/** Which operations a driver may claim, and when there is nothing left to drive: pure rules that every adapter shares. */
import type { ApplyView, Holding, StoredOperation } from './port.ts';
import type { RowRules } from './rules.ts';

type Rules = Pick<RowRules, 'isTerminal'>;

/** The operation's holder, if its lease has not run out. @public */
export function freshHolding(view: ApplyView, operation: StoredOperation): Holding | null {
  const { holding } = operation;
  return holding !== null && holding.expiresAt > view.now ? holding : null;
}

/** The operation that a claim gets: the first claimable one in deployment order, or the wanted one. @public */
export function findClaimable(rules: Rules, view: ApplyView, wanted: string | null): StoredOperation | undefined {
  return view.operations.find((row) => (wanted === null || row.id === wanted) && isClaimable(rules, view, row));
}

/**
 * Whether a driver may claim the operation: nobody holds a fresh lease on it, and there is something to do for it. @public
 *
 * That is: to begin it, in its turn; to take over an active one, whose driver is gone; to resume a stopped one on request;
 * or to project the apply again, when the driver of a finished one was lost before it could.
 */
export function isClaimable(rules: Rules, view: ApplyView, operation: StoredOperation): boolean {
  return freshHolding(view, operation) === null && hasWork(rules, view, operation);
}

/** Nothing moves this rollout any more: the apply is terminal, nothing is active and nothing is left to claim. @public */
export function isOver(rules: Rules, view: ApplyView): boolean {
  return rules.isTerminal(view.apply.state) && !view.operations.some((row) => hasWork(rules, view, row));
}

function hasWork(rules: Rules, view: ApplyView, operation: StoredOperation): boolean {
  if (operation.state === 'pending') return mayBegin(rules, view, operation);
  if (!rules.isTerminal(operation.state)) return true;
  return !rules.isTerminal(view.apply.state) || (operation.state === 'stopped' && operation.startRequested);
}

/** A failed apply lets only those begin that were told to go on in spite of a failure. */
function mayBegin(rules: Rules, view: ApplyView, operation: StoredOperation): boolean {
  const goesOn = outlivesFailure(view, operation);
  if (rules.isTerminal(view.apply.state) && !(view.apply.state === 'failed' && goesOn)) return false;
  return earlierOnes(view, operation).every((sibling) => {
    if (sibling.state === 'failed') return goesOn;
    return view.order === 'parallel' || sibling.state === 'completed';
  });
}

function outlivesFailure(view: ApplyView, { onFailure }: StoredOperation): boolean {
  return onFailure === 'continue' || (onFailure === 'pause' && view.released);
}

function earlierOnes(view: ApplyView, operation: StoredOperation): readonly StoredOperation[] {
  return view.operations.slice(
    0,
    view.operations.findIndex((row) => row.id === operation.id),
  );
}
