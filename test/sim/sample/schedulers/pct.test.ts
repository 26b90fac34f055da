import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { ChoiceFacts } from '../../../../src/sim/sample/schedulers/choice-facts.ts';
import { Pct } from '../../../../src/sim/sample/schedulers/pct.ts';
import { independent, runsOf, type Taken } from './runs.ts';

const NAMES = ['a', 'b', 'c', 'd'];

/** How often another thread goes on although the one before could have. With threads that never wait, only a change does that. */
function preemptions(run: readonly Taken[]): number {
  return run.filter(({ label, possible }, at) => {
    const before = run[at - 1]?.label;
    return before !== undefined && before !== label && possible.includes(before);
  }).length;
}

describe('probabilistic concurrency testing', () => {
  it.each([1, 2, 3, 5])('of depth %i lets threads fall behind one time fewer, and no more often', (depth) => {
    const kernel = new Kernel(independent(NAMES, 8));
    const runs = runsOf(kernel, new Pct(new ChoiceFacts(kernel), depth), `depth ${depth}`, 400);
    // Fewer where a change falls on a thread's first step or on the last thread left.
    expect(Math.max(...runs.map(preemptions))).toBe(depth - 1);
  });

  it('begins with each thread about as often', () => {
    const kernel = new Kernel(independent(NAMES, 8));
    const runs = runsOf(kernel, new Pct(new ChoiceFacts(kernel), 1), 'first', 2000);
    const firsts = NAMES.map((name) => runs.filter((run) => run[0]?.label === name).length);
    // 500 each are expected, with a standard deviation of 19.4.
    for (const count of firsts) expect(Math.abs(count - 500)).toBeLessThan(59);
  });

  it('places a change in every part of a run', () => {
    const kernel = new Kernel(independent(['a', 'b'], 16));
    const runs = runsOf(kernel, new Pct(new ChoiceFacts(kernel), 2), 'where', 2000);
    const places = runs.flatMap((run) => run.findIndex(({ label }) => label !== run[0]?.label));
    // Either thread may be preempted after 1 to 15 of its 16 steps; 16 is a run without a preemption.
    expect([...new Set(places)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  });
});
