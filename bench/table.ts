/** The result as text for people. */
import type { RowResult } from './rounds.ts';
import type { Counts } from './row.ts';

/** Everything that one run of the benchmark found; printed as it is by `--json`. */
export interface Report {
  readonly node: string;
  readonly cores: number;
  readonly quick: boolean;
  readonly seconds: number;
  readonly rows: Readonly<Record<string, RowResult>>;
}

const HEADINGS = ['row', 'figure', 'when', 'Holdfast', 'peer', 'peer does', 'ratio', 'min–max', 'rounds'];

export function textOf(report: Report): string {
  const { node, cores, quick, seconds, rows } = report;
  const entries = Object.entries(rows);
  const size = quick ? ', quick: small work, few rounds' : '';
  const head = `Node ${node}, ${cores} cores${size}, ${Math.round(seconds)} s`;
  const lines = aligned([HEADINGS, ...entries.flatMap(([name, row]) => linesOf(name, row))]);
  return [head, '', ...lines, '', 'The work of one run:', ...entries.flatMap(([, row]) => workOf(row))].join('\n');
}

function linesOf(name: string, { rounds, figures }: RowResult): string[][] {
  return figures.map((figure, index) => [
    index === 0 ? name : '',
    figure.name,
    figure.when,
    `${short(figure.oursPerSecond)} ${figure.unit}/s`,
    figure.peer,
    `${short(figure.peerPerSecond)} ${figure.unit}/s`,
    ratio(figure.ratio.median),
    `${ratio(figure.ratio.min)}–${ratio(figure.ratio.max)}`,
    String(rounds),
  ]);
}

function workOf({ work }: RowResult): string[] {
  return Object.entries(work).map(([side, counts]) => `  ${side}: ${countsText(counts)}`);
}

function countsText(counts: Counts): string {
  return Object.entries(counts)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(', ');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const ratio = (value: number): string => `${significant(value)}×`;

function short(value: number): string {
  if (value >= 1e6) return `${significant(value / 1e6)} M`;
  return value >= 1e3 ? `${significant(value / 1e3)} k` : significant(value);
}

/** Two significant digits, three from 100 on: a third would be noise. */
const significant = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2))));
