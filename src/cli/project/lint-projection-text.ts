/** A lint in words: how much was asked, laws by projections, and for each law that is not kept what happens instead. */
import { counterexampleText, type LawReport, type LintReport } from '../../machines/index.ts';
import { renderTable } from '../../report/index.ts';
import { resultStyle } from '../../report/check/results.ts';
import { grouped, wrap } from '../../report/terminal/text.ts';
import type { Io } from '../terminal/io.ts';
import { prose } from '../terminal/prose.ts';

/** How a lint is shown. */
export interface LintLook extends Pick<Io, 'width' | 'color'> {
  /** Every kind of counterexample, or only the smallest of all. */
  readonly everyKind: boolean;
}

const MARKS = { holds: '✓ ', violated: '✗ ', inconclusive: '? ', 'not claimed': '', 'not applicable': '' } as const;

/** The reports as text; all of them about the same laws. */
export function lintText(reports: readonly LintReport[], look: LintLook): string {
  return [
    reports.map((report) => prose(effortText(report), look)).join('\n'),
    look.everyKind ? prose(meaningText(reports), look) : '',
    lawTable(reports, look),
    ...reports.map((report) => exceptions(report, look)),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function effortText({ projection, inputs, listed, size }: LintReport): string {
  return `${projection}: exhausted, ${grouped(inputs)} inputs (${listed} of up to ${size} children)`;
}

/** What the only law of the reports says. */
function meaningText([report]: readonly LintReport[]): string {
  return report?.laws.map(({ law, says }) => `${law}: ${says}`).join() ?? '';
}

function lawTable(reports: readonly LintReport[], { width, color }: LintLook): string {
  const [first] = reports;
  const rows = (first?.laws ?? []).map(({ law }, index) => [
    law,
    ...reports.map(({ laws }) => resultText((laws[index] as LawReport).result)),
  ]);
  return renderTable(rows, {
    header: ['law', ...reports.map(({ projection }) => projection)],
    width,
    color,
    style: resultStyle,
  });
}

const resultText = (result: LawReport['result']): string => `${MARKS[result]}${result}`;

/** The laws that this projection does not keep, or that are open. */
function exceptions({ projection, laws }: LintReport, look: LintLook): string {
  const told = laws.filter(({ result }) => result !== 'holds' && result !== 'not applicable');
  if (told.length === 0) return '';
  return [`${projection}:`, ...told.map((law) => exception(law, look))].join('\n');
}

function exception({ law, says, result, reason, counterexamples }: LawReport, look: LintLook): string {
  const headline = `${law}, ${result}: ${reason ?? `broken is "${says}"`}`;
  const shown = look.everyKind ? counterexamples : counterexamples.slice(0, 1);
  return [
    ...indented(headline, 2, look),
    ...shown.flatMap((counterexample) => indented(counterexampleText(counterexample), 4, look)),
  ].join('\n');
}

function indented(text: string, indent: number, { width }: LintLook): string[] {
  const [first = '', ...rest] = wrap(text, Math.max(1, width - indent - 2));
  return [`${' '.repeat(indent)}${first}`, ...rest.map((line) => `${' '.repeat(indent + 2)}${line}`)];
}
