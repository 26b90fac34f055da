/** Rollouts with few parts in them, all that there are: parts that hold each by itself may still wait for each other. */
import type { FaultBudget } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import { budgetOf, canHappen, faultsConcerning, PART_CHOICES, type PartChoice } from './part-choices.ts';
import { partsMistake } from '../parts/index.ts';
import { settingOf, type RolloutSetting } from '../base/settings.ts';

/** Why a rollout is explored. */
export type CombinationKind = 'triple' | 'pair' | 'array';

/** What a combined matrix has, in the order of what it costs. */
export const COMBINATION_KINDS = ['triples', 'pairs', 'settings'] as const;

/** A rollout, and which parts it has been put together from. */
export interface Combination {
  readonly kind: CombinationKind;
  readonly parts: readonly string[];
  readonly config: RolloutConfig & { readonly operations: number; readonly faults: FaultBudget };
}

/** Parts that do not go together, with the reason. */
export interface Refusal {
  readonly parts: readonly string[];
  readonly why: string;
}

/** Every triple of these parts, or of all, without faults and at so many operations. Triples that are one and the same rollout are one. */
export function triples(operations: number, parts?: readonly string[]): Combination[] {
  return distinct(
    allowed(subsets(3, choicesOf(parts))).map((choices) => ({
      kind: 'triple',
      parts: namesOf(choices),
      config: { operations, ...together(choices), faults: {} },
    })),
  );
}

/** Every pair of parts under each single fault that concerns one of them. */
export function pairs(operations: number, parts?: readonly string[]): Combination[] {
  return distinct(
    allowed(subsets(2, choicesOf(parts))).flatMap((choices) => {
      const config = { operations, ...together(choices) };
      const faults = new Set(choices.flatMap(({ part }) => faultsConcerning(part)));
      const possible = [...faults].filter((fault) => canHappen(fault, config));
      return possible.map((fault): Combination => {
        return { kind: 'pair', parts: namesOf(choices), config: { ...config, faults: budgetOf(fault) } };
      });
    }),
  );
}

/** Every pair of parts that is refused, and the reason. */
export function refusals(parts?: readonly string[]): Refusal[] {
  return subsets(2, choicesOf(parts)).flatMap((choices) => {
    const why = partsMistake(together(choices));
    return why === null ? [] : [{ parts: namesOf(choices), why }];
  });
}

function choicesOf(parts: readonly string[] | undefined): readonly PartChoice[] {
  return PART_CHOICES.filter(({ part }) => parts === undefined || parts.includes(part.name));
}

/** So many parts, each in one of its ways. */
function subsets(size: number, from: readonly PartChoice[]): (readonly PartChoice[])[] {
  if (size === 0) return [[]];
  return from.flatMap((first, index) => {
    const others = from.slice(index + 1).filter(({ part }) => part !== first.part);
    return subsets(size - 1, others).map((rest) => [first, ...rest]);
  });
}

function allowed(all: readonly (readonly PartChoice[])[]): (readonly PartChoice[])[] {
  return all.filter((choices) => partsMistake(together(choices)) === null);
}

/** All of their settings: what one of them needs does not take back what another one says. */
function together(choices: readonly PartChoice[]): RolloutSetting {
  return Object.assign({}, ...choices.map(({ setting }) => setting).toReversed()) as RolloutSetting;
}

const namesOf = (choices: readonly PartChoice[]): string[] => choices.map(({ name }) => name);

/** The first of those that are strictly the same rollout. */
export function distinct(combinations: readonly Combination[]): Combination[] {
  const first = new Map<string, Combination>();
  for (const combination of combinations) {
    const key = sameness(combination.config);
    if (!first.has(key)) first.set(key, combination);
  }
  return [...first.values()];
}

/** The same text for configs of the same rollout. */
function sameness({ operations, faults = {}, ...config }: RolloutConfig): string {
  return JSON.stringify([operations, settingOf(config), Object.entries(faults).toSorted(byName)]);
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;
