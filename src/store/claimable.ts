/** Which operations a driver may claim, and when there is nothing left to drive: pure rules that every adapter shares. */
import type { Protocol } from '../machines/index.ts';
import type { ApplyView, Holding, StoredOperation } from './port.ts';
import type { RowRules } from './rules.ts';

type Rules = Pick<RowRules, 'isTerminal' | 'isSettled' | 'isStranded' | 'keepsNoDriver' | 'hasTurn'>;

/** The operation's holder, if its lease has not run out. @public */
export function freshHolding(view: ApplyView, operation: StoredOperation): Holding | null {
  const { holding } = operation;
  return holding !== null && holding.expiresAt > view.now ? holding : null;
}

/** The operation that a claim gets: the first claimable one in deployment order, or the wanted one. @public */
export function findClaimable(
  rules: Rules,
  protocol: Protocol,
  view: ApplyView,
  wanted: string | null,
): StoredOperation | undefined {
  const asked = view.operations.filter((row) => wanted === null || row.id === wanted);
  return asked.find((row) => isClaimable(rules, protocol, view, row));
}

/**
 * Whether a driver may claim the operation: nobody holds a fresh lease on it, and there is something to do for it. @public
 *
 * That is: to begin it, in its turn; to take over an active one, whose driver is gone; to resume a stopped one on request;
 * or to project the apply again, when the driver of a finished one was lost before it could.
 */
export function isClaimable(rules: Rules, protocol: Protocol, view: ApplyView, operation: StoredOperation): boolean {
  return freshHolding(view, operation) === null && hasWork({ rules, protocol, view }, operation);
}

/** Nothing moves this rollout any more: the apply is terminal, nothing is active and nothing is left to claim. @public */
export function isOver(rules: Rules, protocol: Protocol, view: ApplyView): boolean {
  return rules.isTerminal(view.apply.state) && !view.operations.some((row) => hasWork({ rules, protocol, view }, row));
}

interface Scene {
  readonly rules: Rules;
  readonly protocol: Protocol;
  readonly view: ApplyView;
}

function hasWork(scene: Scene, operation: StoredOperation): boolean {
  if (goesOn(scene, operation)) return true;
  const { rules, protocol, view } = scene;
  if (!rules.keepsNoDriver(protocol, operation)) return false;
  const standing = { apply: view.apply.state, operations: view.operations, released: view.released };
  return rules.isStranded(protocol, standing, (row) => goesOn(scene, row));
}

/** It is in flight, or may begin, or is to be resumed. */
function goesOn(scene: Scene, operation: StoredOperation): boolean {
  const { rules, protocol, view } = scene;
  if (operation.state === 'pending') return mayBegin(scene, operation);
  if (!rules.keepsNoDriver(protocol, operation)) return true;
  const mayResume = protocol.begins === 'any-time' || !rules.isSettled(view.apply.state);
  return operation.state === 'stopped' && operation.startRequested && mayResume;
}

function mayBegin({ rules, protocol, view }: Scene, operation: StoredOperation): boolean {
  const anyTime = protocol.begins === 'any-time';
  const spared = anyTime && view.apply.state === 'failed' && outlivesFailure(view, operation);
  if (rules.isTerminal(view.apply.state) && !spared) return false;
  return rules.hasTurn(protocol, view, operation, earlierOnes(view, operation));
}

/** Whether the operation begins although its apply was failed by another one. */
function outlivesFailure(view: ApplyView, { onFailure }: StoredOperation): boolean {
  return onFailure === 'continue' || (onFailure === 'pause' && view.released);
}

function earlierOnes(view: ApplyView, operation: StoredOperation): readonly StoredOperation[] {
  return view.operations.slice(
    0,
    view.operations.findIndex((row) => row.id === operation.id),
  );
}
