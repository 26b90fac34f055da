/** Violations in a report: the race as a timeline, or in a line, and how it is replayed. */
import type { Shrinking } from '../../sim/index.ts';
import type { CheckedProperty, Counterexample } from './check-report.ts';
import { timelineOf } from './counterexample.ts';
import type { Pen } from '../terminal/pen.ts';
import type { Look } from '../terminal/look.ts';
import type { StoryOptions } from '../timeline/story.ts';
import { counted } from '../terminal/text.ts';
import { renderTimeline } from '../timeline/timeline.ts';

/** How violations are told. @public */
export interface ViolationOptions
  extends Look, Pick<StoryOptions, 'row' | 'actors' | 'compact' | 'maxSteps' | 'showAnswer'> {
  /** The command line that replays a counterexample; shown as it is. */
  readonly replayCommand: (token: string) => string;
}

/** A violated property whose counterexample was kept. */
export interface Violated extends CheckedProperty {
  readonly counterexample: Counterexample;
}

/** The steps of a timeline in a summary: more than that and its middle is left out. */
const MAX_STEPS = 60;

/** The violation with its timeline and the command that replays it. */
export function explained(property: Violated, options: ViolationOptions, pen: Pen): string {
  const { replayCommand: _replay, maxSteps = MAX_STEPS, ...look } = options;
  const timeline = renderTimeline(timelineOf(property), { ...look, maxSteps, focus: property.name });
  const standing = standingOf(property, pen);
  return [pen.bad(headline(property)), '', timeline, '', ...standing, replayOf(property, options)].join('\n');
}

/** Who waits for whom where a goal is not reached. */
function standingOf({ counterexample: { standing = [] } }: Violated, pen: Pen): string[] {
  return standing.length === 0 ? [] : ['There', ...standing.map((line) => pen.item(line)), ''];
}

/** The violation in a line, with the command that replays it. */
export function mentioned(property: Violated, options: ViolationOptions, pen: Pen): string {
  return `${pen.bad(headline(property))}\n  ${replayOf(property, options)}`;
}

function replayOf(
  { counterexample: { steps, cycle = [], token, shrunk } }: Violated,
  { replayCommand }: ViolationOptions,
): string {
  const round = cycle.length === 0 ? '' : `a cycle of ${cycle.length} after `;
  return `${round}${counted(steps.length, 'step')}${costText(shrunk)}, replay: ${replayCommand(token)}`;
}

/** How simple a schedule is, and what it was made from; empty for one that was not shrunk. @public */
export function costText(shrunk: Shrinking | undefined): string {
  if (shrunk === undefined) return '';
  const { from, faults, preemptions, minimal } = shrunk;
  const least = minimal ? '' : ', perhaps not the simplest';
  return ` (${counted(faults, 'fault')}, ${counted(preemptions, 'preemption')}; drawn with ${from}${least})`;
}

/** What is broken, in the words of the property. */
export function headline({ name, message = 'violated' }: CheckedProperty): string {
  return `${name}: ${message}`;
}

/** Whether there is a race to show. */
export function hasCounterexample(property: CheckedProperty): property is Violated {
  return property.result === 'violated' && property.counterexample !== undefined;
}
