/** Violations in a report: the race as a timeline, or in a line, and how it is replayed. */
import type { Shrinking, Violation } from '../../sim/index.ts';
import type { CheckedProperty, Counterexample } from './check-report.ts';
import { timelineOf } from './counterexample.ts';
import type { Pen } from '../terminal/pen.ts';
import type { Look } from '../terminal/look.ts';
import type { TimelineTrace } from '../timeline/steps.ts';
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

/** The violation with its timeline and the command that replays it; `others` are broken by the same schedule. */
export function explained(
  property: Violated,
  options: ViolationOptions,
  pen: Pen,
  others: readonly Violated[] = [],
): string {
  const { replayCommand: _replay, maxSteps = MAX_STEPS, ...look } = options;
  const timeline = renderTimeline(together(property, others), { ...look, maxSteps, focus: property.name });
  const standing = standingOf([property, ...others], pen);
  const lines = headlines(property, others, pen);
  return [...lines, '', timeline, '', ...standing, replayOf(property, options)].join('\n');
}

const headlines = (property: Violated, others: readonly Violated[], pen: Pen): string[] =>
  [property, ...others].map((one) => pen.bad(headline(one)));

/** One timeline that tells what each of the properties is broken by. */
function together(property: Violated, others: readonly Violated[]): TimelineTrace {
  const told = timelineOf(property);
  const traces = [told, ...others.map(timelineOf)];
  return {
    ...told,
    initially: distinct(traces.map(({ initially }) => initially)),
    steps: told.steps.map((step, index) => ({
      ...step,
      violations: distinct(traces.map(({ steps }) => steps[index]?.violations)),
    })),
  };
}

/** A counterexample may tell what its schedule breaks of other properties, too. */
function distinct(lists: readonly (readonly Violation[] | undefined)[]): Violation[] {
  const all = lists.flatMap((list) => list ?? []);
  return [...new Map(all.map((one) => [JSON.stringify([one.property, one.message]), one])).values()];
}

/** Violations of which one schedule breaks all. */
type BrokenTogether = [Violated, ...Violated[]];

/** The violations by the schedules that break them, the most telling schedule first. */
export function racesOf(violated: readonly Violated[]): BrokenTogether[] {
  const races = new Map<string, BrokenTogether>();
  for (const property of violated.toSorted((a, b) => livenessIn(a) - livenessIn(b))) {
    const race = races.get(property.counterexample.token);
    if (race === undefined) races.set(property.counterexample.token, [property]);
    else race.push(property);
  }
  return [...races.values()].toSorted(byTelling);
}

/** What is done and cannot be undone tells more than what never comes; then what breaks more tells more, and what is shorter. */
function byTelling(a: BrokenTogether, b: BrokenTogether): number {
  return livenessIn(a[0]) - livenessIn(b[0]) || b.length - a.length || stepsOf(a[0]) - stepsOf(b[0]);
}

const livenessIn = ({ kind }: Violated): number => Number(kind === 'liveness');
const stepsOf = ({ counterexample: { steps, cycle = [] } }: Violated): number => steps.length + cycle.length;

/** Who waits for whom where a goal is not reached. */
function standingOf(race: readonly Violated[], pen: Pen): string[] {
  const standing =
    race.find(({ counterexample }) => counterexample.standing !== undefined)?.counterexample.standing ?? [];
  return standing.length === 0 ? [] : ['There', ...standing.map((line) => pen.item(line)), ''];
}

/** The violation in a line, with the command that replays it. */
export function mentioned(
  property: Violated,
  options: ViolationOptions,
  pen: Pen,
  others: readonly Violated[] = [],
): string {
  return [...headlines(property, others, pen), `  ${replayOf(property, options)}`].join('\n');
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
