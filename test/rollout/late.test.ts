import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { brokenBy } from './control-classes.ts';

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', operations: 2, late: 1, ...config })));

describe('fenced holds everything, exhausted, where an operation is attached', () => {
  it.each<readonly [string, RolloutConfig, number]>([
    ['nothing goes wrong', { faults: { attach: 1 } }, 5_343],
    ['an engine fails', { faults: { attach: 1, failure: 1 } }, 13_091],
    ['an engine fails and a drive crashes', { faults: { attach: 1, crash: 1, failure: 1 } }, 35_591],
    ['operations wait for each other', { order: 'rolling', faults: { attach: 1, failure: 1 } }, 2_099],
    [
      'either of two comes first, and whoever comes later waits',
      { operations: 3, late: 2, order: 'rolling', faults: { attach: 2 } },
      170_955,
    ],
    ['a failure pauses the rollout', { onFailure: 'pause', faults: { attach: 1, failure: 1 } }, 21_439],
    ['somebody tells how it ended', { summary: true, faults: { attach: 1, crash: 1 } }, 18_951],
    ['the apply is cancelled', { faults: { attach: 1, cancel: 1, failure: 1 } }, 66_880],
  ])('and %s', (_what, config, states) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual([]);
    expect(exploration.faultsInjected['attach']).toBeGreaterThan(0);
    expect(exploration.witnesses.find(({ name }) => name === 'can-grow')?.reached).toBe(true);
  });
});

describe('an apply is completed over an operation that was attached meanwhile', () => {
  it.each(['own-tasks', 'fallback', 'refuse', 'merged', 'held', 'cas'])('under %s', (protocol) => {
    const broken = brokenBy(explored({ protocol, faults: { attach: 1 } }));
    expect(broken).toEqual(expect.arrayContaining(['no-false-terminal', 'gate-never-green-early']));
  });
});

describe('to attach an operation', () => {
  const offers = (config: RolloutConfig): boolean => {
    const system = rolloutSystem({ operations: 2, late: 1, faults: { attach: 1, stop: 1, cancel: 1 }, ...config });
    const possible = new ModelExecution(new Kernel(system)).possible().map(({ label }) => label);
    return possible.includes('operation:B is attached');
  };

  it('is possible while its apply is not terminal', () => {
    expect(offers({})).toBe(true);
    expect(offers({ apply: { state: 'running_degraded' } })).toBe(true);
    for (const state of ['completed', 'failed', 'cancelled', 'stopped'] as const)
      expect(offers({ apply: { state } })).toBe(false);
  });

  it('is not possible any more once a stop or a cancel is requested, nor twice', () => {
    for (const first of ['stop requested', 'cancel requested', 'operation:B is attached']) {
      const config = { operations: 2, late: 1, faults: { attach: 2, stop: 1, cancel: 1 } };
      const execution = new ModelExecution(new Kernel(rolloutSystem(config)));
      const chosen = execution.possible().find(({ label }) => label === first);
      if (chosen !== undefined) execution.take(chosen);
      const later = execution.possible().map(({ label }) => label);
      expect([chosen?.label, later.includes('operation:B is attached')]).toEqual([first, false]);
    }
  });

  it('is not possible once the finalizer that comes after it is there', () => {
    const config: RolloutConfig = { operations: 3, late: 2, finalizer: true, order: 'rolling', faults: { attach: 2 } };
    const offered = (...first: string[]): string[] => {
      const execution = new ModelExecution(new Kernel(rolloutSystem({ protocol: 'fenced', ...config })));
      const possible = () => execution.possible().filter(({ label }) => label.endsWith('is attached'));
      for (const wanted of first) {
        const choice = possible().find(({ label }) => label === wanted);
        if (choice === undefined) throw new Error(`"${wanted}" is not possible`);
        execution.take(choice);
      }
      return possible().map(({ label }) => label);
    };
    expect(offered()).toEqual(['operation:B is attached', 'operation:C is attached']);
    expect(offered('operation:C is attached')).toEqual([]);
    expect(offered('operation:B is attached')).toEqual(['operation:C is attached']);
    expect(brokenBy(explored({ protocol: 'fenced', ...config }))).toEqual([]);
  });

  it('takes another one that is there from the start', () => {
    const orderOf = (operations: number, late: number): unknown =>
      (rolloutSystem({ operations, late }).store as { readonly order: unknown }).order;
    expect(orderOf(3, 2)).toEqual(['A']);
    expect(orderOf(2, 5)).toEqual(['A']);
    expect(orderOf(1, 1)).toEqual(['A']);
    expect(() => rolloutSystem({ late: 0 })).toThrow('rollout: late is 0: it must be a whole number from 1 to 25');
    expect(() => rolloutSystem({ legacy: true, late: 1 })).toThrow('an apply without operations');
  });
});
