/** Which violations of a combined matrix are told: of those that contain each other the smallest. */
import type { CombinedCell, CombinedProperty } from './combined-cells.ts';

/** What a combination violates that no smaller one does. */
export interface Violation {
  readonly cell: CombinedCell;
  readonly properties: readonly CombinedProperty[];
  /** In how many more that contain it one of these properties is violated. */
  readonly alsoIn: number;
}

/** The smallest first: with the fewest settings and faults, and then with the fewest steps. */
export function representatives(cells: readonly CombinedCell[]): Violation[] {
  const violated = cells.filter((cell) => violationsOf(cell).length > 0).toSorted((a, b) => sizeOf(a) - sizeOf(b));
  return violated.flatMap((cell, index) => {
    const smaller = violated.slice(0, index).filter((one) => isWithin(one, cell));
    const own = violationsOf(cell).filter(({ name }) => !smaller.some((one) => violates(one, name)));
    if (own.length === 0) return [];
    const larger = violated.slice(index + 1).filter((one) => isWithin(cell, one));
    const alsoIn = larger.filter((one) => own.some(({ name }) => violates(one, name))).length;
    return [{ cell, properties: own, alsoIn }];
  });
}

const violationsOf = ({ properties }: CombinedCell): CombinedProperty[] =>
  properties.filter(({ result }) => result === 'violated');

const violates = (cell: CombinedCell, name: string): boolean =>
  violationsOf(cell).some((property) => property.name === name);

function sizeOf(cell: CombinedCell): number {
  const { setting, faults, operations } = cell;
  return operations + Object.keys(setting).length + Object.values(faults).reduce((sum, most) => sum + most, 0);
}

/** Whether the one has all that the other has, and perhaps more. */
function isWithin(smaller: CombinedCell, larger: CombinedCell): boolean {
  return (
    smaller.protocol === larger.protocol &&
    smaller.operations <= larger.operations &&
    Object.entries(smaller.setting).every(([name, value]) => larger.setting[name] === value) &&
    Object.entries(smaller.faults).every(([name, most]) => most <= (larger.faults[name] ?? 0))
  );
}
