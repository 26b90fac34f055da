/**
 * Covering arrays: few rows in which every few values occur together that can (D. M. Cohen, Dalal, Fredman and Patton, The AETG System,
 * IEEE TSE 23(7), 1997). Greedy and without chance: the same factors give the same rows.
 */

/** A value for each factor, by the number of the factor. A row that is being built leaves some out. */
export type Row = readonly (number | undefined)[];

/** What the rows are put together from. */
export interface Factors {
  /** How many values each factor has. Where all cover as much, the first is taken. */
  readonly sizes: readonly number[];
  /** The factors whose values have to occur together, as sets of any size. */
  readonly groups: readonly (readonly number[])[];
  /** The row with a value for each factor, those that are given among them; null if there is none. */
  readonly complete: (row: Row) => readonly number[] | null;
}

/** Rows in which each combination of values of each group occurs, but for those that no row can have. */
export function coveringArray(factors: Factors): (readonly number[])[] {
  const open = possibleTuples(factors);
  const rows: (readonly number[])[] = [];
  for (const tuple of open.values()) {
    const row = extended(tuple, open, factors);
    for (const key of keysOf(row, factors.groups)) open.delete(key);
    rows.push(row);
  }
  return rows;
}

/** Those that some row has, by their keys. A row that is found for one shows others. */
function possibleTuples({ sizes, groups, complete }: Factors): Map<string, Row> {
  const possible = new Map<string, Row>();
  const shown = new Set<string>();
  for (const group of groups) {
    for (const tuple of tuplesOf(group, sizes)) {
      const key = keyOf(tuple, group);
      const row = shown.has(key) ? [] : complete(tuple);
      if (row === null) continue;
      if (row.length > 0) for (const other of keysOf(row, groups)) shown.add(other);
      possible.set(key, tuple);
    }
  }
  return possible;
}

function tuplesOf(group: readonly number[], sizes: readonly number[]): Row[] {
  const none: Row = sizes.map(() => undefined);
  return group.reduce<Row[]>(
    (rows, factor) =>
      rows.flatMap((row) => Array.from({ length: sizes[factor] ?? 0 }, (_, value) => row.with(factor, value))),
    [none],
  );
}

/** A whole row with these values, factor by factor that which covers most of what is open. */
function extended(tuple: Row, open: ReadonlyMap<string, Row>, { sizes, groups, complete }: Factors): readonly number[] {
  let row = tuple;
  for (const [factor, size] of sizes.entries()) {
    if (row[factor] !== undefined) continue;
    const about = groups.filter((group) => group.includes(factor));
    const values = Array.from({ length: size }, (_, value) => row.with(factor, value));
    const gains = values.map((one) => keysOf(one, about).filter((key) => open.has(key)).length);
    const byGain = values.map((_, value) => value).toSorted((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0));
    const best = byGain.find((value) => complete(values[value] ?? []) !== null);
    row = values[best ?? 0] ?? row;
  }
  const whole = complete(row);
  if (whole === null)
    throw new RangeError(`no row has the values ${JSON.stringify(tuple)}, which was said to be possible`);
  return whole;
}

/** Of each group that the row says a value for in all factors. */
function keysOf(row: Row, groups: Factors['groups']): string[] {
  return groups.flatMap((group) => (group.every((factor) => row[factor] !== undefined) ? [keyOf(row, group)] : []));
}

function keyOf(row: Row, group: readonly number[]): string {
  return group.map((factor) => `${factor}=${row[factor]}`).join(' ');
}
