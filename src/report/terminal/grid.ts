/** Cells side by side, each wrapped in its column: what tables and timelines are drawn with. */
import type { Paint, Style } from './look.ts';
import { displayWidth, wrap } from './text.ts';

/** A text that begins on a line of its own. `indent` is in columns. */
export interface Paragraph {
  readonly text: string;
  readonly style?: Style | undefined;
  readonly indent?: number;
  /** Shares the line of the paragraph before, after a comma, where both fit on it. */
  readonly joins?: boolean;
}

/** What stands in one column of one row. */
export type Cell = readonly Paragraph[];

/** On which side a column leaves its spare room. @public */
export type Align = 'left' | 'right';

/** A column as it is drawn. */
export interface Column {
  readonly width: number;
  readonly align?: Align | undefined;
}

/** Draws one row; a cell that wraps makes it several lines. */
export function drawRow(cells: readonly Cell[], columns: readonly Column[], gutter: string, paint: Paint): string[] {
  const drawn = columns.map((column, index) => drawCell(cells[index] ?? [], column, paint));
  const height = Math.max(0, ...drawn.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ width }, index) => drawn[index]?.[line] ?? ' '.repeat(width))
      .join(gutter)
      .trimEnd(),
  );
}

/** Draws paragraphs one below the other, without a grid around them. */
export function drawParagraphs(paragraphs: Cell, width: number, paint: Paint): string[] {
  return drawCell(paragraphs, { width }, paint).map((line) => line.trimEnd());
}

function drawCell(cell: Cell, { width, align = 'left' }: Column, paint: Paint): string[] {
  return linesOf(cell, width).map(({ text, style, indent = 0 }) => {
    const spare = ' '.repeat(Math.max(0, width - indent - displayWidth(text)));
    const painted = `${' '.repeat(indent)}${paint(text, style)}`;
    return align === 'left' ? painted + spare : spare + painted;
  });
}

/** The lines that a cell takes in a column of this width. */
export function linesOf(cell: Cell, width: number): Paragraph[] {
  return joined(cell, width).flatMap(({ text, style, indent = 0 }) =>
    wrap(text, width - indent).map((line) => ({ text: line, style, indent })),
  );
}

function joined(cell: Cell, width: number): Cell {
  const lines: Paragraph[] = [];
  for (const paragraph of cell) {
    const last = lines.at(-1);
    const line = { ...paragraph, text: `${last?.text}, ${paragraph.text}` };
    const fits = (paragraph.indent ?? 0) + displayWidth(line.text) <= width;
    if (last !== undefined && paragraph.joins === true && fits) lines[lines.length - 1] = line;
    else lines.push(paragraph);
  }
  return lines;
}
