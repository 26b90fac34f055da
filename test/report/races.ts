/** Traces for the tests of reports: one made by hand, and any others. */
import fc from 'fast-check';
import type { Change, Json, TraceStep, Violation } from '../../src/sim/index.ts';
import { readLabel } from '../read-label.ts';
import type { RowLane, TimelineTrace } from '../../src/report/index.ts';

const actor = (name: string, from: Json, to: Json): Change => ({ kind: 'actor', name, from, to });
const cell = (name: string, from: Json, to: Json): Change => ({ kind: 'cell', name, from, to });

function step(label: string, rest: Partial<TraceStep> = {}): TraceStep {
  const who = /^(?:drive:[A-Z]|gate)\b/.exec(label)?.[0] ?? null;
  return { label, actor: who, fault: null, ...readLabel(label, who), changes: [], violations: [], ...rest };
}

type Row = { readonly state: string; readonly completedAt: string | null; readonly errorMessage: string | null };

const RUNNING: Row = { state: 'running', completedAt: null, errorMessage: null };
const FAILED: Row = { state: 'failed', completedAt: 'stamped', errorMessage: 'B failed' };
const COMPLETED: Row = { ...FAILED, state: 'completed' };

export const overwritten: Violation = {
  property: 'settled-stays-settled',
  message: 'the apply was failed and is overwritten with completed',
};

export const mergedEarly: Violation = {
  property: 'gate-never-green-early',
  message: 'the gate lets the merge through while an operation is failed',
};

/** The race of the list-then-write: A decides on what it read at t0, and writes when that is no longer true. */
export const staleClobber: TimelineTrace = {
  steps: [
    step('drive:A listOperations#1 takes effect'),
    step('drive:A listOperations#1 is answered', { changes: [actor('drive:A', 'listing', 'writingApply')] }),
    step('engine:B fails late', { fault: 'late-failure', changes: [actor('engine:B', 'completed', 'failed')] }),
    step('drive:B writeOperation#1 takes effect', {
      changes: [
        cell('operation:B', { state: 'completed', errorMessage: null }, { state: 'failed', errorMessage: 'B failed' }),
      ],
    }),
    step('drive:B writeOperation#1 is answered', { changes: [actor('drive:B', 'writingOperation', 'writingApply')] }),
    step('drive:B writeApply#1 takes effect', { changes: [cell('apply', RUNNING, FAILED)] }),
    step('drive:A writeApply#1 takes effect', {
      changes: [cell('apply', FAILED, COMPLETED)],
      violations: [overwritten],
    }),
    step('gate sampleApply#1 takes effect', {
      changes: [actor('gate', 'sampling', 'green')],
      violations: [mergedEarly],
    }),
  ],
};

export const applyRow: RowLane = {
  cell: 'apply',
  title: 'applies row',
  show: (value) => {
    const { state, completedAt, errorMessage } = value as Row;
    const notes = [
      completedAt === null ? '' : 'completed_at set',
      errorMessage === null ? '' : `error ${errorMessage}`,
    ];
    return [state, ...notes].filter((note) => note !== '').join(', ');
  },
};

/** A trace of `length` steps in which A only polls, with one violation. */
export function longRace(length: number, violatedAt: number): TimelineTrace {
  return {
    steps: Array.from({ length }, (_, index) =>
      step(`drive:A poll#${index + 1} takes effect`, {
        changes: [cell('count', index, index + 1)],
        violations: index === violatedAt ? [overwritten] : [],
      }),
    ),
  };
}

const word = fc.constantFrom('waiting', 'polling', 'copying', 'done', 'listing', 'failed');
const ACTORS = ['drive:A', 'drive:B', 'engine:A', 'gate'];

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('actor' as const), name: fc.constantFrom(...ACTORS), from: word, to: word }),
  fc.record({
    kind: fc.constant('cell' as const),
    name: fc.constantFrom('apply', 'operation:A', 'control'),
    from: fc.record({ state: word }),
    to: fc.record({ state: word }),
  }),
);

const violation = fc.record({
  property: fc.constantFrom('no-false-terminal', 'order-respected'),
  message: fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `it is ${words.join(' and ')}`),
});

const request = fc.constantFrom('list#1', 'write#2');
const verb = fc.constantFrom(
  { verb: 'takes effect', fault: null },
  { verb: 'is answered', fault: null },
  { verb: 'fails: timeout', fault: 'read' },
  { verb: 'takes effect, stale by 1 version', fault: 'stale' },
  { verb: 'takes effect, acknowledgement lost', fault: 'ack' },
);

const deed = fc
  .tuple(fc.constantFrom(...ACTORS), request, verb)
  .map(([actor, request, { verb, fault }]) => ({ label: `${actor} ${request} ${verb}`, actor, fault }));

const crash = fc.constantFrom(...ACTORS).map((actor) => ({ label: `crash ${actor}`, actor, fault: 'crash' }));

const mishap = fc.constantFrom(
  { label: 'engine:A completes', actor: null, fault: null },
  { label: 'stop requested', actor: null, fault: 'stop' },
);

const anyStep: fc.Arbitrary<TraceStep> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: deed }, crash, mishap),
    fc.array(change, { maxLength: 3 }),
    fc.array(violation, { maxLength: 1 }),
  )
  .map(([what, changes, violations]) => ({
    ...what,
    ...readLabel(what.label, what.actor),
    changes: unique(changes),
    violations,
  }));

const unique = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map((each) => [each.name, each])).values(),
];

/** Any short trace of plain words, as the kernel could have written it. */
export const anyTrace: fc.Arbitrary<TimelineTrace> = fc.array(anyStep, { maxLength: 15 }).map((steps) => ({ steps }));

/** A row lane for `anyTrace`. */
export const stateRow: RowLane = {
  cell: 'apply',
  title: 'applies row',
  show: (value) => (value as { state: string }).state,
};

/** The text that a terminal shows. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colour codes begin with the control character ESC
  return text.replaceAll(/\u001b\[\d+m/g, '');
}

/** The text as one line, whatever it was wrapped to. */
export const flat = (text: string): string => plain(text).replaceAll(/\s+/g, ' ');
