import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { range, spread } from '../../../src/sim/data/spread.ts';

describe('some of many', () => {
  it('are all of them where there are few', () => {
    expect(spread(range(3, 7), 4)).toEqual([3, 4, 5, 6]);
    expect(spread([], 4)).toEqual([]);
    expect(range(2, 1)).toEqual([]);
  });

  it('are as many as asked for, different, in order, with both ends, and nowhere far apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 1, max: 500 }), (most, more) => {
        const all = range(0, most + more);
        const some = spread(all, most);
        expect(some).toHaveLength(most);
        expect([some[0], some.at(-1)]).toEqual([0, all.length - 1]);
        const gaps = some.slice(1).map((item, index) => item - (some[index] as number));
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
