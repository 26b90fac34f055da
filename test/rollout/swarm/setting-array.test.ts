import { beforeAll, describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../../src/rollout/base/config.ts';
import type { Combination } from '../../../src/rollout/swarm/part-combinations.ts';
import { PARTS, partsIn } from '../../../src/rollout/parts/index.ts';
import { settingArray, settingFactors, type SettingFactor } from '../../../src/rollout/swarm/setting-array.ts';
import { ROLLOUT_FAULTS, rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';

type Value = SettingFactor['values'][number];

/** Whether a rollout has this value, as far as its config tells. */
function has({ config }: Combination, { name, values }: SettingFactor, value: Value): boolean {
  if (name === 'fault') {
    // One of a fault, with what it takes to happen: two budgets of which the last is the one that was meant.
    const faults = Object.keys(config.faults);
    return value.name === 'none' ? faults.length === 0 : faults.at(-1) === value.name;
  }
  const said = [...new Set(values.flatMap((one) => Object.keys(one.config)))] as (keyof RolloutConfig)[];
  return said.every((setting) => config[setting] === value.config[setting]);
}

function canBeBuilt(config: RolloutConfig): boolean {
  try {
    rolloutSystem(config);
  } catch {
    return false;
  }
  return partsIn(config).length <= 4 && Object.keys(config.faults ?? {}).every((fault) => canHappen(fault, config));
}

/** Once more what a fault takes. */
function canHappen(fault: string, config: RolloutConfig): boolean {
  if (fault === 'release') return config.onFailure === 'pause';
  if (fault === 'partial') return config.operations !== 1 || config.leases === true;
  if (fault === 'own-row') return config.leases !== true;
  if (fault === 'shutdown' || fault === 'wedge')
    return config.leases === true && (config.drivers ?? config.operations ?? 2) !== 1;
  if (fault === 'revert' || fault === 'skip-revert') return config.revertWindow === true;
  const part = PARTS.find(({ faults = {} }) => fault in faults);
  return part === undefined || part.within(config) !== null;
}

const factors = settingFactors();

/** All values of all factors. */
const VALUES = factors.flatMap((factor) => factor.values.map((value) => ({ factor, value })));

/** Whether some rollout has these values, and up to two more: a fault takes a part, and a reaper leases. */
function isPossible(values: readonly (typeof VALUES)[number][]): boolean {
  const configOf = (all: typeof values): RolloutConfig =>
    Object.assign({ operations: 2 }, ...all.map(({ value }) => value.config)) as RolloutConfig;
  const free = VALUES.filter(({ factor }) => values.every((one) => one.factor !== factor));
  if (canBeBuilt(configOf(values))) return true;
  const one = free.filter((more) => canBeBuilt(configOf([...values, more])));
  if (one.length > 0) return true;
  return free.some((more, index) =>
    free.slice(index + 1).some((last) => last.factor !== more.factor && canBeBuilt(configOf([...values, more, last]))),
  );
}

describe('the covering array of settings', () => {
  let rows: Combination[];
  beforeAll(() => {
    rows = settingArray();
  });

  it('has any two values together, but for those that no rollout has both of', () => {
    let [covered, left] = [0, 0];
    for (const [index, first] of VALUES.entries())
      for (const second of VALUES.slice(index + 1)) {
        if (first.factor === second.factor) continue;
        const isThere = rows.some(
          (row) => has(row, first.factor, first.value) && has(row, second.factor, second.value),
        );
        if (isThere) covered += 1;
        else {
          left += 1;
          expect(isPossible([first, second]), `${first.value.name} with ${second.value.name}`).toBe(false);
        }
      }
    expect(covered).toBeGreaterThan(1500);
    expect(left).toBeLessThan(covered / 10);
  });

  it('has any three of policy, order, operations and drivers together', () => {
    const few = factors.filter(({ name }) => ['policy', 'order', 'operations', 'leases'].includes(name));
    expect(few).toHaveLength(4);
    for (const out of few) {
      const [a, b, c] = few.filter((factor) => factor !== out) as [SettingFactor, SettingFactor, SettingFactor];
      for (const x of a.values)
        for (const y of b.values)
          for (const z of c.values) {
            const isThere = rows.some((row) => has(row, a, x) && has(row, b, y) && has(row, c, z));
            expect({ triple: [x.name, y.name, z.name], isThere }).toMatchObject({ isThere: true });
          }
    }
  });

  it('has rollouts that can be built, in which each fault can happen, and no two that are the same', () => {
    expect(rows.filter(({ config }) => !canBeBuilt(config))).toEqual([]);
    expect(new Set(rows.map(({ config }) => JSON.stringify(config))).size).toBe(rows.length);
  });

  it('knows every fault, one to three operations, every policy and drivers of all kinds', () => {
    const faults = new Set(rows.flatMap(({ config }) => Object.keys(config.faults)));
    expect(faults).toEqual(new Set(Object.keys(ROLLOUT_FAULTS)));
    expect(new Set(rows.map(({ config }) => config.operations))).toEqual(new Set([1, 2, 3]));
    expect(new Set(rows.map(({ config }) => config.onFailure))).toEqual(new Set([undefined, 'continue', 'pause']));
    expect(rows.some(({ config }) => config.drivers === 3 && config.holders === 1)).toBe(true);
  });
});
