import { describe, expect, it } from 'vitest';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { explore, Kernel, type Transaction } from '../../src/sim/index.ts';

/**
 * Stateright pins the same two numbers for its example 2pc (stateright/stateright, examples/2pc.rs), a model of the TLA+ module
 * TwoPhase with the same message set. The number for 7 managers, 296,448, is pinned in test/slow.
 */
describe('two-phase commit', () => {
  it.each([
    [3, 288],
    [5, 8832],
  ])('has with %i resource managers exactly %i reachable states, all consistent', (managers, states) => {
    const { verdict, states: found, findings } = explore(new Kernel(twoPhaseCommit(managers)));
    expect([verdict, found]).toEqual(['exhausted', states]);
    expect(findings.map(({ result }) => result)).toEqual(['holds']);
  });

  it('is found inconsistent when a resource manager aborts after it has prepared', () => {
    const system = twoPhaseCommit(3);
    const label = 'rm1 chooses to abort';
    const careless = { ...system.environment, [label]: { run: abortWhenPrepared } };
    const { findings } = explore(new Kernel({ ...system, environment: careless }));
    expect(findings.map(({ result }) => result)).toEqual(['violated']);
  });
});

function abortWhenPrepared(tx: Transaction<never>): void {
  if (tx.actor('rm1')?.value === 'prepared') tx.send('rm1', { type: 'abort' });
}
