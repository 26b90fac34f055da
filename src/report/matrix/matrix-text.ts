/** The matrix of protocols, properties and classes of faults, for people. */
import { DEFAULT_WIDTH, glyphsOf, type Glyphs, type Look, type Style } from '../terminal/look.ts';
import type { FaultMatrix, MatrixCell } from './matrix-report.ts';
import { numberRaces, type Race } from './matrix-races.ts';
import { renderTable } from '../terminal/table.ts';
import { counted, printable, wrap } from '../terminal/text.ts';

/** How a matrix is told. @public */
export interface FaultMatrixOptions extends Look {
  /** The command line that shows the race of a violated cell; shown as it is. */
  readonly raceCommand: (cell: MatrixCell) => string;
}

/**
 * Tells what was explored, how many properties break under each protocol and class of faults, and then, property by property,
 * where it holds and by which race it is violated, with the command that shows each race. Commands are never wrapped.
 *
 * @public
 */
export function renderFaultMatrix(matrix: FaultMatrix, options: FaultMatrixOptions): string {
  const races = numberRaces(inReadingOrder(matrix));
  const blocks = [
    prose(headline(matrix), options),
    prose(boundsText(matrix), options),
    classTable(matrix, options),
    summaryTable(matrix, options),
    prose(legend(glyphsOf(options)), options),
    ...matrix.properties.map((property) => propertyBlock(matrix, property, races, options)),
    warningLines(matrix, options),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** `read=1,stale=1`, as `--faults` of a check takes it; `none` where nothing may happen. */
export function budgetText(faults: Readonly<Record<string, number>>): string {
  const budgets = Object.entries(faults).filter(([, most]) => most > 0);
  return budgets.length === 0 ? 'none' : budgets.map(([name, most]) => `${name}=${most}`).join(',');
}

function prose(text: string, { width = DEFAULT_WIDTH }: Look): string {
  return wrap(printable(text), width).join('\n');
}

/** Property by property, row by row, from left to right. */
function inReadingOrder({ properties, classes, cells }: FaultMatrix): MatrixCell[] {
  return properties.flatMap((property) =>
    classes.flatMap((row) => cells.filter((cell) => cell.property === property.name && cell.class === row.name)),
  );
}

/** One cell for each exploration. */
function explorationsOf({ cells }: FaultMatrix): MatrixCell[] {
  return [...new Map(cells.map((cell) => [`${cell.protocol} ${cell.class}`, cell])).values()];
}

function protocolsOf({ cells }: FaultMatrix): string[] {
  return [...new Set(cells.map(({ protocol }) => protocol))];
}

function headline(matrix: FaultMatrix): string {
  const explored = explorationsOf(matrix);
  const states = explored.reduce((sum, cell) => sum + cell.states, 0);
  const seconds = explored.reduce((sum, cell) => sum + cell.seconds, 0);
  const effort = `${counted(states, 'world')}, ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const size = `${counted(matrix.operations, 'operation')}, ${counted(protocolsOf(matrix).length, 'protocol')}`;
  const classes = matrix.classes.length === 1 ? 'one class of faults' : `${matrix.classes.length} classes of faults`;
  return `${size}, ${classes}: ${counted(explored.length, 'exploration')}, ${verdictsText(explored)} (${effort})`;
}

function verdictsText(explored: readonly MatrixCell[]): string {
  const cut = explored.filter(({ verdict }) => verdict === 'bounded').length;
  const how = explored.some(({ reduced }) => reduced === true) ? 'exhausted by partial-order reduction' : 'exhausted';
  return cut === 0 ? `all ${how}` : `${explored.length - cut} ${how}, ${cut} bounded`;
}

/** What was cut, and why: nothing that was not found there is known to hold. */
function boundsText(matrix: FaultMatrix): string {
  const cut = explorationsOf(matrix).filter(({ verdict }) => verdict === 'bounded');
  const begun = cut.filter(({ states }) => states > 0);
  const places = begun.map(({ states, bound = 'a limit', ...cell }) => {
    return `${placeText(cell)} (${counted(states, 'world')}, cut by ${bound})`;
  });
  const never = cut.length > begun.length ? [`${counted(cut.length - begun.length, 'exploration')} never begun`] : [];
  const all = [...places, ...never].join('; ');
  return all === '' ? '' : `Bounded, which proves nothing about deeper worlds: ${all}.`;
}

const placeText = (place: Pick<MatrixCell, 'protocol' | 'class'>): string => `${place.protocol} under ${place.class}`;

function classTable({ classes }: FaultMatrix, look: Look): string {
  const rows = classes.map(({ name, faults, summary }) => [name, budgetText(faults), summary]);
  return renderTable(rows, { width: DEFAULT_WIDTH, ...look, header: ['class', 'faults', 'what may go wrong'] });
}

function summaryTable(matrix: FaultMatrix, look: Look): string {
  const glyphs = glyphsOf(look);
  return gridOf(matrix, matrix.cells, 'properties broken', look, (cells) => summaryCell(cells, glyphs));
}

/** `✗ 2 ? 7`: two properties are violated, seven are inconclusive. */
function summaryCell(cells: readonly MatrixCell[], { wrong, unsure, right }: Glyphs): string {
  if (cells.length === 0) return '-';
  const count = (result: MatrixCell['result']): number => cells.filter((cell) => cell.result === result).length;
  const violated = count('violated') > 0 ? [`${wrong} ${count('violated')}`] : [];
  const open = count('inconclusive') > 0 ? [`${unsure} ${count('inconclusive')}`] : [];
  return [...violated, ...open].join(' ') || right;
}

function legend({ right, wrong, unsure }: Glyphs): string {
  return `Below, ${right} holds in every reachable world; ${wrong} N is violated, race N shows how, in as many steps as it says; ${unsure} is inconclusive, because the exploration was cut.`;
}

/** Where the property holds, and the races where it does not; a sentence where all cells say the same. */
function propertyBlock(
  matrix: FaultMatrix,
  { name, kind, summary }: FaultMatrix['properties'][number],
  races: ReadonlyMap<MatrixCell, Race>,
  options: FaultMatrixOptions,
): string {
  const glyphs = glyphsOf(options);
  const cells = matrix.cells.filter(({ property }) => property === name);
  const is = (result: MatrixCell['result']): boolean => cells.every((cell) => cell.result === result);
  if (is('holds')) return prose(`${glyphs.right} ${name} (${kind}) holds everywhere: ${summary}`, options);
  if (is('inconclusive')) return prose(`${glyphs.unsure} ${name} (${kind}) is inconclusive: ${summary}`, options);
  const title = prose(`${name} (${kind}): ${summary}`, options);
  const grid = gridOf(matrix, cells, '', options, ([cell]) => cellText(cell, races, glyphs));
  return [title, grid, ...raceLines(cells, races, options)].join('\n');
}

function cellText(
  cell: MatrixCell | undefined,
  races: ReadonlyMap<MatrixCell, Race>,
  { right, wrong, unsure }: Glyphs,
): string {
  if (cell === undefined) return '-';
  return { holds: right, violated: `${wrong} ${races.get(cell)?.number}`, inconclusive: unsure }[cell.result];
}

function raceLines(
  cells: readonly MatrixCell[],
  races: ReadonlyMap<MatrixCell, Race>,
  { raceCommand }: FaultMatrixOptions,
): string[] {
  const own = [...new Set(cells.flatMap((cell) => races.get(cell) ?? []))].toSorted((a, b) => a.number - b.number);
  const width = Math.max(...own.map(({ number }) => String(number).length));
  return own.map(({ number, cell }) => {
    return `${String(number).padStart(width)}  ${counted(cell.steps ?? 0, 'step')}: ${raceCommand(cell)}`;
  });
}

/** A table whose rows are the classes of faults and whose columns are the protocols. */
function gridOf(
  matrix: FaultMatrix,
  cells: readonly MatrixCell[],
  corner: string,
  look: Look,
  text: (cells: readonly MatrixCell[]) => string,
): string {
  const protocols = protocolsOf(matrix);
  const rows = matrix.classes.map(({ name }) => [
    name,
    ...protocols.map((protocol) => text(cells.filter((cell) => cell.class === name && cell.protocol === protocol))),
  ]);
  const style = (cell: string, _row: number, column: number): Style | undefined =>
    column === 0 ? undefined : cellStyle(cell, glyphsOf(look));
  return renderTable(rows, { width: DEFAULT_WIDTH, ...look, header: [corner, ...protocols], style });
}

function cellStyle(text: string, { wrong, unsure }: Glyphs): Style | undefined {
  if (text.startsWith(wrong)) return 'bad';
  return text.startsWith(unsure) ? 'warn' : undefined;
}

/** Each warning once, with all its places. */
function warningLines({ warnings }: FaultMatrix, look: Look): string {
  const messages = [...new Set(warnings.map(({ message }) => message))];
  const { warning } = glyphsOf(look);
  return messages
    .map((message) => {
      const places = warnings.filter((other) => other.message === message).map(placeText);
      return prose(`${warning} ${message}: ${places.join(', ')}`, look);
    })
    .join('\n');
}
