/** The result of one check, for people. */
import type { CheckedProperty, CheckReport } from './check-report.ts';
import { coverageGaps, coverageLines } from './coverage-text.ts';
import { idleParts } from './doubts.ts';
import { DEFAULT_WIDTH, type Glyphs, type Look } from '../terminal/look.ts';
import { Pen } from '../terminal/pen.ts';
import { resultStyle, resultText } from './results.ts';
import { renderTable } from '../terminal/table.ts';
import { counted, grouped, printable, underHead, wrap } from '../terminal/text.ts';
import { omissionTexts, partsText, seenText, subjectText, warnings } from './verdict.ts';
import { explained, hasCounterexample, headline, mentioned, racesOf, type ViolationOptions } from './violations.ts';

/** How a check is told. @public */
export interface CheckOptions extends ViolationOptions {
  /** Which races are drawn as timelines: the most telling one (default), or all. Of the others, each violation gets a line. */
  readonly explain?: 'first' | 'all';
  /** What was exercised of the machines: a line for each (default), or also everything that was not. */
  readonly coverage?: 'lines' | 'gaps';
}

/**
 * Tells what was checked and how much of it was seen, what holds, how the most telling violation comes about, how to
 * replay each, and what may make the check vacuous. Command lines are never wrapped, so that they can be pasted.
 *
 * @public
 */
export function renderCheck(report: CheckReport, options: CheckOptions): string {
  const races = racesOf(report.properties.filter(hasCounterexample));
  const { explain, coverage: _coverage, ...look } = options;
  const drawn = explain === 'all' ? races.length : 1;
  const unexplained = report.properties.filter(
    (property) => property.result === 'violated' && !hasCounterexample(property),
  );
  const pen = new Pen(options);
  const blocks = [
    [`${subjectText(report)}: ${seenText(report)}`, partsText(report), ...omissionTexts(report)]
      .filter((text) => text !== '')
      .map((text) => pen.text(text))
      .join('\n'),
    propertyTable(report, options, pen.glyphs),
    ...races.slice(0, drawn).map(([property, ...others]) => explained(property, look, pen, others)),
    races
      .slice(drawn)
      .map(([property, ...others]) => mentioned(property, look, pen, others))
      .join('\n'),
    unexplained.map((property) => pen.bad(`${headline(property)} (no counterexample was kept)`)).join('\n'),
    schedulersTable(report, options),
    injectedText(report, options),
    coverageText(report, options),
    warnings(report)
      .map((text) => pen.warning(text))
      .join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

const INJECTED = 'injected: ';

/** How often each fault that is allowed was really injected. */
function injectedText({ faults, faultsInjected }: CheckReport, { width = DEFAULT_WIDTH }: CheckOptions): string {
  const parts = Object.keys(faults).map((fault) => `${fault} ${counted(faultsInjected[fault] ?? 0, 'time')}`);
  if (parts.length === 0) return '';
  return underHead(INJECTED, wrap(printable(parts.join(', ')), width - INJECTED.length));
}

function coverageText(report: CheckReport, { coverage, width = DEFAULT_WIDTH }: CheckOptions): string {
  const machines = report.coverage ?? [];
  const lines = coverageLines(machines, width);
  if (coverage !== 'gaps') return lines;
  const idle = idleParts(report).flatMap((text) => wrap(printable(text), width));
  return [lines, coverageGaps(machines, width), idle.join('\n')].filter((text) => text !== '').join('\n\n');
}

function propertyTable({ properties }: CheckReport, look: Look, glyphs: Glyphs): string {
  if (properties.length === 0) return '';
  const kindOf = ({ kind, fairness }: CheckedProperty) => (fairness === undefined ? kind : `${kind} (${fairness})`);
  const rows = properties.map((property) => [property.name, kindOf(property), resultText(property.result, glyphs)]);
  return renderTable(rows, { ...look, header: ['property', 'kind', 'result'], style: resultStyle });
}

/** What each scheduler contributed to a sample. */
function schedulersTable({ schedulers = [] }: CheckReport, look: Look): string {
  if (schedulers.length === 0) return '';
  const rows = schedulers.map(({ name, runs, steps, worlds, violations }) => [
    name,
    grouped(runs),
    grouped(steps),
    grouped(worlds),
    violations.length === 0 ? 'nothing' : `${violations.length}, first in schedule ${firstOf(violations)}`,
  ]);
  return renderTable(rows, { ...look, header: ['scheduler', 'schedules', 'steps', 'new worlds', 'broke'] });
}

const firstOf = (violations: readonly { readonly run: number }[]): string =>
  grouped(Math.min(...violations.map(({ run }) => run)));
