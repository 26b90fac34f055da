/**
 * Engines that say what is not true: nothing of the work that they do, or that it still goes on when it has ended.
 *
 * Both are answers of one poll, and the next one is true again. An engine may lose track of a change for a while, or not have entered it
 * yet; a cache or a lagging replica of it may show what was. Limit: an engine that reports what it was before its last start (that it
 * has stopped or failed, and it copies again) is not modelled: a drive would believe it, as a report does not say of which start it is.
 */
import type { EngineReport, State } from '../../machines/index.ts';
import type { Distortion, SafetyProperty } from '../../sim/index.ts';
import { withDistortions } from '../mutations.ts';
import type { Mutant } from '../mutant.ts';
import type { Part, Services } from '../part.ts';
import type { RolloutStore } from '../store.ts';

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
  return { ...services, pollEngine: { ...services.pollEngine, distortions: () => [SILENT, BACKWARD] } };
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
  },
  services: misreported,
  properties: ({ drives }) => [silenceWritesNothing(drives)],
  mutants: MUTANTS,
};
