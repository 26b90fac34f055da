/** Tables of plain text. */
import { fitColumns } from './fit.ts';
import { drawRow, type Align, type Cell } from './grid.ts';
import { glyphsOf, paintOf, type Look, type Style } from './look.ts';
import { longestWord, printable } from './text.ts';

/** How a table looks. Without a width it is as wide as its cells. @public */
export interface TableOptions extends Look {
  readonly header: readonly string[];
  /** By column; left where nothing is said. */
  readonly align?: readonly (Align | undefined)[];
  /** The style of a cell, by its text; only colour shows it. */
  readonly style?: (text: string, row: number, column: number) => Style | undefined;
}

const GAP = '  ';

/**
 * Draws a table: the header, a rule, the rows. With a width, cells wrap between words; what still does not fit is wider.
 *
 * @public
 */
export function renderTable(rows: readonly (readonly string[])[], options: TableOptions): string {
  const { header, align = [], style, width = Number.POSITIVE_INFINITY } = options;
  const paint = paintOf(options);
  const body = rows.map((cells, row) =>
    header.map((_, column) => cellOf(cells[column] ?? '', style?.(cells[column] ?? '', row, column))),
  );
  const table = [header.map((title) => cellOf(title, 'strong')), ...body];
  const columns = header.map((_, column) => table.map((row) => row[column] ?? []));
  const widths = fitColumns(columns, width - (header.length - 1) * GAP.length) ?? columns.map(narrowest);
  const grid = widths.map((width, column) => ({ width, align: align[column] }));
  const [titles = [], ...lines] = table.map((row) => drawRow(row, grid, GAP, paint));
  const rule = widths.map((width) => glyphsOf(options).line.repeat(width)).join(GAP);
  return [...titles, rule, ...lines.flat()].join('\n');
}

const cellOf = (text: string, style?: Style): Cell => [{ text: printable(text), style }];

function narrowest(cells: readonly Cell[]): number {
  return Math.max(0, ...cells.flat().map(({ text }) => longestWord(text)));
}
