import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { naive } from '../sim/naive.ts';

const CONFIGS = {
  one: { operations: 1 },
  two: { operations: 2 },
  legacy: { legacy: true },
  oneFailing: { operations: 1, faults: { failure: 1 } },
  oneStopped: { operations: 1, faults: { stop: 1 } },
  twoFailing: { operations: 2, faults: { failure: 1 } },
} as const satisfies Record<string, RolloutConfig>;

/**
 * Worlds and transitions of an exhausted rollout: regressions, found by running. Those of one operation and of an apply
 * without operations are counted once more below, by a naive explorer that knows no packed words and no tables of worlds, some
 * of them on live XState actors; those of two operations rest on the explorer alone.
 *
 * They hang together: `own-tasks` does not list its siblings, so it has fewer worlds. The other three differ only in what they
 * write when something is wrong, so without read faults they have the same worlds, but for an apply without operations, where
 * `refuse` never finishes.
 */
const LISTING = {
  one: [53, 72],
  two: [5291, 12844],
  legacy: [33, 44],
  oneFailing: [82, 119],
  oneStopped: [210, 304],
  twoFailing: [11717, 29178],
} as const;

const COUNTS = {
  'own-tasks': {
    one: [43, 58],
    two: [2289, 5780],
    legacy: [33, 44],
    oneFailing: [66, 95],
    oneStopped: [172, 248],
    twoFailing: [4935, 12766],
  },
  fallback: LISTING,
  refuse: { ...LISTING, legacy: [26, 37] },
  merged: LISTING,
} as const;

const PINNED = Object.entries(COUNTS).flatMap(([protocol, counts]) =>
  Object.entries(counts).map(([size, [states, transitions]]) => ({
    protocol,
    size: size as keyof typeof CONFIGS,
    states,
    transitions,
  })),
);

/** One operation or none; `fallback` has what `merged` has, and `refuse` without an apply that has none. */
const isSmall = ({ protocol, size }: (typeof PINNED)[number]): boolean =>
  !size.startsWith('two') && (protocol === 'own-tasks' || protocol === 'merged' || size === 'legacy');

describe('an exhausted rollout', () => {
  it.each(PINNED)(
    'has $states worlds and $transitions transitions under $protocol: $size',
    ({ protocol, size, states, transitions }) => {
      const exploration = explore(new Kernel(rolloutSystem({ ...CONFIGS[size], protocol })), { properties: [] });
      expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    },
  );

  it.each(PINNED.filter(isSmall))(
    'has as many to a naive explorer under $protocol: $size',
    async ({ protocol, size, states, transitions }) => {
      const system = rolloutSystem({ ...CONFIGS[size], protocol });
      const kernel = new Kernel(system);
      const graph = await naive(system, () => new ModelExecution(kernel));
      expect([graph.worlds.length, graph.edges.length]).toEqual([states, transitions]);
    },
  );

  it.each([
    ['refuse', 'legacy'],
    ['merged', 'one'],
  ] as const)('has as many when live actors are led to each world under %s: %s', async (protocol, size) => {
    const system = rolloutSystem({ ...CONFIGS[size], protocol });
    const graph = await naive(system, () => new LiveExecution(system));
    expect([graph.worlds.length, graph.edges.length]).toEqual(COUNTS[protocol][size]);
  });

  it('has as many with faults of every kind of read, whoever counts', async () => {
    const system = rolloutSystem({ operations: 1, faults: { read: 1, stale: 1 } });
    const { states, transitions } = explore(new Kernel(system), { properties: [] });
    const kernel = new Kernel(system);
    const graph = await naive(system, () => new ModelExecution(kernel));
    expect([graph.worlds.length, graph.edges.length]).toEqual([states, transitions]);
  });
});
