/** What an apply is created from, and what makes two such definitions differ. */
import type { OnFailure } from '../machines/index.ts';

/** How siblings wait for each other: `rolling` one after the other, `parallel` not at all. @public */
export type Order = 'rolling' | 'parallel';

/** One operation to create. `payload` is the driver's own text (the command, say): the store only compares it. @public */
export interface OperationSpec {
  readonly id: string;
  readonly onFailure: OnFailure;
  readonly payload: string;
}

/** An apply to create, its operations in deployment order. @public */
export interface ApplySpec {
  readonly apply: string;
  readonly protocol: string;
  readonly order: Order;
  readonly operations: readonly OperationSpec[];
}

/** Says, one line each, where `given` differs from what is `stored`; nothing when they are the same rollout. @public */
export function specDifferences(stored: ApplySpec, given: ApplySpec): string[] {
  return [
    ...changed('protocol', stored.protocol, given.protocol),
    ...changed('order', stored.order, given.order),
    ...changed('deployments', idsOf(stored), idsOf(given)),
    ...given.operations.flatMap((operation) => operationDifferences(stored, operation)),
  ];
}

function operationDifferences(stored: ApplySpec, given: OperationSpec): string[] {
  const before = stored.operations.find((operation) => operation.id === given.id);
  if (before === undefined) return [];
  return [
    ...changed(`on_failure of ${given.id}`, before.onFailure, given.onFailure),
    ...changed(`command of ${given.id}`, before.payload, given.payload),
  ];
}

function changed(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what}: stored ${before}, given ${after}`];
}

function idsOf(spec: ApplySpec): string {
  return spec.operations.map((operation) => operation.id).join(', ');
}
