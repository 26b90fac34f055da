/** What holds under which protocol. */
import type { PropertyResult, RolloutReport } from './check-report.ts';
import { DEFAULT_WIDTH, glyphsOf, type Glyphs, type Look, type Style } from '../terminal/look.ts';
import { renderTable } from '../terminal/table.ts';
import { displayWidth, grouped } from '../terminal/text.ts';

/** What the matrix needs of a report. @public */
export type MatrixReport = Pick<RolloutReport, 'protocol' | 'verdict' | 'states' | 'properties'>;

const GAP = 2;
const NOTHING = '-';

/** The words `holds`, `violated` and `inconclusive` with their symbols. */
export function resultText(result: PropertyResult, glyphs: Glyphs): string {
  return {
    holds: `${glyphs.right} holds`,
    violated: `${glyphs.wrong} violated`,
    inconclusive: `${glyphs.unsure} inconclusive`,
  }[result];
}

/** The style of a cell that says `result`. */
export function resultStyle(text: string): Style | undefined {
  if (text.endsWith(' violated')) return 'bad';
  return text.endsWith(' inconclusive') ? 'warn' : undefined;
}

/**
 * Draws the properties as rows and the protocols as columns, with each protocol's verdict and number of states above.
 * Protocols that do not fit the width side by side follow in further tables. A property that a protocol was not checked for
 * is `-`, and so are states that a sample does not count.
 *
 * @public
 */
export function renderMatrix(reports: readonly MatrixReport[], options: Look = {}): string {
  const properties = [...new Set(reports.flatMap(({ properties }) => properties.map(({ name }) => name)))];
  const titles = ['verdict', 'states', ...properties];
  const columns = reports.map((report) => columnOf(report, properties, glyphsOf(options)));
  const room = (options.width ?? DEFAULT_WIDTH) - Math.max(...titles.map(displayWidth));
  return pages(columns, room)
    .map((page) => {
      const rows = titles.map((title, row) => [title, ...page.map(({ cells }) => cells[row] ?? '')]);
      return renderTable(rows, {
        ...options,
        header: ['', ...page.map(({ protocol }) => protocol)],
        style: resultStyle,
      });
    })
    .join('\n\n');
}

interface Column {
  readonly protocol: string;
  readonly cells: readonly string[];
}

function columnOf(report: MatrixReport, properties: readonly string[], glyphs: Glyphs): Column {
  const results = properties.map((name) => {
    const property = report.properties.find((property) => property.name === name);
    return property === undefined ? NOTHING : resultText(property.result, glyphs);
  });
  return {
    protocol: report.protocol,
    cells: [report.verdict, report.states === 0 ? NOTHING : grouped(report.states), ...results],
  };
}

/** As many columns to a page as fit; one at least. */
function pages(columns: readonly Column[], room: number): Column[][] {
  const pages: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const width = GAP + Math.max(...[column.protocol, ...column.cells].map(displayWidth));
    const page = pages.at(-1);
    if (page !== undefined && width <= left) page.push(column);
    else pages.push([column]);
    left = (page !== undefined && width <= left ? left : room) - width;
  }
  return pages;
}
