import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })));

const counted = (config: RolloutConfig): Exploration => explored({ changedRows: true, ...config });

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

const HANGS = { 'every-apply-settles': 34, 'aggregate-converges-to-rows': 34 };
const LAST_WINS = { 'settled-stays-settled': 35, 'completed-at-iff-settled': 17 };

/**
 * Two operations that two drivers lease, and one crash: worlds, transitions, and what breaks in how many steps. Regressions, found by
 * running. `own-tasks` does not hang, as it has told its apply to be finished long before.
 */
const CASES = [
  [
    'own-tasks',
    3978,
    12_236,
    {
      'no-false-terminal': 15,
      'gate-never-green-early': 16,
      'verdict-matches-rows': 15,
      'undetermined-writes-nothing': 14,
    },
  ],
  ['fallback', 8654, 26_216, { ...LAST_WINS, ...HANGS }],
  ['refuse', 8654, 26_216, { ...LAST_WINS, ...HANGS }],
  ['merged', 8654, 26_216, { ...LAST_WINS, ...HANGS }],
  ['held', 6676, 19_960, { 'settled-stays-settled': 35, 'every-apply-settles': 33, 'aggregate-converges-to-rows': 33 }],
  ['cas', 19_262, 62_168, {}],
  ['fenced', 18_540, 58_942, {}],
] as const;

describe('two operations in a database that counts the rows that an update changed', () => {
  it.each(CASES)('break exactly what is known under %s', (protocol, states, transitions, broken) => {
    const exploration = counted({ protocol, leases: true, faults: { crash: 1 } });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    expect(brokenBy(exploration)).toEqual(broken);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    expect(exploration.faultsInjected['crash']).toBeGreaterThan(0);
  });

  it.each<readonly [string, number, RolloutConfig]>([
    ['an aggregate that is written already', 14, { operations: 1, leases: true, faults: { ack: 1 } }],
    ['a task that is written already', 18, { operations: 1, leases: true, tasks: 1, faults: { ack: 1 } }],
    ['the row of an operation that is completed', 31, { leases: true, faults: { crash: 1 } }],
  ])('hang if fenced takes no row for a lost lease: %s', (_what, steps, config) => {
    const mutant = { ...config, mutant: 'zeroRows-lost' };
    expect(brokenBy(counted(config))).toEqual({});
    expect(brokenBy(counted(mutant))).toEqual({
      'every-apply-settles': steps,
      'aggregate-converges-to-rows': steps,
    });
    expect(brokenBy(explored(mutant))).toEqual({});
  });

  it('hang without any fault if that is wrong where the state is compared', () => {
    const config = { protocol: 'cas', leases: true, mutant: 'zeroRows-lost' };
    expect(brokenBy(counted(config))).toEqual({ 'every-apply-settles': 39, 'aggregate-converges-to-rows': 39 });
  });
});

describe('the number of worlds', () => {
  const COUNTS: readonly (readonly [string, RolloutConfig, number])[] = [
    ['fenced asks for no number', { leases: true, faults: { crash: 1 } }, 18_540],
    [
      'nor does it between the statements of a transaction',
      {
        operations: 1,
        leases: true,
        drivers: 2,
        isolation: 'read-committed',
        faults: { expiry: 1, crash: 1, ack: 1 },
      },
      25_764,
    ],
    [
      'nor on a snapshot',
      { operations: 1, leases: true, drivers: 2, isolation: 'snapshot', faults: { expiry: 1, crash: 1, ack: 1 } },
      59_070,
    ],
    ['a write without a condition is asked for none', { protocol: 'merged', faults: { failure: 1 } }, 11_717],
  ];
  it.each(COUNTS)('is the same with the part and without: %s', (_why, config, states) => {
    const { states: without, transitions } = explored(config);
    expect(without).toBe(states);
    expect(counted(config)).toMatchObject({ verdict: 'exhausted', states, transitions });
  });
});
