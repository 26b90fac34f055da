import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/config.ts';
import { rolloutSystem } from '../../src/rollout/system.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { Sampler } from '../../src/sim/sample.ts';

const SEEDS = 1000;
/** More than any of the seeds needs. */
const MOST = 400;

interface Race {
  readonly config: RolloutConfig;
  readonly property: string;
  /** How many schedules half of the seeds, 90 and 99 of a hundred need at most: regressions, found by running. */
  readonly needed: readonly [number, number, number];
}

/**
 * The races of the scenarios of these names, with a budget for no other fault than the one that the race needs. The aim was 20
 * schedules for 99 of 100 seeds. The clobber is far below it. The other two miss it: one fault of six has to
 * be the first, and then a sibling has to be slow; or a failure has to come within the four steps of thirty or so in which a drive
 * holds an old listing, and a whole drive has to run before it writes. With a chance of about one in ten and one in twenty-two a
 * schedule, as many as these are needed.
 */
const RACES: Readonly<Record<string, Race>> = {
  'seed-clobber': {
    config: {
      protocol: 'own-tasks',
      operations: { A: { state: 'pending', engine: 'idle' }, B: { state: 'running', engine: 'completed' } },
    },
    property: 'no-false-terminal',
    needed: [1, 2, 2],
  },
  'seed-degraded-fallback': {
    config: {
      protocol: 'fallback',
      operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
      faults: { read: 1 },
    },
    property: 'no-false-terminal',
    needed: [8, 22, 40],
  },
  'seed-stale-list': {
    config: {
      protocol: 'merged',
      operations: { A: { state: 'running', engine: 'completed' }, B: { state: 'completed', engine: 'completed' } },
      faults: { 'late-failure': 1 },
    },
    property: 'settled-stays-settled',
    needed: [15, 49, 103],
  },
};

describe('the default portfolio finds, in as few schedules for half, 90 and 99 of 100 seeds:', () => {
  it.each(Object.entries(RACES))('%s', (_name, { config, property, needed }) => {
    const kernel = new Kernel(rolloutSystem({ apply: { state: 'running' }, ...config }));
    const counts = Array.from({ length: SEEDS }, (_, seed) => schedulesToFind(kernel, property, `seed ${seed}`));
    counts.sort((a, b) => a - b);
    expect([0.5, 0.9, 0.99].map((share) => counts[SEEDS * share - 1])).toEqual(needed);
    expect(counts.at(-1)).toBeLessThan(MOST);
  });
});

function schedulesToFind(kernel: Kernel, name: string, seed: string): number {
  const properties = (kernel.system.properties ?? []).filter((property) => property.name === name);
  const sampler = new Sampler(kernel, { seed, runs: MOST, properties });
  for (let runs = 1; runs <= MOST; runs += 1) {
    sampler.advance(1);
    if (sampler.result().findings.some(({ result }) => result === 'violated')) return runs;
  }
  return Infinity;
}
