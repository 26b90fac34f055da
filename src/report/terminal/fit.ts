/** How wide the columns of a grid are made, so that it takes few lines. */
import { linesOf, type Cell } from './grid.ts';
import { displayWidth, longestWord } from './text.ts';

/**
 * The widths at which these columns take the fewest lines side by side, or null if their longest words alone do not fit.
 *
 * Greedy: from the narrowest columns on, the widening that saves the most lines for its room is made until none can be.
 *
 * @param columns the cells of each column, from top to bottom
 * @param available room for all cells together, gutters not counted
 */
export function fitColumns(columns: readonly (readonly Cell[])[], available: number): number[] | null {
  const widths = columns.map((cells) => widest(cells, longestWord));
  if (sum(widths) > available) return null;
  const wanted = columns.map((cells) => widest(cells, displayWidth));
  if (sum(wanted) <= available) return wanted;
  const heights = columns.map((cells) => heightsOf(cells));
  for (;;) {
    const widening = bestWidening(heights, widths, wanted, available - sum(widths));
    if (widening === null) return widths;
    widths[widening.column] = widening.width;
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function widest(cells: readonly Cell[], measure: (text: string) => number): number {
  return Math.max(0, ...cells.flat().map(({ text, indent = 0 }) => indent + measure(text)));
}

/** The heights of a column's cells, by its width. */
type Heights = (width: number) => readonly number[];

function heightsOf(cells: readonly Cell[]): Heights {
  const known = new Map<number, number[]>();
  return (width) => {
    const heights = known.get(width) ?? cells.map((cell) => linesOf(cell, width).length);
    known.set(width, heights);
    return heights;
  };
}

interface Widening {
  readonly column: number;
  readonly width: number;
  /** Lines saved for each unit of width. */
  readonly worth: number;
}

function bestWidening(
  heights: readonly Heights[],
  widths: readonly number[],
  wanted: readonly number[],
  room: number,
): Widening | null {
  const now = sum(lineCounts(heights, widths));
  let best: Widening | null = null;
  for (const [column, width] of widths.entries()) {
    const others = lineCounts(heights, widths, column);
    for (let wider = width + 1; wider <= Math.min(width + room, wanted[column] ?? 0); wider += 1) {
      const own = heights[column]?.(wider) ?? [];
      const saved = now - sum(others.map((height, row) => Math.max(height, own[row] ?? 0)));
      const worth = saved / (wider - width);
      if (saved > 0 && worth > (best?.worth ?? 0)) best = { column, width: wider, worth };
    }
  }
  return best;
}

/** The height of each row; the column `except` does not count. */
function lineCounts(heights: readonly Heights[], widths: readonly number[], except?: number): number[] {
  const columns = widths.flatMap((width, column) => (column === except ? [] : [heights[column]?.(width) ?? []]));
  const rows = heights[0]?.(widths[0] ?? 0).length ?? 0;
  return Array.from({ length: rows }, (_, row) => Math.max(0, ...columns.map((column) => column[row] ?? 0)));
}
