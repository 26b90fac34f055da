/** Which operations a driver may claim, and when there is nothing left to drive: the rules of the machines, on rows as they are stored. */
import { hasWork, isFinished, type ClaimScene, type Protocol } from '../machines/index.ts';
import type { ApplyView, Holding, StoredOperation } from './port.ts';

/** The operation's holder, if its lease has not run out. @public */
export function freshHolding(view: ApplyView, operation: StoredOperation): Holding | null {
  const { holding } = operation;
  return holding !== null && holding.expiresAt > view.now ? holding : null;
}

/** The operation that a claim gets: the first claimable one in deployment order, or the wanted one. @public */
export function findClaimable(protocol: Protocol, view: ApplyView, wanted: string | null): StoredOperation | undefined {
  const asked = view.operations.filter((row) => wanted === null || row.id === wanted);
  return asked.find((row) => isClaimable(protocol, view, row));
}

/** Whether a driver may claim the operation: no driver holds a fresh lease on it, and it has work for one (see `hasWork`). @public */
export function isClaimable(protocol: Protocol, view: ApplyView, operation: StoredOperation): boolean {
  return freshHolding(view, operation) === null && hasWork(sceneOf(protocol, view), operation);
}

/** Nothing moves this rollout any more: the apply is terminal, nothing is active and nothing is left to claim. @public */
export function isOver(protocol: Protocol, view: ApplyView): boolean {
  return isFinished(sceneOf(protocol, view));
}

/**
 * What the rules look at. A store is asked for no stop, so a start is what was asked for last as long as an operation waits for it, or has
 * gone on since because of it.
 */
export function sceneOf(protocol: Protocol, view: ApplyView): ClaimScene<StoredOperation> {
  const { apply, operations, released, order } = view;
  const isStarted = operations.some((row) => row.startRequested || row.resumed);
  const isToStart = (row: StoredOperation): boolean => row.startRequested;
  return { protocol, apply, operations, released, order, asked: isStarted ? 'start' : 'none', isToStart };
}
