import { describe, expect, it, vi } from 'vitest';
import type { OperationRow, Requests } from '../../../src/machines/index.ts';
import type { RolloutConfig } from '../../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import type { View, Witness } from '../../../src/sim/contract/system.ts';
import { brokenBy, classesBreak, explored } from '../control-classes.ts';

vi.setConfig({ testTimeout: 60_000 });

// The other protocols are among the slow tests.
classesBreak(['merged', 'cas', 'fenced']);

describe('fenced holds everything, exhausted,', () => {
  it.each<readonly [string, RolloutConfig]>([
    ['where a failure pauses and one drive crashes', { onFailure: 'pause', faults: { failure: 1, crash: 1 } }],
    ['where the release is read too late', { onFailure: 'pause', faults: { failure: 1, release: 1, stale: 1 } }],
    ['where the release cannot be read', { onFailure: 'pause', faults: { failure: 1, release: 1, read: 1 } }],
    ['where a drive crashes on the way to a cancel', { faults: { cancel: 1, crash: 1 } }],
    ['where an apply without operations is cancelled', { legacy: true, faults: { cancel: 1, crash: 1, failure: 1 } }],
    ['where it is stopped, started and cancelled', { legacy: true, faults: { cancel: 1, stop: 2 } }],
    ['where a control loop crashes on the way to a stop', { requests: true, faults: { stop: 1, crash: 1 } }],
    [
      'where requests for one operation come in each other’s way',
      { operations: 1, requests: true, faults: { stop: 1, start: 1, cancel: 1, failure: 1 } },
    ],
    [
      'where they do for an apply without operations',
      { legacy: true, requests: true, faults: { stop: 1, start: 1, cancel: 1, crash: 1 } },
    ],
    ['where one operation is stopped and cancelled', { operations: 1, faults: { cancel: 1, stop: 1, failure: 1 } }],
  ])('%s', (_name, config) => {
    const exploration = explored({ protocol: 'fenced', ...config });
    expect(exploration.verdict).toBe('exhausted');
    expect(brokenBy(exploration)).toEqual([]);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });
});

/** Whether some run gets there. */
function canReach(config: RolloutConfig, reached: Witness<never>['reached']): boolean | undefined {
  const properties = [{ kind: 'witness' as const, name: 'there', summary: '', reached }];
  return explore(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })), { properties }).witnesses[0]?.reached;
}

describe('a failure under the policy pause', () => {
  const paused: RolloutConfig = { onFailure: 'pause', faults: { failure: 1, release: 1 } };

  it('keeps what comes later from beginning, and nothing that comes earlier', () => {
    const begunAfter = (failed: string, other: string) =>
      canReach({ ...paused, faults: { failure: 1 }, operations: startedWith(failed) }, (world) => {
        const row = world.read(`operation:${other}` as never) as { readonly started: boolean };
        return row.started;
      });
    expect(begunAfter('A', 'B')).toBe(false);
    expect(begunAfter('B', 'A')).toBe(true);
  });

  it('lets it begin once it is released', () => {
    const config = { ...paused, operations: startedWith('A') };
    expect(
      canReach(config, (world) => (world.read('operation:B' as never) as { state: string }).state === 'completed'),
    ).toBe(true);
  });

  it('offers no release where no operation pauses, nor a second one', () => {
    const execution = (config: RolloutConfig) => new ModelExecution(new Kernel(rolloutSystem(config)));
    const offers = (one: ModelExecution) => one.possible().filter(({ label }) => label === 'release requested');
    expect(offers(execution({ faults: { release: 2 } }))).toEqual([]);
    const other = execution({ ...paused, faults: { release: 2 } });
    const [first] = offers(other);
    if (first !== undefined) other.take(first);
    expect([first?.label, offers(other)]).toEqual(['release requested', []]);
  });
});

/** One operation has failed, and the other waits. */
describe('a stopped apply that is to be cancelled', () => {
  it('is opened again by a claim only if it does not stay stopped: otherwise there would be no end of claims', () => {
    const exploration = exploredUpTo(50_000, {
      protocol: 'fenced',
      operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'completed', engine: 'completed' } },
      requests: true,
      apply: { state: 'running' },
      faults: { stop: 1, cancel: 1 },
    });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states: 41_035 });
    expect(brokenBy(exploration)).toEqual([]);
  });
});

const exploredUpTo = (maxStates: number, config: RolloutConfig) =>
  explore(new Kernel(rolloutSystem(config)), { maxStates });

function startedWith(failed: string): NonNullable<RolloutConfig['operations']> {
  const state = (name: string) => (name === failed ? ({ state: 'failed', engine: 'failed' } as const) : {});
  return { A: state('A'), B: state('B') };
}

describe('fenced without the rule that what is in flight keeps a stop or a cancel from ending the apply', () => {
  const atOnce: RolloutConfig = { protocol: 'fenced', requests: true, mutant: 'ends-at-once' };

  it('cancels the apply while an operation runs', () => {
    expect(brokenBy(explored({ ...atOnce, faults: { cancel: 1 } }))).toContain('no-false-terminal');
  });

  it('stops the apply while an operation runs, and does not see that it fails then', () => {
    expect(brokenBy(explored({ ...atOnce, faults: { stop: 1, failure: 1 } }))).toEqual([
      'no-false-stop',
      'aggregate-converges-to-rows',
    ]);
  });
});

describe('a request', () => {
  const requests: RolloutConfig = { requests: true, operations: 1, faults: { stop: 2, start: 1, cancel: 1 } };

  it.each(['stop', 'start', 'cancel'] as const)('to %s can be completed, and can fail', (kind) => {
    for (const outcome of ['completed', 'failed']) {
      const answered = (world: View<never>) => (world.read('requests' as never) as Requests)[kind] === outcome;
      expect([outcome, canReach(requests, answered)]).toEqual([outcome, true]);
    }
  });

  it('is carried out, or comes too late: what it leaves is what it says', () => {
    const lies = (world: View<never>): boolean => {
      const { stop } = world.read('requests' as never) as Requests;
      const { state } = world.read('operation:A' as never) as OperationRow;
      return stop === 'completed' && world.read('control' as never) === 'stop' && state === 'running';
    };
    expect(canReach(requests, lies)).toBe(false);
  });
});
