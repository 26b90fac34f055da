/**
 * Engines that say what is not true: nothing of the work that they do, that it still goes on when it has ended, or what they said before
 * their last start.
 *
 * Each is the answer of one poll, and the next one is true again. An engine may lose track of a change for a while, or not have entered it
 * yet; a cache or a lagging replica of it may show what was. A report from before the last start says that the work has stopped or was
 * interrupted, and it goes on again: `src/rollout/parts/misreports/attempts.ts`.
 */
import { projectStates, type EngineReport, type State } from '../../../machines/index.ts';
import type { Distortion, SafetyProperty } from '../../../sim/index.ts';
import { areNumbered, fromBefore, numbered } from './attempts.ts';
import { withDistortions } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import type { Part, Services } from '../../base/part.ts';
import { engineOf, leasable, LEGACY, type RolloutStore } from '../../base/modelled-store.ts';

type Answer = Distortion<EngineReport>;

/** What stands in for a true report. */
const SILENT: Answer = {
  fault: 'no-change',
  label: 'without tasks',
  change: () => ({ tasks: [], errorMessage: null }),
};
const BACKWARD: Answer = {
  fault: 'backward',
  label: 'as before its end',
  change: (report) => saying('running', report),
};

function saying(state: State, { tasks }: EngineReport): EngineReport {
  const error = state === 'failed' ? 'the poll was cut off' : null;
  return { tasks: tasks.map((task) => ({ ...task, state })), errorMessage: error };
}

/** The same services, with an engine that is not always right. */
function misreported(services: Services): Services {
  return {
    ...services,
    pollEngine: { ...services.pollEngine, distortions: (input) => [SILENT, BACKWARD, fromBefore(input)] },
  };
}

const silenceWritesNothing = (drives: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'silence-writes-nothing',
  summary: 'a drive to which its engine has said nothing does not write its apply',
  each: drives,
  check: (after, _before, drive) => {
    const actor = after.actor(drive);
    if (actor?.value !== 'writingApply') return null;
    const { fresh } = actor.context as { readonly fresh: { readonly scope: string; readonly own: State } };
    // A modelled engine that is polled begins: it never waits to, unless it says nothing.
    const isSilent = fresh.scope === 'legacy' && fresh.own === 'pending';
    return isSilent ? `${drive} writes the apply after a report without tasks` : null;
  },
});

/** Where a report could come from an earlier start: a row that becomes what that said, while its engine is at work again. */
const oldReportWritesNothing = (names: readonly string[]): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'old-report-writes-nothing',
  summary: 'an operation whose engine copies does not become what that was before its last start',
  each: names,
  check: (after, before, name) => {
    const cell = name === LEGACY ? 'apply' : (`operation:${name}` as const);
    const { state } = after.read(cell);
    if (before.read(cell).state === state || engineOf(after, name) !== 'copying') return null;
    const earlier = after.read('earlier')[`engine:${name}`];
    const isOld = earlier !== undefined && projectStates(earlier.tasks.map((task) => task.state)) === state;
    return isOld ? `${cell} is ${state}, as before the last start of its engine, which copies` : null;
  },
});

const MUTANTS: readonly Mutant[] = [
  {
    name: 'silence-is-done',
    summary: 'a report without tasks is taken for one of work that is completed',
    mutate: withDistortions<EngineReport>('pollEngine', (answers) =>
      answers.map((answer) =>
        answer === SILENT ? { ...SILENT, change: (report) => saying('completed', report) } : answer,
      ),
    ),
  },
  {
    name: 'cut-off-is-failed',
    summary: 'a poll that is cut off is taken for one of work that has failed',
    mutate: withDistortions<EngineReport>('pollEngine', (answers) => [
      ...answers,
      { fault: 'read', label: 'cut off', change: (report) => saying('failed', report) },
    ]),
  },
];

export const MISREPORTS: Part = {
  name: 'misreports',
  brings: { misreports: true },
  within: ({ misreports }) => (misreports === true ? 'an engine may say nothing, or what was' : null),
  faults: {
    'no-change': 'an engine says nothing of its work (with misreports)',
    backward: 'an engine says that its work goes on, and it has ended (with misreports)',
    'stale-progress': 'an engine says what it did before it was started last (with misreports)',
  },
  cells: () => ({ earlier: {} }),
  services: misreported,
  around: (inside, scene) => (areNumbered(scene) ? numbered(inside, scene) : inside),
  properties: ({ drives, operations }) => [silenceWritesNothing(drives), oldReportWritesNothing(leasable(operations))],
  mutants: MUTANTS,
};
