/** The result of one check, for people. */
import type { CheckedProperty, CheckReport, Counterexample, Shrinking } from './check-report.ts';
import { timelineOf } from './counterexample.ts';
import { coverageGaps, coverageLines } from './coverage.ts';
import { idleParts } from './doubts.ts';
import { DEFAULT_WIDTH, glyphsOf, paintOf, type Glyphs, type Look, type Paint } from './look.ts';
import { resultStyle, resultText } from './results.ts';
import type { StoryOptions } from './story.ts';
import { renderTable } from './table.ts';
import { counted, grouped, printable, underHead, wrap } from './text.ts';
import { renderTimeline } from './timeline.ts';
import { partsText, seenText, subjectText, warnings } from './verdict.ts';

/** How a check is told. @public */
export interface CheckOptions
  extends Look, Pick<StoryOptions, 'row' | 'actors' | 'compact' | 'maxSteps' | 'showAnswer'> {
  /** The command line that replays a counterexample; shown as it is. */
  readonly replayCommand: (token: string) => string;
  /** Which violations are drawn as timelines: the shortest (default), or all. The others get a line each. */
  readonly explain?: 'shortest' | 'all';
  /** What was exercised of the machines: a line for each (default), or also everything that was not. */
  readonly coverage?: 'lines' | 'gaps';
}

interface Violated extends CheckedProperty {
  readonly counterexample: Counterexample;
}

/** The steps of a timeline in a summary: more than that and its middle is left out. */
const MAX_STEPS = 60;

/**
 * Tells what was checked and how much of it was seen, what holds, how the shortest violation comes about, how to replay
 * each, and what may make the check vacuous. Command lines are never wrapped, so that they can be pasted.
 *
 * @public
 */
export function renderCheck(report: CheckReport, options: CheckOptions): string {
  const violated = report.properties
    .filter(hasCounterexample)
    .toSorted((a, b) => a.counterexample.steps.length - b.counterexample.steps.length);
  const drawn = options.explain === 'all' ? violated.length : 1;
  const unexplained = report.properties.filter(
    (property) => property.result === 'violated' && !hasCounterexample(property),
  );
  const pen = new Pen(options);
  const blocks = [
    [`${subjectText(report)}: ${seenText(report)}`, partsText(report)]
      .filter((text) => text !== '')
      .map((text) => pen.text(text))
      .join('\n'),
    propertyTable(report, options, pen.glyphs),
    ...violated.slice(0, drawn).map((property) => explained(property, options, pen)),
    violated
      .slice(drawn)
      .map((property) => mentioned(property, options, pen))
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

/** Wraps and colours lines of prose. */
class Pen {
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly #paint: Paint;

  constructor(look: Look) {
    this.glyphs = glyphsOf(look);
    this.width = look.width ?? DEFAULT_WIDTH;
    this.#paint = paintOf(look);
  }

  text(text: string): string {
    return wrap(printable(text), this.width).join('\n');
  }

  bad(text: string): string {
    return this.#marked('bad', this.glyphs.wrong, text);
  }

  warning(text: string): string {
    return this.#marked('warn', this.glyphs.warning, text);
  }

  #marked(style: 'bad' | 'warn', mark: string, text: string): string {
    const lines = wrap(printable(text), this.width - mark.length - 1);
    return lines
      .map((line, index) => this.#paint(`${index === 0 ? mark : ' '.repeat(mark.length)} ${line}`, style))
      .join('\n');
  }
}

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

/** The violation with its timeline and the command that replays it. */
function explained(property: Violated, options: CheckOptions, pen: Pen): string {
  const { replayCommand: _replay, explain: _explain, maxSteps = MAX_STEPS, ...look } = options;
  const timeline = renderTimeline(timelineOf(property), { ...look, maxSteps, focus: property.name });
  return [pen.bad(headline(property)), '', timeline, '', replayOf(property, options)].join('\n');
}

function mentioned(property: Violated, options: CheckOptions, pen: Pen): string {
  return `${pen.bad(headline(property))}\n  ${replayOf(property, options)}`;
}

function replayOf(
  { counterexample: { steps, cycle = [], token, shrunk } }: Violated,
  { replayCommand }: CheckOptions,
): string {
  const round = cycle.length === 0 ? '' : `a cycle of ${cycle.length} after `;
  return `${round}${counted(steps.length, 'step')}${costText(shrunk)}, replay: ${replayCommand(token)}`;
}

/** How simple it is, and what it was made from. */
function costText(shrunk: Shrinking | undefined): string {
  if (shrunk === undefined) return '';
  const { from, faults, preemptions, minimal } = shrunk;
  const least = minimal ? '' : ', perhaps not the simplest';
  return ` (${counted(faults, 'fault')}, ${counted(preemptions, 'preemption')}; drawn with ${from}${least})`;
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

function headline({ name, message = 'violated' }: CheckedProperty): string {
  return `${name}: ${message}`;
}

function hasCounterexample(property: CheckedProperty): property is Violated {
  return property.result === 'violated' && property.counterexample !== undefined;
}
