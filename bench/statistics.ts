/** The few statistics that a noisy machine allows. */

/** Several measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError if there is nothing to take the median of */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('no measurements');
  return { median: (at(sorted, sorted.length - 1) + at(sorted, sorted.length)) / 2, min, max };
}

/** The value at half of an index, rounded down. */
const at = (sorted: readonly number[], twice: number): number => sorted[twice >> 1] as number;
