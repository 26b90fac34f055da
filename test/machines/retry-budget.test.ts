import { describe, expect, it } from 'vitest';
import { isSpent, RETRY_BUDGET } from '../../src/machines/retry-budget.ts';

const HOUR = 60 * 60 * 1000;

describe('ten retries within a day are spent', () => {
  it.each([
    [9, 23, false],
    [10, 0, true],
    [11, 0, true],
    [0, 24, true],
    [0, 23.999, false],
  ])('after %i retries and %d hours: %s', (counted, hours, spent) => {
    expect(isSpent(RETRY_BUDGET, { counted, since: 5 * HOUR }, (5 + hours) * HOUR)).toBe(spent);
  });
});
