import { describe, expect, it, vi } from 'vitest';
import type { Claim } from '../../src/machines/index.ts';
import { withService } from '../../src/rollout/base/mutations.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { replay } from '../../src/sim/execution/replay.ts';
import { BLOCKED, type AnySystem, type View, type Witness } from '../../src/sim/contract/system.ts';
import { naive } from '../sim/naive.ts';
import { tick } from './scenario-examples.ts';

vi.setConfig({ testTimeout: 60_000 });

const LEASE = { expiry: 1, crash: 1 };

const leased = (config: RolloutConfig): AnySystem => rolloutSystem({ protocol: 'fenced', leases: true, ...config });
const explored = (config: RolloutConfig): Exploration => explore(new Kernel(leased(config)));

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

const LAST_WINS = { 'settled-stays-settled': 36, 'completed-at-iff-settled': 16 };

/**
 * Two operations that two drivers lease, one lease expiring and one crash: worlds, transitions, and what breaks in how many steps.
 * Regressions, found by running; what breaks is what breaks without leases, too. No protocol has fewer worlds than `own-tasks`,
 * which reads no siblings; `fallback`, `refuse` and `merged` differ where reads fail, and here none does.
 */
const CASES = [
  [
    'own-tasks',
    80_796,
    286_736,
    {
      'no-false-terminal': 14,
      'gate-never-green-early': 15,
      'settled-stays-settled': 24,
      'verdict-matches-rows': 14,
      'completed-at-iff-settled': 24,
      'undetermined-writes-nothing': 13,
    },
  ],
  ['fallback', 122_940, 422_976, LAST_WINS],
  ['refuse', 122_940, 422_976, LAST_WINS],
  ['merged', 122_940, 422_976, LAST_WINS],
  ['held', 98_708, 337_290, { 'settled-stays-settled': 36 }],
  ['cas', 121_270, 419_932, {}],
  ['fenced', 118_738, 402_574, {}],
] as const;

describe('two operations that two drivers lease', () => {
  it.each(CASES)('break exactly what is known under %s', (protocol, states, transitions, broken) => {
    const exploration = explored({ protocol, faults: LEASE });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    expect(brokenBy(exploration)).toEqual(broken);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    for (const fault of Object.keys(LEASE)) expect(exploration.faultsInjected[fault]).toBeGreaterThan(0);
  });

  it.each([
    ['a failure beside', { ...LEASE, failure: 1 }, 289_728],
    ['a failure that comes late', { expiry: 1, failure: 1, 'late-failure': 1 }, 228_025],
    ['reads that fail or are stale', { expiry: 1, read: 1, stale: 1 }, 314_489],
    ['writes that fail or are not acknowledged', { expiry: 1, write: 1, ack: 1 }, 319_104],
    ['two leases expiring', { expiry: 2 }, 91_147],
  ])('hold everything under fenced with %s', (_what, faults, states) => {
    const exploration = explored({ faults });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });

  it('are as good with partial-order reduction: drives are still nobody else’s business', () => {
    const exploration = explore(new Kernel(leased({ faults: LEASE })), { reduce: true });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states: 58_194 });
    expect(brokenBy(exploration)).toEqual({});
  });
});

describe('one driver for two operations', () => {
  it('finishes both where a drive leaves when its operation has finished', () => {
    expect(brokenBy(explored({ protocol: 'held', drivers: 1, faults: LEASE }))).toEqual({});
    expect(brokenBy(explored({ drivers: 1, faults: LEASE }))).toEqual({});
  });

  it('never gets to the second one where a finished drive stays until the apply is done', () => {
    const exploration = explored({ protocol: 'merged', drivers: 1 });
    expect(brokenBy(exploration)).toHaveProperty('every-apply-settles');
    expect(exploration.witnesses).toEqual([{ name: 'can-complete', reached: false }]);
  });
});

