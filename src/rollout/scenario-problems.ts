/** What is wrong with a scenario or its runs, in plain words. */
import { nearest } from '../nearest.ts';
import type { Divergence } from '../sim/index.ts';
import { namesStep } from './scenario-labels.ts';
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
  const told = [...startProblems(run), ...divergenceProblems(run)];
  // What comes after a step that is not possible was not seen, so nothing is said of it.
  const open = run.trace.divergence !== null;
  const breaks = run.breaks.flatMap(({ expected, seen }) =>
    seen === null && open ? [] : breakProblems(run, expected, seen),
  );
  return [...told, ...breaks];
}

/** Why the fixed protocol does not mend the race. Empty if it does. */
export function fixedProblems(run: FixedRun): string[] {
  const breaks = run.breaks.map(
    (seen) => `${run.protocol} breaks "${seen.property}" too, ${placeOf(run, seen)}: ${seen.message}`,
  );
  return [...startProblems(run), ...divergenceProblems(run), ...breaks];
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
  const guess = nearest(expected, possible);
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  return `step ${step + 1}, "${expected}", is not possible.${hint} Possible: ${possible.join('; ') || 'nothing'}`;
}

function breakProblems(run: ScenarioRun, expected: ExpectedBreak, seen: Seen | null): string[] {
  const { property, at, message } = expected;
  if (seen === null) return [`${run.protocol}: "${property}" should break ${expectedPlace(at)}, but it holds`];
  if (!isAt(run, seen, at)) {
    return [
      `${run.protocol}: "${property}" should break ${expectedPlace(at)}, but breaks ${placeOf(run, seen)}: ${seen.message}`,
    ];
  }
  if (message === undefined || message === seen.message) return [];
  return [`${run.protocol}: "${property}" should say "${message}", but says "${seen.message}"`];
}

function isAt({ trace }: ScenarioRun, { step }: Seen, at: string): boolean {
  return step === AT_END ? at === AT_END : namesStep(at, trace.steps[step]?.label ?? '');
}

function expectedPlace(at: string): string {
  return at === AT_END ? 'at the end' : `at "${at}"`;
}

function placeOf({ trace }: ScenarioRun, { step, onward }: Seen): string {
  if (step !== AT_END) return `at step ${step + 1}, "${trace.steps[step]?.label}"`;
  return onward.length === 0 ? 'at the end' : `after the end, by ${onward.map((label) => `"${label}"`).join(', ')}`;
}
