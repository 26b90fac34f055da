/** What is wrong with a scenario or its runs, in plain words. */
import { nearest } from '../../nearest.ts';
import type { Divergence } from '../../sim/index.ts';
import { namesStep, withoutNumber } from './scenario-labels.ts';
import {
  AT_END,
  type BuggyRun,
  type ExpectedBreak,
  type FixedRun,
  type ScenarioRun,
  type Seen,
} from './scenario-types.ts';

/** Why the buggy run is not the one that the scenario tells of. Empty if it is. */
export function buggyProblems(run: BuggyRun): string[] {
  const wrong = run.breaks.flatMap(({ expected, seen }) => {
    if (seen !== null) return breakProblems(run, expected, seen);
    return mayStillBreak(run, expected) ? [] : [`${shouldBreak(run, expected)}, but it holds`];
  });
  return [...runProblems(run), ...wrong];
}

/** Why the fixed protocol does not mend the race. Empty if it does. */
export function fixedProblems(run: FixedRun): string[] {
  const breaks = run.breaks.map(
    (seen) => `${run.protocol} breaks "${seen.property}" too, ${placeOf(run, seen)}: ${seen.message}`,
  );
  return [...runProblems(run), ...breaks];
}

function runProblems(run: ScenarioRun): string[] {
  const { protocol, undecided } = run;
  const open = undecided.map(({ property, message }) => `${protocol}: "${property}" could not be decided: ${message}`);
  return [...startProblems(run), ...divergenceProblems(run), ...open];
}

/** What would have come after a step that is not possible, or after the last world looked at, was not seen. */
function mayStillBreak({ trace, undecided }: ScenarioRun, { property }: ExpectedBreak): boolean {
  return trace.divergence !== null || undecided.some((open) => open.property === property);
}

function startProblems({ protocol, brokenAtStart }: ScenarioRun): string[] {
  return brokenAtStart.map(
    ({ property, message }) => `${protocol}: "${property}" is broken before the first step: ${message}`,
  );
}

function divergenceProblems({ protocol, trace: { divergence } }: ScenarioRun): string[] {
  return divergence === null ? [] : [`${protocol}: ${impossible(divergence)}`];
}

function impossible({ step, expected, possible }: Divergence): string {
  const guess = nearestStep(expected, possible);
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  return `step ${step + 1}, "${expected}", is not possible.${hint} Possible: ${possible.join('; ') || 'nothing'}`;
}

/** A step of the same actor, if it has one that is near. */
function nearestStep(label: string, possible: readonly string[]): string | undefined {
  const actor = label.slice(0, label.indexOf(' ') + 1);
  const near = (labels: readonly string[]) => nearest(withoutNumber(label), labels.map(withoutNumber));
  return near(possible.filter((other) => other.startsWith(actor))) ?? near(possible);
}

function breakProblems(run: ScenarioRun, expected: ExpectedBreak, seen: Seen): string[] {
  const { property, at, message } = expected;
  if (!isAt(run, seen, at)) return [`${shouldBreak(run, expected)}, but breaks ${placeOf(run, seen)}: ${seen.message}`];
  if (message === undefined || message === seen.message) return [];
  return [`${run.protocol}: "${property}" should say "${message}", but says "${seen.message}"`];
}

function shouldBreak({ protocol }: ScenarioRun, { property, at }: ExpectedBreak): string {
  return `${protocol}: "${property}" should break ${at === AT_END ? 'at the end' : `at "${at}"`}`;
}

function isAt({ trace }: ScenarioRun, { step }: Seen, at: string): boolean {
  return step === AT_END ? at === AT_END : namesStep(at, trace.steps[step]?.label ?? '');
}

function placeOf({ trace }: ScenarioRun, { step, onward }: Seen): string {
  if (step !== AT_END) return `at step ${step + 1}, "${trace.steps[step]?.label}"`;
  return onward.length === 0 ? 'at the end' : `after the end, by ${onward.map((label) => `"${label}"`).join(', ')}`;
}
