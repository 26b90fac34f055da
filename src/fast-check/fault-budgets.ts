/** Arbitrary budgets of faults. */
import fc from 'fast-check';
import type { FaultBudget } from '../sim/index.ts';

/**
 * Budgets of at most so much for each fault. Shrinks towards no faults at all, one fault after the other.
 *
 * @example
 * fc.property(faultBudgets({ read: 2, crash: 1 }), (faults) => explore(new Kernel({ ...system, faults })) …)
 *
 * @public
 */
export function faultBudgets<Fault extends string>(
  most: Readonly<Record<Fault, number>>,
): fc.Arbitrary<FaultBudget & Readonly<Record<Fault, number>>> {
  const budgets = Object.entries<number>(most).map(([fault, max]) => [fault, fc.nat({ max })] as const);
  return fc.record(Object.fromEntries(budgets)) as fc.Arbitrary<FaultBudget & Readonly<Record<Fault, number>>>;
}
