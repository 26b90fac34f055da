/** Where to look for a mutant's first kill: nothing but time depends on it. */
import type { FaultClass } from '../../rollout/system/fault-classes.ts';
import { firstNoticed } from '../../rollout/system/first-noticed.ts';
import type { Mutant } from '../../rollout/base/mutant.ts';
import { PARTS } from '../../rollout/parts/index.ts';

/** What has been learned of a class so far. */
export interface ClassRecord {
  /** How many mutants were killed under it. */
  readonly kills: number;
  /** How many worlds the original has under it. */
  readonly states: number;
}

/**
 * The classes in the order of likelihood: the one that killed this mutant when it was written, those with the part that it is of, those that
 * killed others most often, the cheap ones.
 */
export function likelyFirst(
  { name, mutate }: Pick<Mutant, 'name' | 'mutate'>,
  classes: readonly FaultClass[],
  recordOf: (name: string) => ClassRecord,
): FaultClass[] {
  const part = PARTS.find(({ mutants = [] }) => mutants.some((mutant) => mutant.mutate === mutate));
  const rank = (under: FaultClass): readonly number[] => [
    firstNoticed(name) === under.name ? 0 : 1,
    part !== undefined && part.within(under.setting ?? {}) !== null ? 0 : 1,
    -recordOf(under.name).kills,
    recordOf(under.name).states,
  ];
  return classes.toSorted((a, b) => firstDifference(rank(a), rank(b)));
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
