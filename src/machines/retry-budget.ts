/** How often, and for how long, the operations of an apply may be retried. */

/** A budget for all operations of an apply together. @public */
export interface RetryBudget {
  /** How many retries are made at most. */
  readonly retries: number;
  /** How long after the apply began they may be made: in milliseconds, or in whatever unit `now` is. */
  readonly window: number;
}

/** What an apply has used of it. @public */
export interface RetriesUsed {
  readonly counted: number;
  /** When the apply began. */
  readonly since: number;
}

/** Ten retries within a day. @public */
export const RETRY_BUDGET: RetryBudget = { retries: 10, window: 24 * 60 * 60 * 1000 };

/**
 * Whether no retry may be made any more: all are used, or their time is over. To be asked in the transaction that makes one and counts
 * it; what was claimed in time goes on. @public
 */
export function isSpent({ retries, window }: RetryBudget, { counted, since }: RetriesUsed, now: number): boolean {
  return counted >= retries || now - since >= window;
}
