import { describe, expect, it, vi } from 'vitest';
import { PROTOCOLS } from '../../../../src/machines/index.ts';
import type { RolloutConfig } from '../../../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../../../src/sim/search/explore.ts';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../../../src/sim/execution/live.ts';
import { replay } from '../../../../src/sim/execution/replay.ts';
import { naive } from '../../../sim/naive.ts';

vi.setConfig({ testTimeout: 60_000 });

const LEVELS = ['read-committed', 'snapshot'] as const;
const TWO_DRIVERS = { leases: true, operations: 1, drivers: 2 } as const;

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })));

const brokenBy = ({ findings }: Exploration): Record<string, number | undefined> =>
  Object.fromEntries(
    findings.flatMap(({ property, result, path }) =>
      result === 'holds' ? [] : [[property.name, path?.choices.length]],
    ),
  );

/** Worlds under read committed and under a snapshot. Regressions, found by running. */
const HOLDS: readonly (readonly [string, RolloutConfig, number, number])[] = [
  ['nothing going wrong', {}, 5124, 7228],
  ['an engine failing', { faults: { failure: 1 } }, 13_728, 17_986],
  ['a crash', { faults: { crash: 1 } }, 19_807, 25_995],
  ['writes that fail or are not acknowledged', { faults: { write: 1, ack: 1 } }, 54_505, 66_510],
  ['a cancel', { faults: { cancel: 1 } }, 39_084, 49_357],
  ['a stop requested', { requests: true, operations: 1, faults: { stop: 1 } }, 1269, 1409],
  ['a lease expiring', { leases: true, faults: { expiry: 1 } }, 44_827, 85_436],
  ['all of it for one row', { ...TWO_DRIVERS, faults: { expiry: 2, crash: 1, write: 1 } }, 77_140, 214_862],
];

describe('transactions that take a statement at a time', () => {
  it.each(HOLDS)('hold everything under fenced with %s', (_what, config, ...states) => {
    const explorations = LEVELS.map((isolation) => explored({ ...config, isolation }));
    for (const exploration of explorations) {
      expect(exploration.verdict).toBe('exhausted');
      expect(brokenBy(exploration)).toEqual({});
      expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    }
    expect(explorations.map((exploration) => exploration.states)).toEqual(states);
  });

  it.each(PROTOCOLS)('break the same properties of $name as transactions of one instant', ({ name: protocol }) => {
    const serializable = Object.keys(brokenBy(explored({ protocol, faults: { failure: 1 } })));
    for (const isolation of LEVELS)
      expect(Object.keys(brokenBy(explored({ protocol, isolation, faults: { failure: 1 } })))).toEqual(serializable);
  });

  it('lose a stop under every older protocol: there is nothing that it could lock', () => {
    const config = { requests: true, operations: 1, faults: { stop: 1 } } as const;
    for (const { name: protocol } of PROTOCOLS.slice(0, -1)) {
      expect(brokenBy(explored({ protocol, ...config }))).not.toHaveProperty('stop-halts-siblings');
      for (const isolation of LEVELS)
        expect(brokenBy(explored({ protocol, isolation, ...config }))).toHaveProperty('stop-halts-siblings', 3);
    }
  });

  it('cost nothing where they take one instant', () => {
    const { states, transitions } = explored({ faults: { failure: 1 } });
    expect(explored({ faults: { failure: 1 }, isolation: 'serializable' })).toMatchObject({ states, transitions });
  });

  it.each([
    ['read-committed', 97, 142],
    ['snapshot', 172, 236],
  ] as const)('are as many as a naive explorer counts, on live actors: %s', async (isolation, states, transitions) => {
    const system = rolloutSystem({ protocol: 'fenced', ...TWO_DRIVERS, isolation });
    const graph = await naive(system, () => new LiveExecution(system));
    expect([graph.worlds.length, graph.edges.length]).toEqual([states, transitions]);
    expect(explore(new Kernel(system), { properties: [] })).toMatchObject({ states, transitions });
  });

  it('do not go with an apply that has no operations', () => {
    const build = () => rolloutSystem({ legacy: true, isolation: 'snapshot' });
    expect(build).toThrow('an apply without operations has one row to read and to write: nothing comes between');
  });
});

