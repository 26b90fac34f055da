/** What explorations of a mutant, beside those of the original, say about a property. */
import type { KillCell } from '../../report/matrix/matrix-kills.ts';
import { propertiesUnder, type FaultClass } from '../../rollout/system/fault-classes.ts';
import type { Explored, Found } from './matrix-variants.ts';

/** The properties that the original keeps under a class of faults and the mutant does not. */
export function killersIn(original: Explored, mutant: Explored): string[] {
  const names = [...mutant.findings.keys()];
  return names.filter((name) => isKill(foundIn(original, name), foundIn(mutant, name)));
}

/** What there is to say from. `isOver` is false where it was interrupted: then what was not explored is inconclusive. */
export interface Hunt {
  readonly classes: readonly FaultClass[];
  readonly originals: readonly Explored[];
  readonly explored: readonly Explored[];
  readonly isOver: boolean;
}

/** What the mutant does to a property, over all classes that ask it and were explored. */
export function killCell(property: string, { classes, originals, explored, isOver }: Hunt): KillCell {
  const asking = classes.filter((under) => propertiesUnder([under]).some(({ name }) => name === property));
  const pairs = asking.map(({ name }) => ({
    class: name,
    original: foundIn(find(originals, name), property),
    mutant: foundIn(find(explored, name), property),
  }));
  const [kill] = pairs
    .filter(({ original, mutant }) => isKill(original, mutant))
    .toSorted((a, b) => (a.mutant?.steps ?? 0) - (b.mutant?.steps ?? 0));
  if (kill !== undefined) return { property, result: 'killed', class: kill.class, steps: kill.mutant?.steps ?? 0 };
  const results = pairs.flatMap(({ original, mutant }) => [original?.result, mutant?.result]);
  if (results.includes('inconclusive')) return { property, result: 'inconclusive' };
  if (results.includes(undefined)) return { property, result: isOver ? 'unasked' : 'inconclusive' };
  return { property, result: results.includes('violated') ? 'untested' : 'survived' };
}

const find = (explored: readonly Explored[], under: string): Explored | undefined =>
  explored.find((one) => one.class === under);

const foundIn = (explored: Explored | undefined, property: string): Found | undefined =>
  explored?.findings.get(property);

function isKill(original: Found | undefined, mutant: Found | undefined): boolean {
  return original?.result === 'holds' && mutant?.result === 'violated';
}
