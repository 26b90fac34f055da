import { describe, expect, it, vi } from 'vitest';
import type { RolloutConfig } from '../../../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../../../src/sim/search/explore.ts';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { replay } from '../../../../src/sim/execution/replay.ts';
import { tick } from '../../scenario-examples.ts';

vi.setConfig({ testTimeout: 60_000 });

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', misreports: true, ...config })));

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

const RETRIED: RolloutConfig = { retries: 1, faults: { transient: 1, 'stale-progress': 1 } };
const STARTED: RolloutConfig = { faults: { stop: 1, 'stale-progress': 1 } };

const MERGED = {
  'no-false-terminal': 43,
  'gate-never-green-early': 69,
  'settled-stays-settled': 46,
  'verdict-matches-rows': 68,
  'completed-at-iff-settled': 23,
  'work-ends-first': 32,
  'old-report-writes-nothing': 29,
  'aggregate-converges-to-rows': 75,
};

/**
 * Two operations with one retry for both, one of which is interrupted and retried, and one report from before that: worlds,
 * transitions, and what breaks in how many steps. Regressions, found by running.
 */
const CASES = [
  [
    'own-tasks',
    57_931,
    180_748,
    {
      'no-false-terminal': 19,
      'gate-never-green-early': 20,
      'settled-stays-settled': 28,
      'verdict-matches-rows': 19,
      'completed-at-iff-settled': 28,
      'work-ends-first': 28,
      'undetermined-writes-nothing': 18,
      'old-report-writes-nothing': 25,
      'aggregate-converges-to-rows': 49,
    },
  ],
  ['fallback', 178_545, 543_078, MERGED],
  ['refuse', 178_545, 543_078, MERGED],
  ['merged', 178_545, 543_078, MERGED],
  [
    'held',
    99_311,
    305_794,
    { 'no-false-terminal': 39, 'settled-stays-settled': 46, 'work-ends-first': 32, 'old-report-writes-nothing': 29 },
  ],
  ['cas', 207_192, 659_763, { 'no-false-terminal': 39, 'work-ends-first': 32, 'old-report-writes-nothing': 29 }],
  ['fenced', 205_473, 664_247, {}],
] as const;

describe('a report from before a retry', () => {
  it.each(CASES)('breaks exactly what is known under %s', (protocol, states, transitions, broken) => {
    const exploration = explored({ protocol, ...RETRIED });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    expect(brokenBy(exploration)).toEqual(broken);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    expect(exploration.faultsInjected['stale-progress']).toBeGreaterThan(0);
  });

  it('breaks fenced if that believes it: the operation is failed while its engine copies', () => {
    const believed = { ...RETRIED, operations: 1, mutant: 'oldReports-believed' };
    expect(brokenBy(explored(believed))).toEqual({ 'work-ends-first': 28, 'old-report-writes-nothing': 25 });
  });
});

describe('a report from before a start', () => {
  it.each<readonly [string, number | null, RolloutConfig]>([
    ['merged', 24, { legacy: true }],
    ['cas', 24, { legacy: true }],
    ['fenced', null, { legacy: true }],
    ['cas', 42, { operations: 1, tasks: 2 }],
    ['fenced', null, { operations: 1, tasks: 2 }],
    ['fenced', null, { operations: 1 }],
    ['fenced', 26, { operations: 1, mutant: 'oldReports-believed' }],
  ])('is told to %s in vain, or breaks it in %d steps: %j', (protocol, steps, config) => {
    const exploration = explored({ protocol, ...STARTED, ...config });
    expect(exploration.verdict).toBe('exhausted');
    expect(brokenBy(exploration)).toEqual(steps === null ? {} : { 'old-report-writes-nothing': steps });
    expect(exploration.faultsInjected['stale-progress']).toBeGreaterThan(0);
  });
});

describe('fenced holds everything, exhausted,', () => {
  it.each<readonly [string, number, RolloutConfig]>([
    [
      'where a drive crashes between two retries',
      3579,
      { operations: 1, retries: 1, faults: { transient: 2, crash: 1, 'stale-progress': 1 } },
    ],
    [
      'where stop and start are requests',
      36_670,
      { operations: 1, requests: true, faults: { stop: 1, start: 1, crash: 1, 'stale-progress': 1 } },
    ],
    [
      'where another driver takes over',
      39_154,
      { operations: 1, leases: true, drivers: 2, faults: { stop: 1, expiry: 1, 'stale-progress': 1 } },
    ],
    [
      'where an apply without operations is stopped twice',
      8628,
      { legacy: true, faults: { stop: 2, crash: 1, ack: 1, 'stale-progress': 1 } },
    ],
    [
      'where an engine misreports in every way',
      253_432,
      {
        operations: 1,
        retries: 2,
        faults: { transient: 3, stop: 1, 'stale-progress': 2, backward: 1, 'no-change': 1 },
      },
    ],
  ])('%s', (_what, states, config) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });
});

describe('an engine that is retried', () => {
  it('reports the number that its claim has, and the one before it if it reports what was', async () => {
    const config = { protocol: 'fenced', misreports: true, ...RETRIED };
    const A = { state: 'failed_retryable', engine: 'interrupted' } as const;
    const execution = new ModelExecution(new Kernel(rolloutSystem({ ...config, operations: { A } })));
    const { divergence } = await replay(execution, [
      ...tick('A', 'claim'),
      'drive:A pollEngine takes effect, as before its last start',
    ]);
    expect(divergence).toBeNull();
    const { context } = execution.view().actor('drive:A') as { readonly context: { readonly claim: unknown } };
    expect(context.claim).toMatchObject({ attempt: 2 });
    expect(execution.view().read('earlier')).toEqual({
      'engine:A': { tasks: [{ operation: 'A', state: 'failed_retryable' }], errorMessage: 'A failed', attempt: 1 },
    });
    expect(execution.view().actor('engine:A')?.value).toBe('copying');
    await replay(execution, ['drive:A pollEngine is answered']);
    expect(execution.view().actor('drive:A')?.value).toBe('waiting');
  });
});

describe('the number of worlds', () => {
  it('is the same with numbers and without where no report is from before', () => {
    const { states, transitions } = explore(new Kernel(rolloutSystem({ protocol: 'fenced', operations: 1 })));
    expect(explored({ operations: 1 })).toMatchObject({ states, transitions });
    const retries = { retries: 1, faults: { transient: 1 } };
    expect(explored(retries).states).toBe(explored({ ...retries, misreports: false }).states);
  });
});
