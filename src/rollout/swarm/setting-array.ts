/** Rollouts in which all settings meet each other: a covering array of policies, orders, sizes, drivers, parts and faults. */
import { coveringArray, type Row } from './covering-array.ts';
import { budgetOf, canHappen, PART_CHOICES } from './part-choices.ts';
import { distinct, type Combination } from './part-combinations.ts';
import { PARTS, partsIn } from '../parts/index.ts';
import type { RolloutSetting } from '../base/settings.ts';
import { ROLLOUT_FAULTS } from '../system/rollout-system.ts';

type Config = Combination['config'];

/** Something of which each rollout has one value. */
export interface SettingFactor {
  readonly name: string;
  /** The first is how it is where nothing is said. */
  readonly values: readonly { readonly name: string; readonly config: Partial<Config> }[];
}

/** A row with more parts is not exhausted, and what it finds is hard to read. */
const MOST_PARTS = 4;

/** Three of these occur together; of all others two. */
const TOGETHER = ['policy', 'order', 'operations', 'leases'];

const OUT = { name: 'out', config: {} };

/** The factors, of these parts or of all. */
export function settingFactors(parts?: readonly string[]): SettingFactor[] {
  const isMeant = (name: string): boolean => parts === undefined || parts.includes(name);
  const drivers = { name: 'three drivers, one holder', config: { leases: true, drivers: 3, holders: 1 } };
  return [
    { name: 'policy', values: ['halt', 'continue', 'pause'].map(policy) },
    {
      name: 'operations',
      values: [2, 1, 3].map((operations) => ({ name: String(operations), config: { operations } })),
    },
    ...PARTS.filter(({ name }) => isMeant(name)).map(({ name, needs }) => ({
      name,
      values: [
        OUT,
        ...PART_CHOICES.filter(({ part }) => part.name === name).map((choice) => ({
          name: choice.name,
          config: without(choice.setting, needs),
        })),
        ...(name === 'leases' ? [drivers] : []),
      ],
    })),
    {
      name: 'fault',
      values: [
        { name: 'none', config: {} },
        ...Object.keys(ROLLOUT_FAULTS).map((fault) => ({ name: fault, config: { faults: budgetOf(fault) } })),
      ],
    },
  ];
}

function policy(name: string): SettingFactor['values'][number] {
  return { name, config: name === 'halt' ? {} : { onFailure: name as 'continue' | 'pause' } };
}

/** What a part needs is a factor of its own. */
function without(setting: RolloutSetting, needs: RolloutSetting = {}): RolloutSetting {
  return Object.fromEntries(Object.entries(setting).filter(([name]) => !(name in needs)));
}

/** The rollouts. Any two values occur together in one of them, unless they exclude each other; of a few factors any three. */
export function settingArray(parts?: readonly string[]): Combination[] {
  const factors = settingFactors(parts);
  const sizes = factors.map(({ values }) => values.length);
  const rows = coveringArray({ sizes, groups: groupsOf(factors), complete: (row) => completed(row, factors) });
  return distinct(rows.map((row) => combinationOf(row, factors)));
}

function groupsOf(factors: readonly SettingFactor[]): number[][] {
  const numbers = factors.map((_, index) => index);
  const few = numbers.filter((index) => TOGETHER.includes(factors[index]?.name ?? ''));
  const subsets = (from: readonly number[], size: number): number[][] =>
    size === 0
      ? [[]]
      : from.flatMap((first, index) => subsets(from.slice(index + 1), size - 1).map((rest) => [first, ...rest]));
  return [...subsets(few, 3), ...subsets(numbers, 2)];
}

/** The row with what its values need; null if nothing makes a rollout of it. */
function completed(row: Row, factors: readonly SettingFactor[]): readonly number[] | null {
  for (let best = row; ;) {
    const troubles = troublesOf(best, factors);
    if (troubles === 0) return best.map((value) => value ?? 0);
    const better = changesOf(best, factors).find((one) => troublesOf(one, factors) < troubles);
    if (better === undefined) return null;
    best = better;
  }
}

/** Each with one value more. */
function changesOf(row: Row, factors: readonly SettingFactor[]): Row[] {
  return factors.flatMap(({ values }, factor) =>
    row[factor] === undefined ? values.slice(1).map((_, index) => row.with(factor, index + 1)) : [],
  );
}

function troublesOf(row: Row, factors: readonly SettingFactor[]): number {
  const config = configOf(row, factors);
  const mistakes = PARTS.filter(({ mistake }) => (mistake?.(config) ?? null) !== null).length;
  const idle = Object.keys(config.faults).filter((fault) => !canHappen(fault, config)).length;
  return mistakes + idle + Math.max(0, partsIn(config).length - MOST_PARTS);
}

function configOf(row: Row, factors: readonly SettingFactor[]): Config {
  const configs = factors.map(({ values }, factor) => values[row[factor] ?? 0]?.config);
  return Object.assign({ operations: 2, faults: {} }, ...configs) as Config;
}

function combinationOf(row: Row, factors: readonly SettingFactor[]): Combination {
  const parts = factors.flatMap(({ name, values }, factor) => {
    const value = row[factor] ?? 0;
    return PARTS.some((part) => part.name === name) && value > 0 ? [values[value]?.name ?? ''] : [];
  });
  return { kind: 'array', parts, config: configOf(row, factors) };
}
