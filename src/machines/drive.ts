/**
 * One drive: it claims an operation, polls its engine, writes the operation's row, and re-projects the apply from all rows.
 *
 * What the aggregate's write is conditional on is read before the rows that it is derived from, or together with them.
 *
 * The context holds what the next step needs and no more; on the way back to `waiting` and `claiming` it is cleared, so that
 * two ticks that know the same are the same.
 */
import { assign, not, setup } from 'xstate';
import { decideAggregate, needsListing, needsRelease, scopeOf, type Decision, type Scope } from './decide.ts';
import type {
  ApplyInput,
  ApplyRow,
  ApplyWrite,
  Claim,
  ClaimInput,
  EngineReport,
  OperationRow,
  OperationWrite,
  PollInput,
  RolloutReading,
  SummaryInput,
  TaskRow,
  TasksInput,
  TasksReading,
  TasksWrite,
  WriteOutcome,
} from './ports.ts';
import { projectStates } from './project.ts';
import type { Protocol } from './protocols.ts';
import { required } from './required.ts';
import { operationOf } from './task.ts';
import { keepsNoDriver } from './stranded.ts';
import { isSettled, isTerminal, type State } from './vocabulary.ts';

/** What a drive is started with. @public */
export interface DriveInput {
  readonly apply: string;
  /** The one operation to drive, or null to drive whichever is claimable. */
  readonly operation: string | null;
  readonly protocol: Protocol;
  /** Milliseconds between two polls; 1000 by default. */
  readonly pollInterval?: number;
  /** False where no operation store exists; true by default. */
  readonly operationStore?: boolean;
  /** Whether it tells how its apply ended; false by default. */
  readonly summary?: boolean;
  /** Whether the tasks of its operation have rows, from which the operation's is derived; false by default. */
  readonly tasks?: boolean;
}

interface Fresh {
  readonly scope: Scope;
  readonly own: State;
  readonly ownError: string | null;
}

interface DriveContext {
  readonly apply: string;
  readonly target: string | null;
  readonly protocol: Protocol;
  readonly pollInterval: number;
  readonly operationStore: boolean;
  readonly summary: boolean;
  readonly tasks: boolean;
  readonly claim: Claim | null;
  readonly fresh: Fresh | null;
  /** What its engine reports of each task, until that is written. */
  readonly reported: readonly TaskRow[] | null;
  /** Only while the release latch is read; the decision replaces it. */
  readonly rows: readonly OperationRow[] | null;
  readonly decision: Decision | null;
  /** The apply as it was read for a conditional write: before the rows, or together with them. */
  readonly stored: Stored | null;
}

/** As much of the stored apply as a conditional write needs. */
type Stored = Pick<ApplyRow, 'state'> & Partial<Pick<RolloutReading, 'revision' | 'size'>>;

/** Thrown (by name) by a write or a poll whose lease another driver has taken: the drive lets go and claims anew. */
export const LEASE_LOST = 'LeaseLost';

const forgetTick = { fresh: null, reported: null, rows: null, decision: null, stored: null };

function freshOf(report: EngineReport): Fresh {
  return {
    scope: scopeOf(report.tasks),
    own: projectStates(report.tasks.map((task) => task.state)),
    ownError: report.errorMessage,
  };
}

/** An engine that has lost track of its work, or has not entered it yet, says nothing about how far it is. */
function saysNothing({ protocol }: Pick<DriveContext, 'protocol'>, report: EngineReport): boolean {
  return protocol.silence === 'nothing' && report.tasks.length === 0;
}

/** So does one of an attempt before the last, which is true of that one alone. */
function isOutdated({ protocol, claim }: Pick<DriveContext, 'protocol' | 'claim'>, { attempt }: EngineReport): boolean {
  if (protocol.oldReports === 'believed' || attempt === undefined || claim?.attempt === undefined) return false;
  return attempt < claim.attempt;
}

/** The same, as rows of its tasks; null where they have none. */
function reportedOf({ tasks }: DriveContext, report: EngineReport): readonly TaskRow[] | null {
  if (!tasks || scopeOf(report.tasks) !== 'operation') return null;
  return report.tasks.map(({ table = '', state }) => ({
    table,
    state,
    errorMessage: state === 'failed' ? report.errorMessage : null,
  }));
}

/** What the rows of its tasks say of the operation, and not what its engine has told of them: it may have forgotten a failure. */
function recordedIn(reading: TasksReading): Fresh {
  const { state, errorMessage } = operationOf(reading.filter((task) => task !== null));
  return { scope: 'operation', own: state, ownError: errorMessage };
}

