import { expect, it } from 'vitest';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { explore, Kernel } from '../../src/sim/index.ts';

// SPIN's verifier stores as many states for the same model (one bit for each message, each step atomic).
it('two-phase commit has with 7 resource managers exactly 296,448 reachable states and 2,744,705 transitions', () => {
  const { verdict, states, transitions } = explore(new Kernel(twoPhaseCommit(7)));
  expect([verdict, states, transitions]).toEqual(['exhausted', 296_448, 2_744_705]);
});
