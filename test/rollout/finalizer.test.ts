import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { brokenBy } from './control-classes.ts';

const explored = (config: RolloutConfig): Exploration =>
  explore(new Kernel(rolloutSystem({ protocol: 'fenced', finalizer: true, ...config })));

/** A table step that waits for another one, and a finalizer of its scope alone. */
const CHAIN = {
  A: { deployment: 'east', key: 'a/t', step: 1 },
  B: { deployment: 'east', key: 'b/t', step: 2 },
  F: { deployment: 'east', key: 'b/group_finalizer', kind: 'group_finalizer' },
} as const;

describe('fenced holds everything, exhausted, with a finalizer', () => {
  it.each<readonly [string, RolloutConfig, number]>([
    ['behind work that fails, where the rollout goes on', { onFailure: 'continue', faults: { failure: 1 } }, 1_138],
    ['behind work that fails, where it pauses', { onFailure: 'pause', faults: { failure: 1, release: 1 } }, 7_851],
    ['of two operations, one of which fails', { operations: 3, onFailure: 'continue', faults: { failure: 1 } }, 89_522],
    ['under a stop', { faults: { failure: 1, stop: 1 } }, 37_224],
    ['under a cancel', { onFailure: 'continue', faults: { failure: 1, cancel: 1, crash: 1 } }, 22_807],
    [
      'of a step that waits for one that fails',
      { operations: CHAIN, finalizer: false, onFailure: 'continue', faults: { failure: 1 } },
      40_338,
    ],
  ])('%s', (_what, config, states) => {
    const exploration = explored(config);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual([]);
  });
});

it('an apply that counts on its orphan never settles, under every protocol that holds it open', () => {
  for (const protocol of ['held', 'cas', 'fenced']) {
    const broken = brokenBy(
      explored({ protocol, onFailure: 'continue', mutant: 'no-orphans', faults: { failure: 1 } }),
    );
    expect(broken).toEqual(expect.arrayContaining(['every-apply-settles', 'aggregate-converges-to-rows']));
  }
});

it('an apply without operations has nothing to finalize', () => {
  expect(() => explored({ legacy: true })).toThrow('an apply without operations has nothing to finalize');
});
