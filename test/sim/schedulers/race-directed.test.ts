import { describe, expect, it } from 'vitest';
import { lostUpdate } from '../../../examples/lost-update/system.ts';
import { rolloutSystem, type RolloutConfig } from '../../../src/rollout/index.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import { Sampler } from '../../../src/sim/sample.ts';
import { schedulersNamed, type SchedulerName } from '../../../src/sim/schedulers/portfolio.ts';
import type { Scheduler } from '../../../src/sim/schedulers/scheduler.ts';
import { BLOCKED } from '../../../src/sim/system.ts';
import { small } from '../systems.ts';
import { labels, runsOf } from './runs.ts';

const raceDirected = (kernel: Kernel): Scheduler => schedulersNamed(['race-directed'], kernel)[0] as Scheduler;

const STALE_LIST: RolloutConfig = {
  protocol: 'merged',
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'completed' }, B: { state: 'completed', engine: 'completed' } },
  faults: { 'late-failure': 1 },
};
const DEGRADED: RolloutConfig = {
  protocol: 'fallback',
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
  faults: { read: 1 },
};

/** In which run the scheduler breaks the property, for each of so many seeds; Infinity for none of 100. */
function runsToBreak(config: RolloutConfig, name: string, scheduler: SchedulerName, seeds: number): number[] {
  const kernel = new Kernel(rolloutSystem(config));
  const properties = (kernel.system.properties ?? []).filter((property) => property.name === name);
  return Array.from({ length: seeds }, (_, seed) => {
    const sampler = new Sampler(kernel, { seed: `${seed}`, runs: 100, properties, schedulers: [scheduler] });
    sampler.advance(100);
    return sampler.result().schedulers[0]?.violations[0]?.run ?? Infinity;
  });
}

const median = (counts: readonly number[]): number =>
  counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] as number;

describe('race-directed scheduling', () => {
  it('lets both clerks read before one of them writes, once it has seen that both write the same cell', () => {
    const kernel = new Kernel(lostUpdate(2));
    const [, ...later] = runsOf(kernel, raceDirected(kernel), 'clerks', 100);
    for (const run of later) {
      const reads = labels(run).map((label) => label.includes(' read '));
      expect(reads).toEqual([true, true, false, false]);
    }
    expect(new Set(later.map((run) => labels(run)[2])).size).toBe(2);
  });

  it('gets back to what it postponed when nothing else is left', () => {
    const kernel = new Kernel(lostUpdate(3));
    for (const run of runsOf(kernel, raceDirected(kernel), 'all', 50)) expect(run.length).toBe(6);
  });

  it('lets the write come last that was derived from the oldest state', () => {
    const kernel = new Kernel(rolloutSystem(STALE_LIST));
    const [, , ...runs] = runsOf(kernel, raceDirected(kernel), 'oldest', 400);
    const both = runs.map(labels).filter((run) => ['A', 'B'].every((one) => run.includes(writeOf(one))));
    const fresh = both.filter((run) => run.indexOf(writeOf(lastToList(run))) < run.indexOf(writeOf(firstToList(run))));
    // One in eight changes lets the stale write go at once, and a drive may poll again.
    expect(fresh.length).toBeGreaterThan(both.length * 0.6);
    expect(both.length).toBeGreaterThan(200);
  });

  it('never postpones what disturbs from outside', () => {
    const once = (name: string) => ({
      run: (tx: { read(cell: string): number; write(cell: string, value: number): void }) => {
        if (tx.read(name) === 1) return BLOCKED;
        tx.write(name, 1);
        tx.write('shared', 1);
        return undefined;
      },
    });
    const system = small('two hands', {
      store: { a: 0, b: 0, shared: 0 },
      actors: {},
      environment: { a: once('a'), b: once('b') },
    });
    const kernel = new Kernel(system);
    const orders = new Set(runsOf(kernel, raceDirected(kernel), 'hands', 50).map((run) => labels(run).join('')));
    expect(orders).toEqual(new Set(['ab', 'ba']));
  });

  it('finds the stale list and the degraded fallback in half as many schedules as its own priorities alone', () => {
    const stale = (name: SchedulerName): number => median(runsToBreak(STALE_LIST, 'settled-stays-settled', name, 60));
    expect(stale('race-directed') * 2).toBeLessThanOrEqual(stale('pct-2'));
    // With the faulted drive alone at first each of the six faults needs its turn once; of 500 other seeds none took more than 16.
    expect(Math.max(...runsToBreak(DEGRADED, 'no-false-terminal', 'race-directed', 60))).toBeLessThanOrEqual(16);
  });
});

const writeOf = (drive: string): string => `drive:${drive} writeApply takes effect`;
const listOf = (drive: string): string => `drive:${drive} listOperations takes effect`;

const firstToList = (run: readonly string[]): string =>
  run.indexOf(listOf('A')) < run.indexOf(listOf('B')) ? 'A' : 'B';
const lastToList = (run: readonly string[]): string => (firstToList(run) === 'A' ? 'B' : 'A');