describe('the number of worlds', () => {
  it('is the same with leases and without where nobody competes', () => {
    const alone = { operations: 1 };
    const without = explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...alone })));
    expect(explored(alone)).toMatchObject({ states: without.states, transitions: without.transitions });
    expect([without.states, without.transitions]).toEqual([45, 61]);
  });

  it('is what a naive explorer counts, on the model and on live actors', async () => {
    const system = leased({ operations: 1, drivers: 2, faults: { expiry: 1 } });
    const kernel = new Kernel(system);
    const graph = await naive(system, () => new ModelExecution(kernel), { limit: 3000 });
    expect([graph.worlds.length, graph.edges.length]).toEqual([2211, 4882]);
    const { states, transitions } = explore(kernel, { properties: [] });
    expect([states, transitions]).toEqual([2211, 4882]);
    const small = leased({ operations: 1, drivers: 2 });
    const live = await naive(small, () => new LiveExecution(small));
    expect([live.worlds.length, live.edges.length]).toEqual([89, 122]);
  });
});

describe('the name of the driver as its token', () => {
  /** A fresh word for each claim, as in production; the claims are counted in a cell of their own. */
  const withFreshTokens = (system: AnySystem): AnySystem => {
    const counted = { ...system, store: { ...(system.store as object), claims: 0 } } as unknown as AnySystem;
    return withService('claim', (run) => (input, tx, self) => {
      const claimed = run(input, tx, self) as Claim | typeof BLOCKED;
      if (claimed === BLOCKED) return BLOCKED;
      const claims = 'claims' as 'revision';
      const cell = `lease:${claimed.operation ?? ''}` as const;
      const lease = tx.read(cell);
      const token = `claim ${tx.read(claims) + 1}`;
      tx.write(claims, tx.read(claims) + 1);
      tx.write(cell, lease && { ...lease, token });
      return { ...claimed, lease: token };
    })(counted);
  };

  it.each(['held', 'cas', 'fenced'])('finds what fresh tokens find, in as many steps, under %s', (protocol) => {
    const system = leased({ protocol, faults: { expiry: 1 } });
    const [named, fresh] = [explore(new Kernel(system)), explore(new Kernel(withFreshTokens(system)))];
    expect([named.verdict, fresh.verdict]).toEqual(['exhausted', 'exhausted']);
    expect(brokenBy(fresh)).toEqual(brokenBy(named));
    expect(fresh.states).toBeGreaterThanOrEqual(named.states);
  });
});

describe('a driver whose lease was taken', () => {
  const stolen = [
    ...tick('1', 'claim', 'pollEngine'),
    'lease of operation:A expires',
    'drive:2 claim takes effect',
    'drive:2 claim is answered',
  ];

  it('is told so by its next write, which changes nothing, and claims anew', async () => {
    const execution = new ModelExecution(new Kernel(leased({ operations: 1, drivers: 2, faults: { expiry: 1 } })));
    await replay(execution, stolen);
    const before = execution.picture().store;
    const { steps } = await replay(execution, tick('1', 'writeOperation'));
    expect(steps[0]?.answer?.ok).toBe(false);
    expect(steps[0]?.answer?.value).toMatchObject({ name: 'LeaseLost' });
    expect(execution.view().actor('drive:1')?.value).toBe('claiming');
    expect(execution.picture().store).toEqual(before);
  });

  it('may write as long as nobody has taken it, and by that renews it', async () => {
    const execution = new ModelExecution(new Kernel(leased({ operations: 1, drivers: 2, faults: { expiry: 1 } })));
    const labels = [...stolen.slice(0, -2), 'drive:1 writeOperation takes effect'];
    const { divergence } = await replay(execution, labels);
    expect(divergence).toBeNull();
    expect(execution.view().read('lease:A')).toEqual({ holder: 'drive:1', token: 'drive:1', expired: false });
    expect(execution.possible().map(({ label }) => label)).not.toContain('drive:2 claim#1 takes effect');
  });
});

