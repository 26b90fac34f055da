/** What a claim and a report make of stored operations, and when a lease lets them: shared by every adapter. */
import {
  claimRows,
  holdsLease,
  reportRow,
  type ApplyRow,
  type OperationWrite,
  type Protocol,
} from '../machines/index.ts';
import { sceneOf } from './claimable.ts';
import { LeaseLost } from './lease-lost.ts';
import type { ApplyView, StoredOperation } from './port.ts';

/** What is stored after a claim, but for the lease, and whether it reopened a stopped apply. @public */
export interface Claimed {
  readonly operation: StoredOperation;
  readonly apply: ApplyRow;
  readonly reopened: boolean;
}

/** Claims the operation. A request to start it is carried out by that. @public */
export function claimStored(protocol: Protocol, view: ApplyView, before: StoredOperation): Claimed {
  const { operation, ...rest } = claimRows(sceneOf(protocol, view), before);
  const resumed = before.resumed || before.startRequested;
  return { ...rest, operation: { ...before, ...operation, startRequested: false, resumed } };
}

/** The operation after its drive's report. One that has stopped goes on only when it is asked to once more. @public */
export function reportStored(before: StoredOperation, write: OperationWrite): StoredOperation {
  const after = { ...before, ...reportRow(before, write) };
  const stops = before.state !== 'stopped' && after.state === 'stopped';
  return stops ? { ...after, startRequested: false, resumed: false } : after;
}

/** Throws `LeaseLost` unless the operation is held under that token. One that ran out is still held until it is taken. @public */
export function requireLease(
  operation: StoredOperation | undefined,
  id: string | null,
  token: string | null,
): StoredOperation {
  if (operation === undefined || !holdsLease(operation.holding, token)) throw new LeaseLost(id);
  return operation;
}

/** Whether less than two thirds of the lease are left: sooner, renewing it would only cost a write. @public */
export function wantsRenewal(operation: StoredOperation, now: number, leaseTtl: number): boolean {
  return (operation.holding?.expiresAt ?? now) - now < (leaseTtl * 2) / 3;
}
