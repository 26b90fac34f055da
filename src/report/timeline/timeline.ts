/** A race as a timeline that a person can follow. */
import { fitColumns, sum } from '../terminal/fit.ts';
import { drawParagraphs, drawRow, type Cell } from '../terminal/grid.ts';
import { DEFAULT_WIDTH, glyphsOf, paintOf, type Glyphs, type Look, type Paint } from '../terminal/look.ts';
import type { TimelineTrace } from './steps.ts';
import { storyOf, type Story, type StoryOptions, type StoryRow } from './story.ts';
import { displayWidth, longestWord } from '../terminal/text.ts';

/** What a timeline shows and how. @public */
export interface TimelineOptions extends Look, StoryOptions {}

/** What both forms draw with. */
interface Pen {
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly paint: Paint;
}

/**
 * Draws a trace with a lane for each actor that takes part and one for the stored row, time running down.
 *
 * Rows are numbered by the steps they show (`t3`, `t3–4`), counted from 0. Where the lanes do not fit the width, the steps are
 * listed one below the other instead; no text is ever cut off, so a single word longer than the width makes a longer line.
 *
 * @public
 */
export function renderTimeline(trace: TimelineTrace, options: TimelineOptions = {}): string {
  const pen = { width: options.width ?? DEFAULT_WIDTH, glyphs: glyphsOf(options), paint: paintOf(options) };
  const story = storyOf(trace, options, pen.glyphs);
  if (story.rows.length === 0) return 'no steps';
  return (inLanes(story, pen, ' ') ?? inLanes(story, pen, '') ?? asList(story, pen)).join('\n');
}

/** One lane beside the other, or null if they do not fit. `pad` stands left of the bars between them. */
function inLanes({ lanes, rows }: Story, { width, glyphs, paint }: Pen, pad: string): string[] | null {
  if (lanes.length === 0) return null;
  const gutter = `${pad}${glyphs.bar} `;
  const titles: Cell[] = [[], ...lanes.map(({ title }): Cell => [{ text: title }])];
  const table = [
    titles,
    ...rows.map(({ label, cells }) => [[{ text: label }], ...lanes.map(({ id }) => cells.get(id) ?? [])]),
  ];
  const columns = titles.map((_, column) => table.map((row) => row[column] ?? []));
  const widths = fitColumns(columns, width - lanes.length * gutter.length);
  if (widths === null) return null;
  const indent = (widths[0] ?? 0) + gutter.length;
  if (rows.some(({ notes }) => notes.some(({ text }) => longestWord(text) > width - indent))) return null;
  const grid = widths.map((width) => ({ width }));
  const cross = `${glyphs.line.repeat(pad.length)}${glyphs.cross}${glyphs.line}`;
  const rule = widths.map((width) => glyphs.line.repeat(width)).join(cross);
  const drawn = rows.flatMap((row, index) => [
    ...(row.cells.size === 0 ? [] : drawRow(table[index + 1] ?? [], grid, gutter, paint)),
    ...drawParagraphs(row.notes, width - indent, paint).map((line) => ' '.repeat(indent) + line),
  ]);
  return [...drawRow(titles, grid, gutter, paint), rule, ...drawn];
}

const GAP = '  ';

/** `t3  drive:A  listOperations#1 takes effect`, and what it changed for others beneath. */
function asList({ lanes, rows }: Story, { width, paint }: Pen): string[] {
  const labels = Math.max(...rows.map(({ label }) => longestWord(label)));
  const titles = Math.max(0, ...lanes.map(({ title }) => displayWidth(title)));
  const fixed = [labels, titles];
  const text = Math.max(1, width - sum(fixed) - fixed.length * GAP.length);
  const grid = [...fixed, text].map((width) => ({ width }));
  const indent = labels + GAP.length;
  return rows.flatMap((row) => [
    ...linesOf(row, lanes).flatMap((cells) => drawRow(cells, grid, GAP, paint)),
    ...drawParagraphs(row.notes, Math.max(1, width - indent), paint).map((line) => ' '.repeat(indent) + line),
  ]);
}

/** The actor that acts comes first and has the row's number. */
function linesOf({ label, acting, cells }: StoryRow, lanes: Story['lanes']): Cell[][] {
  const first = lanes.filter(({ id }) => id === acting);
  const involved = [...first, ...lanes.filter(({ id }) => id !== acting)].filter(({ id }) => cells.has(id));
  return involved.map(({ id, title }, index) => [
    index === 0 ? [{ text: label }] : [],
    [{ text: title }],
    cells.get(id) ?? [],
  ]);
}
