import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shop } from '../../examples/checkout/system.ts';
import { faultBudgets } from '../../src/fast-check/index.ts';
import { explore, Kernel } from '../../src/sim/index.ts';

describe('arbitrary budgets of faults', () => {
  it('go from none to as many as are allowed', () => {
    const drawn = fc.sample(faultBudgets({ read: 2, crash: 1 }), { numRuns: 200, seed: 1 });
    const counts = (fault: 'read' | 'crash') =>
      [...new Set(drawn.map((budget) => budget[fault]))].toSorted((a, b) => a - b);
    expect([counts('read'), counts('crash')]).toEqual([
      [0, 1, 2],
      [0, 1],
    ]);
  });

  it('shrink to the faults that it takes', () => {
    const system = shop({ idempotent: false });
    const { counterexample } = fc.check(
      fc.property(faultBudgets({ ack: 2, crash: 2, expiry: 2 }), (faults) => {
        const { findings } = explore(new Kernel({ ...system, faults }));
        return findings.every(({ result }) => result === 'holds');
      }),
      { seed: 1 },
    );
    // Either a lost acknowledgement or a crash charges twice; which of the two is left depends on what was drawn.
    expect(counterexample).toEqual([{ ack: 0, crash: 1, expiry: 0 }]);
  });
});