describe('a statement that is wrong', () => {
  it.each([
    ['unlocked-token', { ...TWO_DRIVERS, faults: { expiry: 1 } }, 'stale-lease-writes-nothing', 13],
    ['unlocked-stop', { requests: true, operations: 1, faults: { stop: 1 } }, 'stop-halts-siblings', 3],
  ] as const)('breaks what it is there for: %s', (mutant, config, property, steps) => {
    for (const isolation of LEVELS)
      expect(brokenBy(explored({ ...config, isolation, mutant }))).toHaveProperty(property, steps);
    expect(brokenBy(explored({ ...config, mutant }))).toEqual({});
  });

  it.each([
    ['rows-first', { faults: { failure: 1 } }, 'no-false-terminal', 22],
    ['unlocked-claim', { ...TWO_DRIVERS, faults: { expiry: 1 } }, 'one-lease-holder', 9],
  ] as const)('breaks nothing on a snapshot, which sees to it: %s', (mutant, config, property, steps) => {
    const brokenUnder = (isolation: 'read-committed' | 'snapshot') =>
      brokenBy(explored({ ...config, mutant, isolation }));
    expect(brokenUnder('read-committed')).toHaveProperty(property, steps);
    expect(brokenUnder('snapshot')).toEqual({});
  });
});

/** One request of a drive, in its two instants. */
const claimed = (drive: string): string[] => [`drive:${drive} claim selects`, `drive:${drive} claim takes effect`];
const polled = (drive: string): string[] => [
  `drive:${drive} pollEngine takes effect`,
  `drive:${drive} pollEngine is answered`,
];

async function after(config: RolloutConfig, labels: readonly string[]): Promise<ModelExecution> {
  const execution = new ModelExecution(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })));
  const { divergence } = await replay(execution, labels);
  expect(divergence).toBeNull();
  return execution;
}

const possible = (execution: ModelExecution): string[] =>
  execution.possible().map(({ label }) => label.replace(/#\d+/, ''));

describe('a transaction', () => {
  it('keeps others waiting for the rows that it has locked, and shows them nothing before its commit', async () => {
    const execution = await after({ isolation: 'read-committed' }, ['drive:A claim selects']);
    expect(execution.view().read('operation:A')).toMatchObject({ state: 'pending' });
    expect(possible(execution)).not.toContain('drive:B claim selects');
    await replay(execution, ['drive:A claim takes effect']);
    expect(possible(execution)).toContain('drive:B claim selects');
  });

  it('that was overtaken on its snapshot fails, and changes nothing', async () => {
    const labels = [...claimed('A'), ...polled('A'), 'drive:A writeOperation locks and reads', ...claimed('B')];
    const execution = await after({ isolation: 'snapshot' }, labels);
    const before = execution.picture().store;
    const { divergence } = await replay(execution, ['drive:A writeOperation takes effect']);
    expect(divergence).toBeNull();
    expect(execution.picture().store).toEqual(before);
    expect(execution.view().actor('drive:A')?.value).toBe('waiting');
  });

  it('of a claim that was overtaken on its snapshot selects anew', async () => {
    const labels = ['drive:B claim selects', ...claimed('A')];
    const execution = await after({ isolation: 'snapshot' }, labels);
    expect(possible(execution)).not.toContain('drive:B claim takes effect');
    await replay(execution, claimed('B'));
    expect(execution.view().read('operation:B')).toMatchObject({ state: 'running' });
  });

  it('of a drive that crashes keeps its locks until the database ends it', async () => {
    const labels = [...claimed('A'), ...polled('A'), 'drive:A writeOperation locks and reads', 'crash drive:A'];
    const execution = await after({ isolation: 'read-committed', faults: { crash: 1 } }, labels);
    expect(possible(execution)).not.toContain('drive:B claim selects');
    await replay(execution, ['transaction of drive:A ends']);
    expect(possible(execution)).toContain('drive:B claim selects');
  });

  it('is ended before its drive polls again', async () => {
    const labels = [...claimed('A'), ...polled('A'), 'drive:A writeOperation locks and reads'];
    const given = [...labels, 'drive:A writeOperation fails: timeout', 'drive:A timer pollInterval fires'];
    const execution = await after({ isolation: 'read-committed', faults: { write: 1 } }, given);
    expect(possible(execution)).not.toContain('drive:A pollEngine takes effect');
    await replay(execution, ['transaction of drive:A ends']);
    expect(possible(execution)).toContain('drive:A pollEngine takes effect');
  });

  it('does not keep time waiting', async () => {
    const config = { ...TWO_DRIVERS, isolation: 'read-committed', faults: { expiry: 1 } } as const;
    const execution = await after(config, [...claimed('1'), ...polled('1'), 'drive:1 writeOperation locks and reads']);
    expect(possible(execution)).toContain('lease of operation:A expires');
  });
});