function freshIn(context: Pick<DriveContext, 'fresh'>): Fresh {
  return context.fresh ?? { scope: 'legacy', own: 'pending', ownError: null };
}

function decide(
  context: Pick<DriveContext, 'protocol' | 'operationStore' | 'claim' | 'fresh' | 'stored'>,
  listing: readonly OperationRow[] | 'unreadable',
  released: boolean | 'unreadable',
) {
  const { protocol, operationStore } = context;
  const operation = context.claim?.operation ?? null;
  const size = context.stored?.size ?? null;
  return decideAggregate({ protocol, operationStore, operation, ...freshIn(context), listing, size, released });
}

function storedIn({ state, revision, size }: RolloutReading): Stored {
  return { state, revision, size };
}

function writeOf(context: DriveContext): ApplyWrite {
  const { apply, claim, decision, protocol } = context;
  const { zeroRows } = protocol;
  if (decision?.kind !== 'write') throw new Error('a drive writes the apply only after it decided to');
  const { kind: _kind, degraded: _degraded, ...write } = decision;
  const own = { operation: claim?.operation ?? null, lease: claim?.lease ?? null };
  return { apply, ...own, ...write, ...conditionOf(context), zeroRows };
}

function conditionOf({ stored }: DriveContext): Pick<ApplyWrite, 'condition'> {
  if (stored === null) return {};
  const { state, revision } = stored;
  return { condition: revision === undefined ? { state } : { revision } };
}

/** A conditional write leaves every terminal state alone: a claim that reopens a stopped apply writes that itself. */
function mayOverwrite({ stored, claim }: DriveContext, state: State): boolean {
  return !isTerminal(state) || (stored === null && claim?.reopened === true);
}

/** Nothing is left to drive under this claim: the operation has ended, or is to be retried, which takes a claim of its own. */
function isDone(protocol: Protocol, own: State): boolean {
  return keepsNoDriver(protocol, { state: own }) || own === 'failed_retryable';
}

/** A drive whose operation has finished goes when its apply has, too, or when it may leave the rest to its siblings. */
function mayLeave({ protocol, decision, fresh }: DriveContext): boolean {
  if (protocol.finished === 'leave' || freshIn({ fresh }).own === 'failed_retryable') return true;
  return decision?.kind === 'write' && isTerminal(decision.state);
}

/** Whether it is about to settle its apply, or has just done so, and tells that. */
function announces({ summary, decision, protocol }: DriveContext, when: 'first' | 'last'): boolean {
  const settles = decision?.kind === 'write' && isSettled(decision.state);
  return summary && settles && (protocol.announces === 'before') === (when === 'first');
}

/** What it has to tell: what it was given to make up for, or what it decided. */
function summaryOf({ context: { apply, claim, decision } }: { readonly context: DriveContext }): SummaryInput {
  const decided = decision?.kind === 'write' ? decision.state : 'pending';
  return { apply, state: claim?.owes ?? decided };
}

function lostLease(error: unknown): boolean {
  return error instanceof Object && 'name' in error && error.name === LEASE_LOST;
}

