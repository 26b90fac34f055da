import { expect, it } from 'vitest';
import { checkedCounts } from '../../bench/two-phase-commit-counts.ts';
import { rowWithout } from '../../bench/two-phase-commit-vs-spin.ts';

it('holds each size against pan where SPIN is installed', () => {
  const { sides, figures, notes } = rowWithout([], false);
  expect(Object.keys(sides)).toEqual([
    'pan, 7 managers',
    'Holdfast, 7 managers',
    'pan, 8 managers',
    'Holdfast, 8 managers',
  ]);
  expect(figures.map(({ peer }) => peer)).toEqual(['pan, 7 managers', 'pan, 8 managers']);
  expect(notes).toEqual([]);
});

it('leaves the peer out, and says so, where SPIN or gcc is not installed', () => {
  const { sides, figures, notes } = rowWithout(['spin', 'gcc'], false);
  expect(Object.keys(sides)).toEqual(['Holdfast, 7 managers', 'Holdfast, 8 managers']);
  expect(figures.map((figure) => 'peer' in figure)).toEqual([false, false]);
  expect(notes).toEqual(['SPIN is left out, because this machine has no spin and no gcc']);
});

it('fails when a peer finds another number of states: then it explores another model', () => {
  expect(() => checkedCounts('pan', 7, { states: 296_447, transitions: 2_744_705 })).toThrow(
    'pan found 296447 states and 2744705 transitions of two-phase commit with 7 managers, which has 296448 and 2744705',
  );
});
