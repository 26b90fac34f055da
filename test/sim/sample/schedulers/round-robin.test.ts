import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { ChoiceFacts } from '../../../../src/sim/sample/schedulers/choice-facts.ts';
import { RoundRobin } from '../../../../src/sim/sample/schedulers/round-robin.ts';
import { independent, labels, runsOf } from './runs.ts';

/** Turns of a run as thread and number of steps. */
function turns(run: readonly string[]): { readonly thread: string; readonly steps: number }[] {
  const starts = run.flatMap((label, at) => (label === run[at - 1] ? [] : [at]));
  return starts.map((start, at) => ({ thread: run[start] as string, steps: (starts[at + 1] ?? run.length) - start }));
}

describe('round-robin', () => {
  const kernel = new Kernel(independent(['a', 'b', 'c'], 60));
  const runs = runsOf(kernel, new RoundRobin(new ChoiceFacts(kernel)), 'turns', 50).map((run) => turns(labels(run)));
  // While all three have steps left: a third of the run.
  const early = runs.map((run) => run.slice(0, 4));

  it('lets threads take turns in their order, beginning with any of them', () => {
    for (const run of early) expect('abcabcabc').toContain(run.map(({ thread }) => thread).join(''));
    expect(new Set(early.map((run) => run[0]?.thread))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('draws 1, 2, 4, 8 or 16 steps for a turn', () => {
    const quanta = new Set(early.flatMap((run) => run.slice(0, 3).map(({ steps }) => steps)));
    expect([...quanta].toSorted((a, b) => a - b)).toEqual([1, 2, 4, 8, 16]);
  });
});
