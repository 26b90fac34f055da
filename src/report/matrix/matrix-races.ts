/** The races of a matrix, numbered: one that needs fewer faults stands for all cells in which it is a shortest one, too. */
import type { MatrixCell } from './matrix-report.ts';

/** A violated cell whose race has a number. */
export interface Race {
  readonly number: number;
  readonly cell: MatrixCell;
}

/**
 * Numbers the races from 1. A violated cell gets the number of an earlier cell of the same protocol and property that has as many
 * steps and fewer faults to choose from: what can happen there can happen here.
 */
export function numberRaces(cells: readonly MatrixCell[]): ReadonlyMap<MatrixCell, Race> {
  const races: Race[] = [];
  const byCell = new Map<MatrixCell, Race>();
  for (const cell of cells.filter(({ result }) => result === 'violated')) {
    const known = races.find((race) => isRaceOf(race.cell, cell));
    const race = known ?? { number: races.length + 1, cell };
    if (known === undefined) races.push(race);
    byCell.set(cell, race);
  }
  return byCell;
}

function isRaceOf(known: MatrixCell, cell: MatrixCell): boolean {
  const same = known.protocol === cell.protocol && known.property === cell.property;
  return same && known.steps !== undefined && known.steps === cell.steps && isWithin(known, cell);
}

/** Whether whatever may happen in the one may happen in the other. */
function isWithin(smaller: MatrixCell, larger: MatrixCell): boolean {
  const budgets = Object.entries(smaller.faults);
  return (
    smaller.operations === larger.operations &&
    settingOf(smaller) === settingOf(larger) &&
    budgets.every(([name, most]) => most <= (larger.faults[name] ?? 0))
  );
}

function settingOf({ setting = {} }: MatrixCell): string {
  const entries = Object.entries(setting).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries);
}
