import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explorePlainTwoPhaseCommit, isConsistent } from '../../bench/two-phase-commit-plain.ts';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { explore, Kernel } from '../../src/sim/index.ts';

describe('two-phase commit by hand', () => {
  it('finds as many states and transitions as the kernel', () => {
    const { states, transitions } = explore(new Kernel(twoPhaseCommit(5)));
    expect(explorePlainTwoPhaseCommit(5)).toEqual({ states, transitions });
  });

  it('sees in the bits of a world whether one manager committed and another aborted', () => {
    const [committed, aborted] = [2, 3];
    const world = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const check = fc.property(fc.integer({ min: 1, max: 7 }), world, (managers, bits) => {
      const states = Array.from({ length: managers }, (_, index) => (bits >>> (index * 2)) & 3);
      expect(isConsistent(bits, managers)).toBe(!(states.includes(committed) && states.includes(aborted)));
    });
    fc.assert(check, { numRuns: 500 });
  });

  it('refuses more managers than fit into a world', () => {
    expect(() => explorePlainTwoPhaseCommit(8)).toThrow('8 managers do not fit into 32 bits');
  });
});
