import { expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

/** Worlds under read committed and under a snapshot. Regressions, found by running. */
const HOLDS: readonly (readonly [string, RolloutConfig, number, number])[] = [
  ['a lease expires and a drive crashes', { leases: true, faults: { expiry: 1, crash: 1 } }, 188_828, 363_822],
  ['a lease expires and an engine fails', { leases: true, faults: { expiry: 1, failure: 1 } }, 111_285, 197_336],
  ['a stop is requested', { requests: true, faults: { stop: 1 } }, 229_055, 402_950],
  ['a cancel is requested', { requests: true, faults: { cancel: 1 } }, 309_417, 493_254],
  ['a pause is released', { requests: true, onFailure: 'pause', faults: { failure: 1, release: 1 } }, 740_642, 579_015],
];

it.each(HOLDS)('fenced holds everything a statement at a time where %s', (_what, config, ...states) => {
  const explorations = (['read-committed', 'snapshot'] as const).map((isolation) =>
    explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...config, isolation }))),
  );
  for (const { verdict, findings } of explorations) {
    expect(verdict).toBe('exhausted');
    expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
  }
  expect(explorations.map((exploration) => exploration.states)).toEqual(states);
});
