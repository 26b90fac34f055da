import { describe, expect, it } from 'vitest';
import { workerThreads } from '../../examples/worker-threads/system.ts';
import { explore, Kernel } from '../../src/sim/index.ts';

describe('three threads of an exploration', () => {
  /** Pinned, as a change of the model has to be meant: the interleavings of two helpers beside the thread that explores. */
  it('number every world as one thread does, lose no order and sleep through none', () => {
    const { verdict, states, transitions, depth, findings } = explore(new Kernel(workerThreads(3)));
    expect([verdict, states, transitions, depth]).toEqual(['exhausted', 2_061_143, 5_929_690, 176]);
    expect(findings.map(({ result }) => result)).toEqual(['holds', 'holds', 'holds', 'holds']);
  });
});
