import { describe, expect, it } from 'vitest';
import { configUnder, FAULT_CLASSES, type FaultClass } from '../../src/rollout/system/fault-classes.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';

const explored = (config: RolloutConfig): Exploration => explore(new Kernel(rolloutSystem(config)));

const brokenBy = ({ findings }: Exploration): string[] =>
  findings.flatMap(({ property, result }) => (result === 'holds' ? [] : [property.name]));

const LAST_WINS = ['settled-stays-settled', 'completed-at-iff-settled'];

/** Two operations: how many worlds, and what breaks. Regressions, found by running. */
const CASES: readonly (readonly [string, string, number, readonly string[]])[] = [
  // A drive that stays with its finished operation is not there for the one whose driver is gone.
  ['drivers', 'merged', 63_659, [...LAST_WINS, 'every-apply-settles', 'aggregate-converges-to-rows']],
  ['drivers', 'held', 56_925, ['settled-stays-settled']],
  ['drivers', 'cas', 59_153, []],
  ['drivers', 'fenced', 57_603, []],
  ['reaper', 'merged', 103_079, ['no-false-terminal', ...LAST_WINS, 'work-ends-first', 'reaps-nothing-live']],
  ['reaper', 'cas', 102_013, ['no-false-terminal', 'work-ends-first', 'reaps-nothing-live']],
  ['reaper', 'fenced', 90_371, []],
  ['target', 'merged', 15_361, ['no-false-terminal', ...LAST_WINS, 'target-has-one-owner']],
  ['target', 'cas', 10_656, ['no-false-terminal', 'target-has-one-owner']],
  ['target', 'fenced', 12_003, []],
  ['target-stop', 'fenced', 199_572, []],
  ['legacy-lease', 'refuse', 2900, ['every-apply-settles', 'aggregate-converges-to-rows']],
  ['legacy-lease', 'merged', 4766, []],
  ['legacy-lease', 'fenced', 6118, []],
];

describe('what comes after a lease, or after an apply', () => {
  it.each(CASES)('under %s breaks exactly what is known of %s', (name, protocol, states, broken) => {
    const under = FAULT_CLASSES.find((one) => one.name === name) as FaultClass;
    const exploration = explored(configUnder(under, { protocol, operations: 2 }));
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual(broken);
    for (const fault of Object.keys(under.faults)) expect(exploration.faultsInjected[fault]).toBeGreaterThan(0);
  });
});

describe('a limit on how many drivers hold leases', () => {
  const limited = (protocol: string): Exploration =>
    explored({ protocol, leases: true, holders: 1, faults: { shutdown: 1, crash: 1 } });

  it('is no obstacle where drivers leave what they have finished', () => {
    const exploration = limited('fenced');
    expect(exploration).toMatchObject({ verdict: 'exhausted', states: 8100 });
    expect(brokenBy(exploration)).toEqual([]);
  });

  it('keeps the second operation from ever beginning where they stay', () => {
    expect(brokenBy(limited('merged'))).toContain('every-apply-settles');
  });

  it('is for leases alone', () => {
    expect(() => rolloutSystem({ holders: 1 })).toThrow('add "leases: true"');
  });
});

describe('a reaper', () => {
  it.each([
    [{ reaper: true }, 'a reaper goes by leases: add "leases: true"'],
    [{ reaper: true, leases: true, legacy: true }, 'an apply without operations leaves no rows to a reaper'],
  ])('does not go with %j', (config, message) => {
    expect(() => rolloutSystem(config)).toThrow(message);
  });
});
