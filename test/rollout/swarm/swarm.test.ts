import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { partsIn, partsMistake } from '../../../src/rollout/parts/index.ts';
import { drawRollout, swarmBatch, type SwarmPins } from '../../../src/rollout/swarm/swarm.ts';
import { Kernel, Random, type AnySystem } from '../../../src/sim/index.ts';
import { sharesIn } from '../shares.ts';

const draw = (count: number, pins: SwarmPins = { config: {} }): RolloutConfig[] =>
  Array.from({ length: count }, (_, at) => drawRollout(new Random(`swarm ${at}`), pins));

describe('a drawn rollout', () => {
  const drawn = draw(400);

  it('is the same for the same seed, and can be built', () => {
    expect(draw(400)).toEqual(drawn);
    for (const config of drawn.slice(0, 60)) expect(() => new Kernel(rolloutSystem(config))).not.toThrow();
  });

  it('has no parts that do not go together', () => {
    expect(drawn.map(partsMistake).filter((mistake) => mistake !== null)).toEqual([]);
  });

  it('has each part, each setting and each fault sometimes, and sometimes not', () => {
    for (const one of sharesIn(drawn)) {
      expect(one).toBeGreaterThan(0.01);
      expect(one).toBeLessThan(0.6);
    }
    expect(drawn.filter(({ mutant }) => mutant !== undefined)).toEqual([]);
  });

  it('has no fault that nothing in it can inject', () => {
    for (const config of drawn) {
      const { faults = {}, onFailure } = config;
      if ('expiry' in faults) expect(config.leases).toBe(true);
      if ('start' in faults) expect(config.requests).toBe(true);
      if ('release' in faults) expect(onFailure).toBe('pause');
      if ('partial' in faults) expect(config.legacy).toBeUndefined();
    }
  });

  it('is as it is pinned, and drawn in everything else', () => {
    const config = { protocol: 'held', operations: 3, order: 'rolling', faults: { read: 1, expiry: 1 } } as const;
    const pinned = draw(60, { config });
    for (const { protocol, operations, order, legacy, leases, faults } of pinned) {
      expect({ protocol, operations, order, legacy }).toEqual({
        protocol: 'held',
        operations: 3,
        order: 'rolling',
        legacy: undefined,
      });
      // A budget that nobody could spend is left out.
      expect(faults).toEqual(leases === true ? { read: 1, expiry: 1 } : { read: 1 });
    }
    expect(new Set(pinned.map(({ requests }) => requests))).toEqual(new Set([true, undefined]));
  });

  it('is drawn piece by piece: what one piece is says nothing about the others', () => {
    const free = draw(60);
    const told = draw(60, { config: { summary: true } });
    const all = { summary: true };
    expect(told.map((config) => ({ ...config, ...all }))).toEqual(free.map((config) => ({ ...config, ...all })));
    expect(told).not.toEqual(free);
  });

  it('has only the parts that may be drawn, or that are pinned', () => {
    const partsOf = (pins: SwarmPins): Set<string> =>
      new Set(draw(80, pins).flatMap((config) => partsIn(config).map(({ name }) => name)));
    expect(partsOf({ config: {}, parts: [] })).toEqual(new Set());
    expect(partsOf({ config: {}, parts: ['leases'] })).toEqual(new Set(['leases']));
    expect(partsOf({ config: { summary: true }, parts: [] })).toEqual(new Set(['summary']));
    for (const config of draw(20, { config: { legacy: true } })) expect(config.legacy).toBe(true);
  });
});

describe('a batch of a swarm', () => {
  const swarm = {
    seed: 's',
    runs: 6,
    chaos: 20,
    settleWithin: 20,
    pins: { config: { protocol: 'own-tasks' }, parts: [] },
  } as const;

  it('depends on its seed and its number alone', () => {
    expect(swarmBatch(swarm, 3)).toEqual(swarmBatch(swarm, 3));
    expect(swarmBatch(swarm, 4).config).not.toEqual(swarmBatch(swarm, 3).config);
    expect(swarmBatch({ ...swarm, seed: 't' }, 3)).not.toEqual(swarmBatch(swarm, 3));
  });

  it('says of which batch a system is that does not do the same when run again', () => {
    let built = 0;
    const drifting = (config: RolloutConfig): AnySystem => {
      built += 1;
      return rolloutSystem({ ...config, legacy: false, leases: false, order: 'parallel', operations: built });
    };
    const pins = { config: { protocol: 'held', leases: false }, parts: [] };
    expect(() => swarmBatch({ ...swarm, pins }, 3, drifting)).toThrow(
      /^batch 3 of seed "s", \{.+\}: the first schedule went another way when it was drawn again/,
    );
  });
});
