/** The models, what is published of them and what ours comes to, as a table of docs/oracles.md. */
import type { Numbers } from './expected.ts';
import type { Oracle } from './oracle.ts';
import type { PublishedViolation } from './violation.ts';

const ABSENT = '–';

const inWords = (number: number | undefined): string =>
  number === undefined ? ABSENT : number.toLocaleString('en-US');

/** Columns as wide as their widest entry, as prettier leaves them. */
function tableOf(heading: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = heading.map((_, column) =>
    Math.max(3, ...[heading, ...rows].map((row) => [...(row[column] ?? '')].length)),
  );
  const pad = (text: string, column: number): string => {
    const space = ' '.repeat((widths[column] as number) - [...text].length);
    return right.includes(column) ? space + text : text + space;
  };
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    right.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(heading), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Published and ours beside each other: `288 / 1,146 / 11`. */
function publishedText({ published }: Oracle): string {
  const { states, generated, transitions, depth } = published;
  return [states, generated ?? transitions, depth].map(inWords).join(' / ');
}

const oursText = ({ states, transitions, depth }: Numbers): string =>
  [states, transitions, depth].map(inWords).join(' / ');

/** One row for each model; `oursOf` gives its numbers, or null where it was left out. */
export function oraclesTable(oracles: readonly Oracle[], oursOf: (oracle: Oracle) => Numbers | null): string {
  const rows = oracles.map((oracle) => {
    const ours = oursOf(oracle);
    return [
      oracle.name,
      publishedText(oracle),
      ours === null ? 'left out' : oursText(ours),
      (oracle.violated ?? []).join(', ') || ABSENT,
      oracle.difference?.text ?? ABSENT,
      oracle.source,
    ];
  });
  return tableOf(['model', 'published', 'ours', 'violated', 'difference', 'source'], rows, [1, 2]);
}

/** One row for each published violation; `stepsOf` gives the length of our counterexample where one is known. */
export function violationsTable(
  violations: readonly PublishedViolation[],
  stepsOf: (violation: PublishedViolation) => number | undefined,
): string {
  const rows = violations.map((violation) => [
    violation.name,
    violation.kind,
    violation.property,
    inWords(stepsOf(violation)),
    violation.shortest?.source ?? ABSENT,
    violation.difference ?? ABSENT,
    violation.source,
  ]);
  const heading = ['model', 'kind', 'violated', 'shortest', 'who says so', 'difference', 'source'];
  return tableOf(heading, rows, [3]);
}
