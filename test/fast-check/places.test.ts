import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { places } from '../../src/fast-check/places.ts';

describe('places', () => {
  it('are as likely whatever they are taken modulo, but for the first, which is likelier', () => {
    const drawn = fc.sample(places(50), { seed: 1, numRuns: 400 }).flat();
    for (const length of [2, 3, 7]) {
      const counts = Array.from({ length }, (_, at) => drawn.filter((place) => place % length === at).length);
      const [first = 0, ...others] = counts;
      expect(first).toBeGreaterThan(Math.max(...others));
      expect(Math.max(...others) / Math.min(...others)).toBeLessThan(1.2);
    }
  });

  it.each([2, 3, 5, 8])('shrink to the first place that does, of %i, at the first choice that can', (length) => {
    const last = length - 1;
    const { counterexample } = fc.check(
      fc.property(places(20), (list) => list.every((place) => place % length !== last)),
      { seed: 1 },
    );
    expect(counterexample).toEqual([[last]]);
  });

  it('shrink from a list that was given, too', () => {
    const { counterexample } = fc.check(
      fc.property(places(20), (list) => !list.some((place) => place % 4 === 3)),
      { seed: 1, examples: [[[17, 4, 2047]]] },
    );
    expect(counterexample).toEqual([[3]]);
  });
});