describe('deployment orders', () => {
  const ordered = (config: RolloutConfig): Exploration =>
    explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })));

  it.each([
    ['rolling', 1138, 2388],
    // The modelled engine does not wait for a cutover: what is at the barrier has completed.
    ['barrier', 1138, 2388],
    ['parallel', 10_847, 27_926],
  ] as const)('hold everything under fenced with a failure: %s', (order, states, transitions) => {
    const exploration = ordered({ order, faults: { failure: 1 } });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states, transitions });
    expect(brokenBy(exploration)).toEqual({});
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });

  it.each([
    ['a stop', { stop: 1 }, 23_906],
    ['a crash and failures', { crash: 1, failure: 1, 'late-failure': 1 }, 13_023],
  ])('do so for one at a time with %s', (_what, faults, states) => {
    const exploration = ordered({ order: 'rolling', faults });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });

  it.each([
    // An earlier operation may begin behind a later one that has failed: the race of begin-under-verdict is still there.
    ['parallel', { 'no-false-terminal': 24 }],
    ['rolling', {}],
  ] as const)('mend what cas breaks with a failure only if one begins at a time: %s', (order, broken) => {
    expect(brokenBy(ordered({ protocol: 'cas', order, faults: { failure: 1 } }))).toEqual(broken);
  });

  it.each([
    ['continue', 'halt', 8596],
    // Nothing begins behind a failure.
    ['halt', 'continue', 4115],
    // As long as the policy of the first one is the same, that of the last one makes no difference.
    ['continue', 'continue', 8596],
  ] as const)('hold everything whatever the policies, also of the one that waits: %s, %s', (first, second, states) => {
    const operations = { A: { onFailure: first }, B: { onFailure: second } };
    const exploration = ordered({ order: 'rolling', operations, faults: { failure: 2, crash: 1 } });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual({});
  });

  it.each([{ failure: 1 }, { failure: 1, release: 1 }])(
    'let an apply rest behind a failed operation whose policy is pause, and go on once it is released: %j',
    (faults) => {
      const operations = { A: { onFailure: 'pause' }, B: {} } as const;
      const config: RolloutConfig = { order: 'rolling', operations, faults };
      expect(brokenBy(ordered(config))).toEqual({});
      const isPaused = (world: View): boolean => (world.read('apply') as { state: string }).state === 'paused';
      const paused = { kind: 'witness', name: 'paused', summary: '', reached: isPaused } as unknown as Witness<never>;
      const kernel = new Kernel(rolloutSystem({ protocol: 'fenced', ...config }));
      expect(explore(kernel, { properties: [paused] }).witnesses).toEqual([{ name: 'paused', reached: true }]);
    },
  );

  it('hold everything under fenced with leases, too', () => {
    const exploration = ordered({ order: 'rolling', leases: true, faults: { ...LEASE, failure: 1 } });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states: 82_854 });
    expect(brokenBy(exploration)).toEqual({});
  });
});

describe('parts that do not go together', () => {
  it.each([
    [{ legacy: true, order: 'rolling' }, 'an apply without operations has nothing to put in an order'],
    [{ drivers: 2 }, 'drivers are counted where operations are leased only: add "leases: true"'],
    [{ leases: true, drivers: 0 }, 'rollout: drivers is 0: it must be a whole number from 1 to 26'],
  ] as const)('are refused: %j', (config, message) => {
    expect(() => rolloutSystem(config)).toThrow(message);
  });
});

describe('a driver whose clock says that its lease is good when another driver has taken it', () => {
  it('polls its engine in some run of the model, and writes nothing', async () => {
    const execution = new ModelExecution(new Kernel(leased({ operations: 1, drivers: 2, faults: { expiry: 1 } })));
    const { divergence } = await replay(execution, [
      ...tick('1', 'claim'),
      'lease of operation:A expires',
      ...tick('2', 'claim'),
      ...tick('1', 'pollEngine'),
    ]);
    expect(divergence).toBeNull();
    expect(execution.view().actor('engine:A')?.value).toBe('copying');
    const before = execution.view().read('operation:A');
    await replay(execution, tick('1', 'writeOperation'));
    expect(execution.view().read('operation:A')).toEqual(before);
    expect(execution.view().actor('drive:1')?.value).toBe('claiming');
  });
});