/** The drive machine. Provide its actors to run it: `readRollout` only under a protocol that compares revisions. @public */
export const driveMachine = setup({
  types: {
    context: {} as DriveContext,
    input: {} as DriveInput,
    events: {} as { type: 'shutdown' },
  },
  actors: {
    claim: required<Claim, ClaimInput>('claim'),
    pollEngine: required<EngineReport, PollInput>('pollEngine'),
    writeOperation: required<null, OperationWrite>('writeOperation'),
    listOperations: required<readonly OperationRow[], ApplyInput>('listOperations'),
    readRelease: required<boolean, ApplyInput>('readRelease'),
    readRollout: required<RolloutReading, ApplyInput>('readRollout'),
    readApply: required<ApplyRow, ApplyInput>('readApply'),
    writeApply: required<WriteOutcome, ApplyWrite>('writeApply'),
    writeTasks: required<null, TasksWrite>('writeTasks'),
    readTasks: required<TasksReading, TasksInput>('readTasks'),
    publishSummary: required<null, SummaryInput>('publishSummary'),
    closeSummary: required<null, SummaryInput>('closeSummary'),
  },
  delays: { pollInterval: ({ context }) => context.pollInterval },
  guards: {
    mirrorsTasks: ({ context }) => context.reported !== null,
    knowsTasks: (_, reading: TasksReading) => reading.every((task) => task !== null),
    ownsRow: ({ context }) => freshIn(context).scope === 'operation',
    wantsSiblings: ({ context }) => needsListing({ ...context, scope: freshIn(context).scope }),
    wantsRollout: ({ context }) => context.protocol.compares === 'revision',
    wantsState: ({ context }) => context.protocol.compares === 'state' && context.stored === null,
    decided: ({ context }) => context.decision?.kind === 'write',
    hasRead: ({ context }) => context.stored !== null,
    isDone: ({ context }) => isDone(context.protocol, freshIn(context).own),
    leftAlone: ({ context }, stored: State) => !mayOverwrite(context, stored),
    mayLeave: ({ context }) => mayLeave(context),
    announcesFirst: ({ context }) => announces(context, 'first'),
    announcesLast: ({ context }) => announces(context, 'last'),
    isOwed: ({ context }) => context.protocol.announces === 'owed',
    onlyOwes: ({ context }) => context.claim?.owes !== undefined,
  },
}).createMachine({
  id: 'drive',
  context: ({ input }) => ({
    apply: input.apply,
    target: input.operation,
    protocol: input.protocol,
    pollInterval: input.pollInterval ?? 1000,
    operationStore: input.operationStore ?? true,
    summary: input.summary ?? false,
    tasks: input.tasks ?? false,
    claim: null,
    ...forgetTick,
  }),
  on: { shutdown: '.closed' },
  initial: 'claiming',
  states: {
    claiming: {
      entry: assign({ claim: null, ...forgetTick }),
      invoke: {
        id: 'claim',
        src: 'claim',
        input: ({ context: { apply, target, protocol } }) => ({ apply, operation: target, protocol }),
        onDone: [
          {
            guard: ({ event }) => event.output.owes !== undefined,
            target: 'publishing',
            actions: assign({ claim: ({ event }) => event.output }),
          },
          { target: 'polling', actions: assign({ claim: ({ event }) => event.output }) },
        ],
        onError: 'idle',
      },
    },
    idle: { after: { pollInterval: 'claiming' } },
    polling: {
      invoke: {
        id: 'pollEngine',
        src: 'pollEngine',
        input: ({ context }) => ({ apply: context.apply, operation: context.claim?.operation ?? null }),
        onDone: [
          { guard: ({ context, event }) => isOutdated(context, event.output), target: 'waiting' },
          { guard: ({ context, event }) => saysNothing(context, event.output), target: 'waiting' },
          {
            target: 'reported',
            actions: assign({
              fresh: ({ event }) => freshOf(event.output),
              reported: ({ context, event }) => reportedOf(context, event.output),
            }),
          },
        ],
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    reported: {
      always: [
        { guard: 'mirrorsTasks', target: 'writingTasks' },
        { guard: 'ownsRow', target: 'writingOperation' },
        { target: 'gathering' },
      ],
    },
    writingTasks: {
      invoke: {
        id: 'writeTasks',
        src: 'writeTasks',
        input: ({ context: { apply, claim, reported, protocol } }) => ({
          apply,
          operation: claim?.operation ?? '',
          lease: claim?.lease ?? null,
          tasks: reported ?? [],
          finalRows: protocol.finalRows,
          zeroRows: protocol.zeroRows,
        }),
        onDone: { target: 'readingTasks', actions: assign({ fresh: null, reported: null }) },
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    readingTasks: {
      invoke: {
        id: 'readTasks',
        src: 'readTasks',
        input: ({ context }) => ({ apply: context.apply, operation: context.claim?.operation ?? '' }),
        onDone: [
          {
            guard: { type: 'knowsTasks', params: ({ event }) => event.output },
            target: 'writingOperation',
            actions: assign({ fresh: ({ event }) => recordedIn(event.output) }),
          },
          // A task that could not be read may be one that has failed, or that still runs.
          { target: 'waiting' },
        ],
        onError: 'waiting',
      },
    },
    writingOperation: {
      invoke: {
        id: 'writeOperation',
        src: 'writeOperation',
        input: ({ context }) => ({
          apply: context.apply,
          operation: context.claim?.operation ?? '',
          lease: context.claim?.lease ?? null,
          state: freshIn(context).own,
          errorMessage: freshIn(context).ownError,
          finalRows: context.protocol.finalRows,
          zeroRows: context.protocol.zeroRows,
        }),
        onDone: 'gathering',
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    gathering: {
      always: [
        { guard: 'wantsRollout', target: 'readingRollout' },
        { guard: 'wantsState', target: 'readingState' },
        { guard: 'wantsSiblings', target: 'listing' },
        { target: 'deciding', actions: assign({ decision: ({ context }) => decide(context, 'unreadable', false) }) },
      ],
    },
    readingState: {
      invoke: {
        id: 'readApply',
        src: 'readApply',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: { target: 'gathering', actions: assign({ stored: ({ event }) => ({ state: event.output.state }) }) },
        onError: 'waiting',
      },
    },
    readingRollout: {
      invoke: {
        id: 'readRollout',
        src: 'readRollout',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [
          {
            guard: ({ context, event }) => needsRelease(context.protocol, event.output.operations),
            target: 'readingRelease',
            actions: assign({
              stored: ({ event }) => storedIn(event.output),
              rows: ({ event }) => event.output.operations,
            }),
          },
          {
            target: 'deciding',
            actions: assign({
              stored: ({ event }) => storedIn(event.output),
              decision: ({ context, event: { output } }) =>
                decide({ ...context, stored: storedIn(output) }, output.operations, false),
            }),
          },
        ],
        onError: 'waiting',
      },
    },
    listing: {
      invoke: {
        id: 'listOperations',
        src: 'listOperations',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [
          {
            guard: ({ context, event }) => needsRelease(context.protocol, event.output),
            target: 'readingRelease',
            actions: assign({ rows: ({ event }) => event.output }),
          },
          {
            target: 'deciding',
            actions: assign({ decision: ({ context, event }) => decide(context, event.output, false) }),
          },
        ],
        onError: {
          target: 'deciding',
          actions: assign({ decision: ({ context }) => decide(context, 'unreadable', false) }),
        },
      },
    },
    readingRelease: {
      invoke: {
        id: 'readRelease',
        src: 'readRelease',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: {
          target: 'deciding',
          actions: assign({
            // Here, not on exit: a state's exit comes before what its transition does.
            rows: null,
            decision: ({ context, event }) => decide(context, context.rows ?? 'unreadable', event.output),
          }),
        },
        onError: {
          target: 'deciding',
          actions: assign({
            rows: null,
            decision: ({ context }) => decide(context, context.rows ?? 'unreadable', 'unreadable'),
          }),
        },
      },
    },
    deciding: {
      always: [
        { guard: not('decided'), target: 'waiting' },
        { guard: not('hasRead'), target: 'rereading' },
        {
          guard: { type: 'leftAlone', params: ({ context }) => context.stored?.state ?? 'pending' },
          target: 'leaving',
        },
        { target: 'committing' },
      ],
    },
    rereading: {
      invoke: {
        id: 'readApply',
        src: 'readApply',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [
          { guard: { type: 'leftAlone', params: ({ event }) => event.output.state }, target: 'leaving' },
          { target: 'committing' },
        ],
        onError: 'waiting',
      },
    },
    committing: { always: [{ guard: 'announcesFirst', target: 'announcing' }, { target: 'writingApply' }] },
    announcing: {
      invoke: {
        id: 'publishSummary',
        src: 'publishSummary',
        input: summaryOf,
        onDone: 'writingApply',
        onError: 'waiting',
      },
    },
    writingApply: {
      invoke: {
        id: 'writeApply',
        src: 'writeApply',
        input: ({ context }) => writeOf(context),
        onDone: [
          { guard: ({ event }) => event.output === 'conflict', target: 'waiting' },
          { guard: 'announcesLast', target: 'publishing' },
          { target: 'written' },
        ],
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    publishing: {
      invoke: {
        id: 'publishSummary',
        src: 'publishSummary',
        input: summaryOf,
        onDone: [{ guard: 'isOwed', target: 'closing' }, { target: 'written' }],
        onError: 'waiting',
      },
    },
    closing: {
      invoke: { id: 'closeSummary', src: 'closeSummary', input: summaryOf, onDone: 'written', onError: 'waiting' },
    },
    written: {
      always: [
        { guard: 'onlyOwes', target: 'claiming' },
        { guard: 'mayLeave', target: 'leaving' },
        { target: 'waiting' },
      ],
    },
    leaving: { always: [{ guard: 'isDone', target: 'claiming' }, { target: 'waiting' }] },
    waiting: { entry: assign(forgetTick), after: { pollInterval: 'polling' } },
    closed: { type: 'final' },
  },
});
