import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

const EVERY_DAY = { read: 1, stale: 1, crash: 1, write: 1, ack: 1 };

/** Worlds of an exhausted exploration: regressions, found by running. */
const CASES: readonly (readonly [string, RolloutConfig, boolean, number])[] = [
  [
    'two operations with every fault of an ordinary day, a failure too',
    { faults: { ...EVERY_DAY, failure: 1 } },
    false,
    1_334_213,
  ],
  ['the same, reduced', { faults: { ...EVERY_DAY, failure: 1 } }, true, 706_580],
  [
    'two operations, both failing, and one failing late',
    { faults: { failure: 2, 'late-failure': 1, crash: 1, stale: 1 } },
    false,
    269_873,
  ],
  ['two operations that are stopped, with a failure', { faults: { stop: 1, failure: 1 } }, false, 417_052],
  [
    'two operations that are stopped, with stale reads and a crash',
    { faults: { stop: 1, stale: 1, crash: 1 } },
    true,
    1_584_050,
  ],
  ['two operations, reads two versions back', { faults: { stale: 2, failure: 1 }, staleVersions: 2 }, false, 103_000],
  [
    'two operations that two drivers lease, with a lease expiring, a crash, a failure, and reads that fail or are stale',
    { leases: true, faults: { expiry: 1, crash: 1, failure: 1, read: 1, stale: 1 } },
    true,
    1_147_912,
  ],
  [
    'two operations that two drivers lease, stopped, with a lease expiring',
    { leases: true, faults: { expiry: 1, stop: 1 } },
    false,
    1_981_484,
  ],
  ['the same with a crash, too', { leases: true, faults: { expiry: 1, crash: 1, stop: 1 } }, true, 3_273_617],
  [
    'two operations that two drivers lease, with a lease expiring, a crash, bad reads and a lost acknowledgement',
    { leases: true, faults: { expiry: 1, crash: 1, read: 1, stale: 1, ack: 1 } },
    true,
    1_351_869,
  ],
  [
    'three operations one at a time that two drivers lease, with a lease expiring and a crash',
    { operations: 3, leases: true, drivers: 2, order: 'rolling', faults: { expiry: 1, crash: 1 } },
    false,
    192_018,
  ],
  [
    'two operations that are stopped and started, with a report from before that',
    { misreports: true, faults: { stop: 1, 'stale-progress': 1 } },
    false,
    737_008,
  ],
  ['three operations with a failure', { operations: 3, faults: { failure: 1 } }, true, 550_760],
];

describe('fenced holds every property, exhausted:', () => {
  it.each(CASES)('%s', (_name, config, reduce, states) => {
    const found = explore(new Kernel(rolloutSystem({ protocol: 'fenced', operations: 2, ...config })), { reduce });
    expect(found.verdict).toBe('exhausted');
    expect(found.findings.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(found.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    expect(found.states).toBe(states);
  });
});
