import { describe, expect, it, vi } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { replay } from '../../src/sim/execution/replay.ts';
import { tick } from './scenario-examples.ts';

vi.setConfig({ testTimeout: 60_000 });

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', retries: 1, ...config })));

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

const LAST_WINS = { 'no-false-terminal': 44, 'settled-stays-settled': 46, 'completed-at-iff-settled': 23 };

/**
 * Two operations with one retry for both, and two interruptions: worlds, transitions, and what breaks in how many steps. Regressions,
 * found by running. What breaks is what breaks with one failure, too: the budget is the store's business, and every protocol keeps it.
 */
const CASES = [
  [
    'own-tasks',
    49_558,
    160_988,
    {
      'no-false-terminal': 19,
      'gate-never-green-early': 20,
      'settled-stays-settled': 28,
      'verdict-matches-rows': 19,
      'completed-at-iff-settled': 28,
      'undetermined-writes-nothing': 18,
      'aggregate-converges-to-rows': 49,
    },
  ],
  ['merged', 143_048, 456_630, LAST_WINS],
  ['held', 97_358, 314_300, { 'no-false-terminal': 40, 'settled-stays-settled': 46 }],
  ['cas', 167_750, 552_228, { 'no-false-terminal': 40 }],
  ['fenced', 285_666, 895_072, {}],
] as const;

/** It saw every world, reached every witness, and broke this and nothing else. */
function expectAll(
  exploration: Exploration,
  { broken, ...counts }: Pick<Exploration, 'states' | 'transitions'> & { readonly broken: object },
): void {
  expect(exploration).toMatchObject({ verdict: 'exhausted', ...counts });
  expect(brokenBy(exploration)).toEqual(broken);
  expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
}

describe('one retry for two operations that are interrupted', () => {
  it.each(CASES)('breaks exactly what is known under %s', (protocol, states, transitions, broken) => {
    expectAll(explored({ protocol, faults: { transient: 2 } }), { states, transitions, broken });
  });
});

describe('fenced holds everything, exhausted,', () => {
  it.each<readonly [string, number, RolloutConfig]>([
    ['with a second retry', 883, { operations: 1, retries: 2, faults: { transient: 3 } }],
    [
      'where a retry may fail for good, and its drive crash',
      2473,
      { operations: 1, faults: { transient: 2, crash: 1, failure: 1 } },
    ],
    ['where it is stopped and started', 5347, { operations: 1, faults: { transient: 2, stop: 1 } }],
    ['where it is cancelled', 1647, { operations: 1, faults: { transient: 2, cancel: 1 } }],
    ['where a stop is a request', 8545, { operations: 1, requests: true, faults: { transient: 2, stop: 1 } }],
    [
      'where either driver may retry it',
      56_255,
      { operations: 1, leases: true, drivers: 2, faults: { transient: 2, expiry: 1 } },
    ],
    ['where one driver retries both', 7156, { leases: true, drivers: 1, faults: { transient: 2, crash: 1 } }],
    ['where the second one waits for the first', 28_758, { order: 'rolling', faults: { transient: 2, failure: 1 } }],
    [
      'where reads and writes go wrong',
      34_297,
      { operations: 1, faults: { transient: 2, read: 1, stale: 1, write: 1, ack: 1 } },
    ],
    ['where people are told', 2417, { operations: 1, summary: true, faults: { transient: 2, crash: 1 } }],
  ])('%s', (_what, states, config) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });
});

/** The same with one interruption, and a day that passes. What breaks is what breaks with one failure: a retry comes to nothing. */
const IN_TIME = [
  [
    'own-tasks',
    53_422,
    191_413,
    {
      'no-false-terminal': 19,
      'gate-never-green-early': 20,
      'settled-stays-settled': 28,
      'verdict-matches-rows': 19,
      'completed-at-iff-settled': 28,
      'undetermined-writes-nothing': 18,
      'aggregate-converges-to-rows': 41,
    },
  ],
  [
    'merged',
    160_526,
    564_207,
    { 'no-false-terminal': 32, 'settled-stays-settled': 38, 'completed-at-iff-settled': 23 },
  ],
  ['held', 102_750, 362_853, { 'no-false-terminal': 28, 'settled-stays-settled': 38 }],
  ['cas', 159_008, 579_175, { 'no-false-terminal': 28 }],
  ['fenced', 223_908, 802_067, {}],
] as const;

describe('one retry for two operations, within a day that passes', () => {
  it.each(IN_TIME)('breaks exactly what is known under %s', (protocol, states, transitions, broken) => {
    const exploration = explored({ protocol, faults: { transient: 1, day: 1 } });
    expectAll(exploration, { states, transitions, broken });
    expect(exploration.witnesses.map(({ name }) => name)).toContain('can-run-out-of-time');
  });

  it.each<readonly [string, number, RolloutConfig]>([
    [
      'where a transaction that began in time commits later, under read committed',
      900,
      { operations: 1, isolation: 'read-committed', faults: { transient: 2, day: 1 } },
    ],
    ['and on a snapshot', 804, { operations: 1, isolation: 'snapshot', faults: { transient: 2, day: 1 } }],
    [
      'where either driver may retry it',
      259_028,
      { operations: 1, retries: 2, leases: true, drivers: 2, faults: { transient: 2, day: 1, expiry: 1 } },
    ],
    [
      'where it is stopped or cancelled',
      96_175,
      { operations: 1, retries: 2, faults: { transient: 3, day: 1, stop: 1, cancel: 1 } },
    ],
    [
      'where it says late that it was interrupted',
      2638,
      { operations: 1, retries: 2, misreports: true, faults: { transient: 2, day: 1, 'stale-progress': 1 } },
    ],
  ])('holds everything under fenced, exhausted, %s', (_what, states, config) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });
});

