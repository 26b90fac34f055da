import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../src/machines/protocols.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { walkBoth } from '../sim/agreement.ts';

const twice = Object.fromEntries(Object.keys(ROLLOUT_FAULTS).map((fault) => [fault, 2]));

const INTERRUPTED = {
  A: { state: 'running', engine: 'copying' },
  B: { state: 'failed_retryable', engine: 'interrupted' },
} as const;

/** Sizes, with the steps of a walk and the number of walks: live actors take about a millisecond a step. */
const SIZES: readonly (readonly [string, RolloutConfig, number, number])[] = [
  ['one operation', { operations: 1 }, 150, 1],
  ['two operations', { operations: 2 }, 100, 1],
  ['two operations, with requests', { operations: 2, requests: true, onFailure: 'pause' }, 120, 1],
  ['two operations, with a summary', { operations: 2, summary: true }, 120, 1],
  ['two operations whose engines misreport', { operations: 2, misreports: true }, 120, 1],
  ['an operation that copies and one that waits to be retried', { operations: INTERRUPTED, retries: 2 }, 120, 1],
  ['two operations with two tasks each', { operations: 2, tasks: 2 }, 140, 1],
  [
    'an operation whose engine has failed, with a task',
    { operations: { A: { state: 'running', engine: 'failed' } }, tasks: 1 },
    60,
    1,
  ],
  ['one operation, and one that is attached', { operations: 2, late: 1 }, 100, 1],
  ['three operations, the last of which finalizes', { operations: 3, finalizer: true, onFailure: 'continue' }, 60, 1],
  ['two operations that pause', { operations: 2, onFailure: 'pause' }, 100, 1],
  ['one operation that cuts over and may be reverted', { operations: 1, cutover: true, revertWindow: true }, 150, 1],
  [
    'two operations that cut over in order, with requests',
    { operations: 2, order: 'barrier', cutover: true, revertWindow: true, requests: true },
    120,
    1,
  ],
  ['three operations', { operations: 3 }, 40, 1],
  ['no operations', { legacy: true }, 150, 2],
  ['two operations that two drivers lease', { leases: true }, 100, 1],
  ['two operations, with a reaper and a newer apply', { leases: true, reaper: true, target: true }, 80, 1],
  ['two operations whose database counts changed rows', { leases: true, changedRows: true }, 100, 1],
  ['no operations, and two drivers', { legacy: true, leases: true, drivers: 2 }, 80, 1],
  ['two operations under a snapshot', { leases: true, isolation: 'snapshot' }, 100, 1],
  ['two operations, each statement on its own', { requests: true, isolation: 'read-committed' }, 120, 1],
  ['two operations in turn, with one driver', { leases: true, drivers: 1, order: 'rolling' }, 60, 1],
];

/** Where a revert may be asked for. */
const CUT_OVER = {
  A: { state: 'revert_window', engine: 'revertible' },
  B: { state: 'cutting_over', engine: 'switching' },
} as const;

/** How often each fault was injected on all walks of this file. */
const injected = new Set<string>();

describe('the model and live actors agree after every step of a random walk with every fault', () => {
  for (const { name: protocol } of PROTOCOLS) {
    it.each(SIZES)(`under ${protocol} on %s`, async (_name, config, steps, walks) => {
      const system = rolloutSystem({ ...config, protocol, faults: twice, staleVersions: 2 });
      const kernel = new Kernel(system);
      for (let walk = 0; walk < walks; walk += 1) {
        const { disagreement, faults } = await walkBoth(kernel, system, `${protocol}/${walk}`, steps);
        expect(disagreement).toBeNull();
        for (const fault of faults) injected.add(fault);
      }
    });
  }

  it('on operations and an apply that begin anywhere', async () => {
    const operations = {
      A: { state: 'completed', engine: 'completed' },
      B: { state: 'stopped', engine: 'stopped', onFailure: 'pause' },
      C: { state: 'running', engine: 'copying', onFailure: 'continue' },
    } as const;
    const config = { operations, apply: { state: 'running', startedAt: 'then' }, faults: twice } as const;
    const system = rolloutSystem(config);
    const { disagreement } = await walkBoth(new Kernel(system), system, 'begun', 40);
    expect(disagreement).toBeNull();
  });

  it.each<readonly [string, RolloutConfig]>([
    ['operations that have cut over, and may be reverted', { operations: CUT_OVER, cutover: true, revertWindow: true }],
    [
      'an engine that is retried, and says what was',
      { operations: { A: INTERRUPTED.B }, retries: 9, misreports: true, faults: { transient: 9, 'stale-progress': 9 } },
    ],
    ['the same, with requests', { operations: CUT_OVER, cutover: true, revertWindow: true, requests: true }],
    [
      'a stop that comes once more',
      { operations: 1, cutover: true, requests: true, faults: { stop: 9, start: 9, duplicate: 9 } },
    ],
  ])('on %s', async (name, config) => {
    const system = rolloutSystem({ protocol: 'fenced', faults: twice, ...config });
    const kernel = new Kernel(system);
    for (let walk = 0; walk < 16; walk += 1) {
      const { disagreement, faults } = await walkBoth(kernel, system, `${name}/${walk}`, 100);
      expect(disagreement).toBeNull();
      for (const fault of faults) injected.add(fault);
    }
  });

  it('in which every fault was injected at least once', () => {
    expect(injected).toEqual(new Set(Object.keys(ROLLOUT_FAULTS)));
  });
});
