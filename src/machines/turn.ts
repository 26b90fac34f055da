/** Whose turn it is: how the operations of an apply wait for those before them in deployment order. */
import { isHeldBack } from './orphans.ts';
import type { OperationRow } from './ports.ts';
import type { Protocol } from './protocols.ts';
import { isSettled, isTerminal, type State } from './vocabulary.ts';

/**
 * How operations wait for earlier ones: `rolling` until each has completed, `barrier` until each is ready to cut over or beyond
 * that, `parallel` not at all. @public
 */
export const DEPLOYMENT_ORDERS = ['rolling', 'barrier', 'parallel'] as const;

/** One of {@link DEPLOYMENT_ORDERS}. @public */
export type DeploymentOrder = (typeof DEPLOYMENT_ORDERS)[number];

/** What a turn depends on besides the rows. */
export interface Turns {
  readonly order: DeploymentOrder;
  /** A `release` request turned every `pause` into `continue`. */
  readonly released: boolean;
}

/** Its cutover lies behind it, and nothing has undone it. */
const CUT_OVER: ReadonlySet<State> = new Set<State>(['revert_window', 'skipping_revert', 'completed']);

/** Ready to cut over, or past that without having failed. */
const AT_BARRIER: ReadonlySet<State> = new Set<State>(['waiting_for_cutover', 'cutting_over', ...CUT_OVER]);

/**
 * Whether no earlier operation keeps this one from beginning. Under any order a failed one does, unless the rollout goes on in spite
 * of it: where an apply is failed at its first failure, that is for this operation's policy to say; where it is held open, for that
 * of the one that failed, as by that policy it is held. If the two could differ, an apply would wait for what never begins.
 *
 * @public
 */
export function hasTurn(
  { begins }: Pick<Protocol, 'begins'>,
  { order, released }: Turns,
  operation: OperationRow,
  earlier: readonly OperationRow[],
): boolean {
  return earlier.every((sibling) => {
    if (sibling.state === 'failed') return isOutlived(begins === 'any-time' ? operation : sibling, released);
    return isPassed(order, sibling.state);
  });
}

function isPassed(order: DeploymentOrder, state: State): boolean {
  switch (order) {
    case 'rolling':
      return state === 'completed';
    case 'barrier':
      return AT_BARRIER.has(state);
    case 'parallel':
      return true;
  }
}

/** Whether a rollout goes on in spite of a failure, by this operation's policy. */
export function isOutlived({ onFailure }: Pick<OperationRow, 'onFailure'>, released: boolean): boolean {
  return onFailure === 'continue' || (onFailure === 'pause' && released);
}

/** The operations of an apply but one: those before it and those after it in deployment order. */
export interface Siblings {
  readonly earlier: readonly OperationRow[];
  readonly later: readonly OperationRow[];
}

/**
 * Whether an operation that is ready may cut over. Under any order the cutovers come one after the other in deployment order: each
 * earlier operation has cut over, or has failed and is outlived (see {@link hasTurn}). Under `barrier` no later one is still on its
 * way to its cutover.
 *
 * @public
 */
export function mayCutOver(
  protocol: Pick<Protocol, 'begins'>,
  turns: Turns,
  operation: OperationRow,
  { earlier, later }: Siblings,
): boolean {
  const areReady = later.every((row, index) => {
    if (AT_BARRIER.has(row.state) || isSettled(row.state)) return true;
    // What a failure keeps from beginning is not on its way, and neither is what waits until this one is completed.
    const before = [...earlier, operation, ...later.slice(0, index)];
    const isKept =
      isCutOff(protocol, turns, row, { earlier: before }) || isHeldBack(row, [...earlier, operation, ...later]);
    return !isBegun(row) && isKept;
  });
  return (
    (turns.order !== 'barrier' || areReady) && earlier.every((sibling) => isBehind(protocol, turns, operation, sibling))
  );
}

/** Whether it is past its first claim: not waiting for it, nor stopped before it. */
export function isBegun({ state, started }: OperationRow): boolean {
  return state !== 'pending' && (state !== 'stopped' || started);
}

/**
 * Whether an operation will never cut over, unless somebody starts, cancels or releases something: one before it has come to an end
 * without a cutover, and is not outlived.
 *
 * @public
 */
export function isCutOff(
  protocol: Pick<Protocol, 'begins'>,
  turns: Turns,
  operation: OperationRow,
  { earlier }: Pick<Siblings, 'earlier'>,
): boolean {
  return earlier.some((sibling) => isTerminal(sibling.state) && !isBehind(protocol, turns, operation, sibling));
}

function isBehind(
  { begins }: Pick<Protocol, 'begins'>,
  { released }: Turns,
  operation: OperationRow,
  sibling: OperationRow,
): boolean {
  if (sibling.state === 'failed') return isOutlived(begins === 'any-time' ? operation : sibling, released);
  return CUT_OVER.has(sibling.state);
}

/** Whether its cutover lies behind an operation in that state, and nothing has undone it. @public */
export function hasCutOver(state: State): boolean {
  return CUT_OVER.has(state);
}