describe('the number of worlds', () => {
  it('is the same with retries and without where nothing is interrupted', () => {
    const without = explore(new Kernel(rolloutSystem({ protocol: 'fenced', operations: 1 })));
    const { states, transitions } = without;
    expect(explored({ operations: 1 })).toMatchObject({ states, transitions });
  });
});

describe('an operation that is interrupted', () => {
  const interrupted = [
    ...tick('A', 'claim', 'pollEngine', 'writeOperation', 'readRollout', 'writeApply'),
    'engine:A is interrupted',
    'drive:A timer pollInterval fires',
    ...tick('A', 'pollEngine', 'writeOperation', 'readRollout', 'writeApply'),
  ];

  async function after(config: RolloutConfig, labels: readonly string[]): Promise<ModelExecution> {
    const faults = { transient: 2, stop: 1 };
    const system = rolloutSystem({ protocol: 'fenced', operations: 1, retries: 1, faults, ...config });
    const execution = new ModelExecution(new Kernel(system));
    const { divergence } = await replay(execution, labels);
    expect(divergence).toBeNull();
    return execution;
  }

  const possible = (execution: ModelExecution): string[] => execution.possible().map(({ label }) => label);

  it.each(['merged', 'fenced'])('is let go, and shows in its apply, under %s', async (protocol) => {
    const reads = protocol === 'merged' ? (['listOperations', 'readApply'] as const) : (['readRollout'] as const);
    const execution = await after({ protocol }, [
      ...tick('A', 'claim', 'pollEngine', 'writeOperation', ...reads, 'writeApply'),
      'engine:A is interrupted',
      'drive:A timer pollInterval fires',
      ...tick('A', 'pollEngine', 'writeOperation', ...reads, 'writeApply'),
    ]);
    expect(execution.view().actor('drive:A')?.value).toBe('claiming');
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'failed_retryable', errorMessage: 'A failed' });
    expect(execution.view().read('apply')).toMatchObject({ state: 'failed_retryable', completedAt: null });
  });

  it('is retried by the claim, which starts its engine and counts it', async () => {
    const execution = await after({}, [...interrupted, ...tick('A', 'claim')]);
    expect(execution.view().read('retries')).toEqual({ counted: 1, made: 1 });
    expect(execution.view().actor('engine:A')?.value).toBe('copying');
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'running' });
  });

  it('is not retried once the apply has no retry left, and the sweep fails it with its error', async () => {
    const again = [
      ...interrupted,
      ...tick('A', 'claim'),
      'engine:A is interrupted',
      ...tick('A', 'pollEngine', 'writeOperation', 'readRollout', 'writeApply'),
    ];
    const execution = await after({}, again);
    expect(possible(execution)).toEqual(['sweep findRetryable#1 takes effect', 'stop requested']);
    const { divergence } = await replay(execution, [
      'sweep findRetryable takes effect',
      'sweep awaitSpent takes effect',
      'sweep expireOperation takes effect',
    ]);
    expect(divergence).toBeNull();
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'failed', errorMessage: 'A failed' });
    expect(execution.view().actor('engine:A')?.value).toBe('failed');
  });

  it('is not retried once its time is over, and the sweep fails it with a retry left', async () => {
    const execution = await after({ faults: { transient: 1, day: 1 } }, [...interrupted, 'a day passes']);
    expect(possible(execution)).toEqual(['sweep findRetryable#1 takes effect']);
    const { divergence } = await replay(execution, [
      'sweep findRetryable takes effect',
      'sweep awaitSpent takes effect',
      'sweep expireOperation takes effect',
    ]);
    expect(divergence).toBeNull();
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'failed', errorMessage: 'A failed' });
    expect(execution.view().read('retries')).toEqual({ counted: 0, made: 0 });
  });

  it('goes on in a retry that was claimed in time', async () => {
    const execution = await after({ faults: { transient: 1, day: 1 } }, [
      ...interrupted,
      'sweep findRetryable takes effect',
      ...tick('A', 'claim'),
      'a day passes',
      'sweep awaitSpent takes effect',
      'sweep expireOperation takes effect',
    ]);
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'running' });
    expect(execution.view().actor('engine:A')?.value).toBe('copying');
  });

  it('is stopped, and not retried, while it waits', async () => {
    const execution = await after({}, [...interrupted, 'stop requested']);
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'stopped', started: true });
    expect(execution.view().read('retries')).toEqual({ counted: 0, made: 0 });
  });

  it('is claimed as it stands under a stop that came before its report', async () => {
    const execution = await after({}, [
      ...interrupted.slice(0, -8),
      'drive:A pollEngine takes effect',
      'stop requested',
      'drive:A pollEngine is answered',
      ...tick('A', 'writeOperation', 'readRollout', 'writeApply', 'claim'),
    ]);
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'failed_retryable' });
    expect(execution.view().actor('drive:A')?.value).toBe('polling');
    expect(execution.view().actor('engine:A')?.value).toBe('stopped');
    expect(execution.view().read('retries')).toEqual({ counted: 0, made: 0 });
  });
});

describe('a rollout with retries', () => {
  it('has operations', () => {
    const build = () => rolloutSystem({ legacy: true, retries: 1 });
    expect(build).toThrow('an apply without operations has nothing to retry');
  });
});
