/** Arbitrary budgets of faults. */
import fc from 'fast-check';
import type { FaultBudget } from '../sim/index.ts';
import { UserError } from '../user-error.ts';

/**
 * Budgets of at most so much for each fault. Shrinks towards no faults at all, one fault after the other.
 *
 * @example
 * fc.property(faultBudgets({ read: 2, crash: 1 }), (faults) => explore(new Kernel({ ...system, faults })) …)
 *
 * @throws UserError for a number that is none
 * @public
 */
export function faultBudgets<Fault extends string>(
  most: Readonly<Record<Fault, number>>,
): fc.Arbitrary<FaultBudget & Readonly<Record<Fault, number>>> {
  for (const [fault, max] of Object.entries<number>(most))
    if (!Number.isInteger(max) || max < 0)
      throw new UserError(`faultBudgets: the most of "${fault}" is a whole number of at least 0, not ${max}`);
  const budgets = Object.entries<number>(most).map(([fault, max]) => [fault, fc.nat({ max })] as const);
  return fc.record(Object.fromEntries(budgets)) as fc.Arbitrary<FaultBudget & Readonly<Record<Fault, number>>>;
}
