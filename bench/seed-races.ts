/** The races of three scenarios, by their names, and how many schedules a sampling draws until it finds one. */
import { rolloutSystem, type RolloutConfig } from '../src/rollout/index.ts';
import { Kernel, Sampler } from '../src/sim/index.ts';

/** A race: a rollout, its apply running, with a budget for no other fault than the one that the race needs, and what breaks in it. */
export interface SeedRace {
  readonly config: RolloutConfig;
  readonly property: string;
}

export const SEED_RACES: Readonly<Record<string, SeedRace>> = {
  'seed-clobber': {
    config: {
      protocol: 'own-tasks',
      operations: { A: { state: 'pending', engine: 'idle' }, B: { state: 'running', engine: 'completed' } },
    },
    property: 'no-false-terminal',
  },
  'seed-degraded-fallback': {
    config: {
      protocol: 'fallback',
      operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
      faults: { read: 1 },
    },
    property: 'no-false-terminal',
  },
  'seed-stale-list': {
    config: {
      protocol: 'merged',
      operations: { A: { state: 'running', engine: 'completed' }, B: { state: 'completed', engine: 'completed' } },
      faults: { 'late-failure': 1 },
    },
    property: 'settled-stays-settled',
  },
};

/** More schedules than any seed has needed so far. */
const MOST = 400;

/**
 * How many schedules of the default portfolio it takes to find the race, for each of so many seeds, in ascending order.
 *
 * @throws Error for a seed that does not find it in 400
 */
export function schedulesToFind({ config, property }: SeedRace, seeds: number): number[] {
  const kernel = new Kernel(rolloutSystem({ apply: { state: 'running' }, ...config }));
  const counts = Array.from({ length: seeds }, (_, seed) => schedulesOf(kernel, property, `seed ${seed}`));
  return counts.toSorted((a, b) => a - b);
}

/** The count that so many of a hundred seeds need at most. */
export const percentile = (ascending: readonly number[], of: number): number =>
  ascending[Math.ceil((ascending.length * of) / 100) - 1] as number;

function schedulesOf(kernel: Kernel, name: string, seed: string): number {
  const properties = (kernel.system.properties ?? []).filter((property) => property.name === name);
  const sampler = new Sampler(kernel, { seed, runs: MOST, properties });
  for (let runs = 1; runs <= MOST; runs += 1) {
    sampler.advance(1);
    if (sampler.result().findings.some(({ result }) => result === 'violated')) return runs;
  }
  throw new Error(`"${name}" is not broken in ${MOST} schedules of ${JSON.stringify(seed)}`);
}
