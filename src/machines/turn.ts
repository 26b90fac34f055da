/** Whose turn it is: how the operations of an apply wait for those before them in deployment order. */
import type { OperationRow } from './ports.ts';
import type { Protocol } from './protocols.ts';
import type { State } from './vocabulary.ts';

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

/** Ready to cut over, or past that without having failed. */
const AT_BARRIER: ReadonlySet<State> = new Set<State>([
  'waiting_for_cutover',
  'cutting_over',
  'revert_window',
  'skipping_revert',
  'completed',
]);

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
    if (sibling.state === 'failed') return outlives(begins === 'any-time' ? operation : sibling, released);
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

function outlives({ onFailure }: OperationRow, released: boolean): boolean {
  return onFailure === 'continue' || (onFailure === 'pause' && released);
}
