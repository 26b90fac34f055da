import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../../src/rollout/base/config.ts';
import { pairs, refusals, triples, type Combination } from '../../../src/rollout/swarm/part-combinations.ts';
import { PART_CHOICES } from '../../../src/rollout/swarm/part-choices.ts';
import { PARTS, partsIn } from '../../../src/rollout/parts/index.ts';
import { SETTING_NAMES } from '../../../src/rollout/base/settings.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';

/** Every way to have a part, written down once more: what a reaper needs, and none of its faults. */
const WAYS: readonly RolloutConfig[] = [
  { changedRows: true },
  { leases: true },
  { leases: true, drivers: 1 },
  { late: 1 },
  { misreports: true },
  { tasks: 2 },
  { order: 'rolling' },
  { order: 'barrier' },
  { order: 'parallel' },
  { finalizer: true },
  { cutover: true },
  { cutover: true, revertWindow: true },
  { requests: true },
  { retries: 1 },
  { leases: true, reaper: true },
  { target: true },
  { summary: true },
  { isolation: 'snapshot' },
  { isolation: 'read-committed' },
];

/** Settings of which a rollout cannot have both: the same setting with another value. A lease is in with one driver, too. */
function together(ways: readonly RolloutConfig[]): RolloutConfig | null {
  const entries = ways.flatMap((way) => Object.entries(way));
  const clashes = entries.some(([name, value]) => entries.some(([other, its]) => name === other && value !== its));
  return clashes ? null : (Object.fromEntries(entries) as RolloutConfig);
}

function canBeBuilt(config: RolloutConfig): boolean {
  try {
    rolloutSystem({ operations: 2, ...config });
    return true;
  } catch {
    return false;
  }
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

const keyOf = ({ faults = {}, ...config }: RolloutConfig): string =>
  JSON.stringify([
    Object.entries({ operations: 2, ...config }).toSorted(byName),
    Object.entries(faults).toSorted(byName),
  ]);

const keysOf = (combinations: readonly Combination[]): Set<string> =>
  new Set(combinations.map(({ config }) => keyOf(config)));

describe('combinations of parts', () => {
  it('know every part there is', () => {
    expect(new Set(PART_CHOICES.map(({ part }) => part.name))).toEqual(new Set(PARTS.map(({ name }) => name)));
    expect(PART_CHOICES).toHaveLength(WAYS.length);
    // What is not a part by itself is a factor of the covering array: numbers of drivers and holders, the policy; and a mutant is no setting.
    const said = new Set(PART_CHOICES.flatMap(({ setting }) => Object.keys(setting)));
    expect(SETTING_NAMES.filter((name) => !said.has(name))).toEqual(['onFailure', 'holders', 'mutant']);
  });

  it('have every triple of parts that can be built, and no other', () => {
    const expected = new Set<string>();
    for (const [a, first] of WAYS.entries())
      for (const [b, second] of WAYS.entries())
        for (const third of WAYS.slice(b + 1)) {
          if (b <= a) continue;
          const config = together([first, second, third]);
          // With leases there is one part of two ways, and a reaper brings it along.
          if (config === null || !isTriple([first, second, third]) || !canBeBuilt(config)) continue;
          expected.add(keyOf({ ...config, faults: {} }));
        }
    expect(expected.size).toBeGreaterThan(500);
    expect(keysOf(triples(2))).toEqual(expected);
    expect(triples(2)).toHaveLength(expected.size);
  });

  it('have every pair that can be built under every fault that only one of its parts brings, if it can happen', () => {
    const built = keysOf(pairs(2));
    let asked = 0;
    for (const { part, setting } of PART_CHOICES)
      for (const other of PART_CHOICES.filter((one) => one.part !== part)) {
        const config = { ...other.setting, ...setting };
        for (const fault of Object.keys(part.faults ?? {})) {
          const before = { start: 'stop', duplicate: 'stop', 'found-done': 'failure', 'stale-progress': 'stop' }[fault];
          const faults = { ...(before === undefined ? {} : { [before]: 1 }), [fault]: 1 };
          const isForWindow = fault === 'revert' || fault === 'skip-revert';
          const isForTwo = fault === 'shutdown' || fault === 'wedge';
          const isIdle = (isForWindow && config.revertWindow !== true) || (isForTwo && config.drivers === 1);
          if (!canBeBuilt(config) || isIdle) {
            expect(built).not.toContain(keyOf({ ...config, faults }));
            continue;
          }
          expect(built).toContain(keyOf({ ...config, faults }));
          asked += 1;
        }
      }
    // One for each pair in both directions and each fault that the first brings, but for those that could not happen.
    expect(asked).toBe(268);
  });

  it('are each of the parts that they name, under faults that a rollout knows', () => {
    for (const { parts, config } of [...triples(3), ...pairs(3)]) {
      expect(config.operations).toBe(3);
      expect(parts.length).toBe(Object.keys(config.faults).length === 0 ? 3 : 2);
      for (const fault of Object.keys(config.faults)) expect(Object.keys(ROLLOUT_FAULTS)).toContain(fault);
      const within = partsIn(config).map(({ name }) => name);
      for (const choice of PART_CHOICES.filter(({ name }) => parts.includes(name)))
        expect(within).toContain(choice.part.name);
    }
  });

  it('say which parts are left out together, and why: none of them can be built', () => {
    const refused = refusals();
    expect(refused.map(({ parts }) => parts.join(' ')).toSorted()).toEqual([
      'late operations cutover',
      'late operations revert window',
      'tasks cutover',
      'tasks retries',
      'tasks revert window',
    ]);
    for (const { parts } of refused) {
      const settings = PART_CHOICES.filter(({ name }) => parts.includes(name)).map(({ setting }) => setting);
      expect(canBeBuilt(Object.assign({}, ...settings) as RolloutConfig)).toBe(false);
    }
  });

  it('may be of some parts only', () => {
    expect(triples(2, ['order', 'finalizer', 'cutover']).map(({ parts }) => parts.join(' '))).toEqual([
      'rolling finalizer cutover',
      'rolling finalizer revert window',
      'barrier finalizer cutover',
      'barrier finalizer revert window',
      'parallel finalizer cutover',
      'parallel finalizer revert window',
    ]);
  });
});

/** Whether these are ways of three parts: not twice an order, a cutover, an isolation, or leases. */
function isTriple(ways: readonly RolloutConfig[]): boolean {
  const kinds = ways.map((way) => {
    if (way.reaper === true) return 'reaper';
    return Object.keys(way)[0];
  });
  return new Set(kinds).size === 3;
}
