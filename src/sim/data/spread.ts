/** Numbers in a row, and some of many. */

/** from, from + 1, … and not `to`; empty if there is nothing between. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** All of them, or `most` (at least two) that are evenly spread, the first and the last among them. */
export function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const gap = (items.length - 1) / (most - 1);
  return range(0, most).map((index) => items[Math.round(index * gap)] as Item);
}
