import { describe, expect, it } from 'vitest';
import { rolloutSystem, type RolloutConfig } from '../../../src/rollout/index.ts';
import { smallerRollouts } from '../../../src/rollout/swarm/weaken-rollout.ts';
import { runBatch } from '../../../src/sim/campaign/batch.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import type { Property } from '../../../src/sim/contract/system.ts';
import { shrinkRace, type Race } from '../../../src/sim/shrink/weaken.ts';

const WEAKENING = { build: rolloutSystem, smaller: smallerRollouts };

function drawn(config: RolloutConfig, property: string): Race<RolloutConfig> {
  const { races } = runBatch(() => rolloutSystem(config), { seed: 'weaken', runs: 60, only: [property] });
  const race = races[0];
  if (race === undefined) throw new Error(`nothing drawn breaks ${property}`);
  return { config, property, steps: race.steps };
}

async function brokenAt({ config, steps, property }: Race<RolloutConfig>): Promise<number> {
  const system = rolloutSystem(config);
  const properties = (system.properties ?? []).filter(({ name }) => name === property) as Property<never>[];
  const trace = await replay(new ModelExecution(new Kernel(system)), steps, { properties });
  expect(trace.divergence).toBeNull();
  return trace.steps.findIndex(({ violations }) => violations.length > 0);
}

describe('a race that is shrunk with its system', () => {
  const large: RolloutConfig = {
    protocol: 'fallback',
    operations: 3,
    order: 'parallel',
    summary: true,
    onFailure: 'continue',
    faults: { read: 2, crash: 1, failure: 1, ack: 1 },
  };

  it('needs two operations, one failed read and no part for the seed race', async () => {
    const race = drawn(large, 'no-false-terminal');
    const small = shrinkRace(race, WEAKENING);
    expect(small).toMatchObject({ minimal: true, from: { steps: race.steps.length, config: large } });
    const { config, cost } = small as NonNullable<typeof small>;
    expect(config.operations).toBe(2);
    expect(Object.keys(config).toSorted()).toEqual(['faults', 'operations', 'protocol']);
    expect(Object.values(config.faults ?? {}).reduce((sum, budget) => sum + budget, 0)).toBe(cost.faults);
    expect(await brokenAt(small as NonNullable<typeof small>)).toBe(cost.steps - 1);
  });

  it('cannot be made smaller once more', () => {
    const once = shrinkRace(drawn(large, 'no-false-terminal'), WEAKENING) as NonNullable<
      ReturnType<typeof shrinkRace<RolloutConfig>>
    >;
    expect(shrinkRace(once, WEAKENING)).toMatchObject({ config: once.config, cost: once.cost, steps: once.steps });
  });

  it('is none where its steps break nothing', () => {
    const { config, steps } = drawn(large, 'no-false-terminal');
    expect(
      shrinkRace({ config: { ...config, protocol: 'fenced' }, property: 'no-false-terminal', steps }, WEAKENING),
    ).toBeNull();
    expect(shrinkRace({ config, property: 'one-lease-holder', steps }, WEAKENING)).toBeNull();
  });
});

describe('a smaller rollout', () => {
  const smaller = (config: RolloutConfig, faults = config.faults ?? {}) => [...smallerRollouts(config, faults)];

  it('lacks one operation, and those behind it move up', () => {
    const candidates = smaller({ operations: 3 });
    expect(candidates.map(({ config }) => config)).toEqual([{ operations: 2 }, { operations: 2 }, { operations: 2 }]);
    const labels = ['drive:A claim takes effect', 'engine:B completes', 'lease of operation:C expires'];
    expect(candidates.map(({ rename }) => labels.map((label) => rename?.(label)))).toEqual([
      ['drive:A claim takes effect', 'engine:B completes', 'lease of operation:gone expires'],
      ['drive:A claim takes effect', 'engine:gone completes', 'lease of operation:B expires'],
      ['drive:gone claim takes effect', 'engine:A completes', 'lease of operation:B expires'],
    ]);
  });

  it('lacks one driver, or the leases with all of them', () => {
    const candidates = smaller({ operations: 1, leases: true, drivers: 2 });
    expect(candidates.map(({ config }) => config)).toEqual([
      { operations: 1, leases: true, drivers: 1 },
      { operations: 1, leases: true, drivers: 1 },
      { operations: 1 },
    ]);
    expect(candidates[1]?.rename?.('drive:2 claim takes effect')).toBe('drive:1 claim takes effect');
  });

  it('is smaller each time, so that there is an end to it', () => {
    const sizeOf = ({ faults = {}, ...config }: RolloutConfig): number => {
      const budgets = Object.values(faults).reduce((sum, budget) => sum + budget, 0);
      const counts =
        Number(config.operations) + (config.leases === true ? (config.drivers ?? Number(config.operations)) : 0);
      return Object.keys(config).length * 100 + counts * 10 + budgets;
    };
    const large: RolloutConfig = {
      operations: 3,
      leases: true,
      drivers: 3,
      order: 'rolling',
      requests: true,
      summary: true,
      onFailure: 'pause',
      staleVersions: 2,
      faults: { stale: 2, crash: 1 },
    };
    const candidates = smaller(large, { stale: 1 });
    expect(candidates.length).toBe(1 + 3 + 3 + 5 + 1);
    for (const { config } of candidates) expect(sizeOf(config)).toBeLessThan(sizeOf(large));
  });

  it('has first of all no more faults than the race needs', () => {
    expect(smaller({ operations: 1, faults: { read: 2, crash: 1 } }, { read: 1 })).toEqual([
      { config: { operations: 1, faults: { read: 1 } } },
    ]);
    expect(smaller({ operations: 1, faults: { read: 1, crash: 0 } }, { read: 1 })).toEqual([]);
  });
});
