/** The result as text for people. */
import type { Measured, RowResult, Work } from './rounds.ts';

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
  const notes = entries.flatMap(([name, row]) => row.notes.map((note) => `${name}: ${note}`));
  const work = entries.flatMap(([, row]) => Object.entries(row.work).map(workText));
  return [head, '', ...lines, '', ...notes, ...(notes.length > 0 ? [''] : []), 'The work of one run:', ...work].join(
    '\n',
  );
}

function linesOf(name: string, { rounds, figures }: RowResult): string[][] {
  return figures.map((figure, index) => [
    index === 0 ? name : '',
    figure.name,
    figure.when,
    rateText(figure.oursPerSecond, figure.unit),
    ...peerCells(figure),
    String(rounds),
  ]);
}

function peerCells({ peer, peerPerSecond, ratio, unit }: Measured): string[] {
  if (peer === undefined || peerPerSecond === undefined || ratio === undefined) return ['–', '–', '–', '–'];
  return [
    peer,
    rateText(peerPerSecond, unit),
    ratioText(ratio.median),
    `${ratioText(ratio.min)}–${ratioText(ratio.max)}`,
  ];
}

function workText([side, { counts, facts, seconds }]: [string, Work]): string {
  const amounts = Object.entries({ ...counts, ...facts }).map(([about, found]) =>
    typeof found === 'number' ? `${found} ${about}` : `${about}: ${found}`,
  );
  const times = Object.entries(seconds).map(([when, taken]) => `${when} ${secondsText(taken)}`);
  return `  ${side}: ${[...amounts, ...times].join(', ')}`;
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

const rateText = (perSecond: number, unit: string): string => `${short(perSecond)} ${unit}/s`;

const ratioText = (value: number): string => `${significant(value)}×`;

const secondsText = (seconds: number): string =>
  seconds < 1 ? `${significant(seconds * 1000)} ms` : `${significant(seconds)} s`;

function short(value: number): string {
  if (value >= 1e6) return `${significant(value / 1e6)} M`;
  return value >= 1e3 ? `${significant(value / 1e3)} k` : significant(value);
}

/** Two significant digits, three from 100 on: a third would be noise. */
const significant = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2))));
