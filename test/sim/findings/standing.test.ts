import { describe, expect, it } from 'vitest';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { findPossible } from '../../../src/sim/execution/replay.ts';
import { standingIn } from '../../../src/sim/findings/standing.ts';
import { systemNamed } from '../systems.ts';
import { writers } from '../writers.ts';

function after(kernel: Kernel, labels: readonly string[]): string[] {
  const execution = new ModelExecution(kernel);
  for (const label of labels) {
    const possible = findPossible(execution.possible(), label);
    if (possible === undefined) throw new Error(`not possible: ${label}`);
    execution.take(possible);
  }
  return standingIn(kernel, execution.words);
}

describe('where everybody stands', () => {
  const kernel = new Kernel(rolloutSystem({ operations: 1, faults: { crash: 1, read: 1, stop: 1 } }));

  it('says who may go on, who waits and what has to change first', () => {
    expect(after(kernel, [])).toEqual([
      'drive:A is in claiming; next: claim takes effect',
      'engine:A is in idle; waits for a message',
      'gate is in sampling; waits: sampleApply cannot take effect until apply changes',
      'nothing happens by itself',
    ]);
  });

  it('names what happens by itself, and no fault or disturbance', () => {
    const lines = after(kernel, [
      'drive:A claim takes effect',
      'drive:A claim is answered',
      'drive:A pollEngine takes effect',
    ]);
    expect(lines).toEqual([
      'drive:A is in polling; next: pollEngine is answered',
      'engine:A is in copying; waits for a message',
      'gate is in sampling; waits: sampleApply cannot take effect until apply changes',
      'by itself may happen: engine:A completes',
    ]);
  });

  it('says who is down, and that he may come back', () => {
    expect(after(kernel, ['crash drive:A'])[0]).toBe('drive:A is down; next: restart drive:A');
  });

  it('says who stopped with an error, and in which state', () => {
    const kernel = new Kernel(writers(true));
    expect(after(kernel, ['one read takes effect', 'one write fails: timeout'])).toEqual([
      'one stopped with an error in writing and does nothing any more',
      'two is in reading; next: read takes effect',
      'nothing happens by itself',
    ]);
  });

  it('says who is done', () => {
    const done = new Kernel(systemNamed('machines that finish with an output'));
    const execution = new ModelExecution(done);
    for (let next = execution.possible()[0]; next !== undefined; next = execution.possible()[0]) execution.take(next);
    expect(standingIn(done, execution.words).some((line) => line.endsWith(' is done'))).toBe(true);
  });
});
