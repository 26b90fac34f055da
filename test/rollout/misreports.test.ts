import { describe, expect, it, vi } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

vi.setConfig({ testTimeout: 60_000 });

const FAULTS = { 'no-change': 1, backward: 1 };

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', misreports: true, faults: FAULTS, ...config })));

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

const SILENCE = { 'silence-writes-nothing': 6 };
const LAST_WINS = { 'settled-stays-settled': 42, 'completed-at-iff-settled': 19 };

/**
 * Two operations, one report without tasks and one that goes backward: worlds, transitions, and what breaks in how many steps.
 * Regressions, found by running. Besides what a silent engine leads to, what breaks is what breaks with no fault at all.
 */
const CASES = [
  [
    'own-tasks',
    21_477,
    54_388,
    {
      'no-false-terminal': 17,
      'gate-never-green-early': 18,
      'settled-stays-settled': 26,
      'verdict-matches-rows': 17,
      'completed-at-iff-settled': 26,
      'undetermined-writes-nothing': 16,
      ...SILENCE,
    },
  ],
  ['fallback', 40_669, 99_858, { ...LAST_WINS, ...SILENCE }],
  ['refuse', 40_669, 99_858, { ...LAST_WINS, ...SILENCE }],
  ['merged', 40_669, 99_858, { ...LAST_WINS, ...SILENCE }],
  ['held', 24_381, 59_427, { 'settled-stays-settled': 42, ...SILENCE }],
  ['cas', 32_455, 81_710, SILENCE],
  ['fenced', 21_631, 54_147, {}],
] as const;

describe('two operations whose engines are not always right', () => {
  it.each(CASES)('break exactly what is known under %s', (protocol, states, transitions, broken) => {
    const exploration = explored({ protocol });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    expect(brokenBy(exploration)).toEqual(broken);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    for (const fault of Object.keys(FAULTS)) expect(exploration.faultsInjected[fault]).toBeGreaterThan(0);
  });

  it.each<readonly [string, number, RolloutConfig]>([
    ['a crash, a stop and a cancel', 13_809, { operations: 1, faults: { ...FAULTS, crash: 1, stop: 1, cancel: 1 } }],
    ['another driver', 28_326, { operations: 1, leases: true, drivers: 2, faults: { ...FAULTS, expiry: 1, crash: 1 } }],
    ['a failure', 57_463, { faults: { ...FAULTS, failure: 1 } }],
    ['a retry', 2251, { operations: 1, retries: 1, faults: { ...FAULTS, transient: 2 } }],
    ['no operations', 119, { legacy: true }],
  ])('hold everything under fenced, exhausted, with %s', (_what, states, config) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });

  it('cost nothing where they are right', () => {
    const { states, transitions } = explore(new Kernel(rolloutSystem({ protocol: 'fenced', operations: 1 })));
    expect(explored({ operations: 1, faults: {} })).toMatchObject({ states, transitions });
  });
});
