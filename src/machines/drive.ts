/**
 * One drive: it claims an operation, polls its engine, writes the operation's row, and re-projects the apply from all rows.
 *
 * The context holds what the next step needs and no more; on the way back to `waiting` and `claiming` it is cleared, so that
 * two ticks that know the same are the same.
 */
import { assign, setup } from 'xstate';
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
} from './ports.ts';
import { projectStates } from './project.ts';
import type { Protocol } from './protocols.ts';
import { required } from './required.ts';
import { isTerminal, type State } from './vocabulary.ts';

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
  readonly claim: Claim | null;
  readonly fresh: Fresh | null;
  /** Only while the release latch is read; the decision replaces it. */
  readonly rows: readonly OperationRow[] | null;
  readonly decision: Decision | null;
}

/** Thrown (by name) by a write whose lease another driver has taken: the drive lets go and claims anew. */
export const LEASE_LOST = 'LeaseLost';

const forgetTick = { fresh: null, rows: null, decision: null };

function freshOf(report: EngineReport): Fresh {
  return {
    scope: scopeOf(report.tasks),
    own: projectStates(report.tasks.map((task) => task.state)),
    ownError: report.errorMessage,
  };
}

function freshIn(context: DriveContext): Fresh {
  return context.fresh ?? { scope: 'legacy', own: 'pending', ownError: null };
}

function decide(
  context: DriveContext,
  listing: readonly OperationRow[] | 'unreadable',
  released: boolean | 'unreadable',
) {
  const { protocol, operationStore } = context;
  const operation = context.claim?.operation ?? null;
  return decideAggregate({ protocol, operationStore, operation, ...freshIn(context), listing, released });
}

function writeOf(context: DriveContext): ApplyWrite {
  const { apply, claim, decision } = context;
  if (decision?.kind !== 'write') throw new Error('a drive writes the apply only after it decided to');
  const { kind: _kind, degraded: _degraded, ...write } = decision;
  return { apply, operation: claim?.operation ?? null, lease: claim?.lease ?? null, ...write };
}

function lostLease(error: unknown): boolean {
  return error instanceof Object && 'name' in error && error.name === LEASE_LOST;
}

/** The drive machine. Provide its seven actors to run it. @public */
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
    readApply: required<ApplyRow, ApplyInput>('readApply'),
    writeApply: required<null, ApplyWrite>('writeApply'),
  },
  delays: { pollInterval: ({ context }) => context.pollInterval },
  guards: {
    ownsRow: ({ context }) => freshIn(context).scope === 'operation',
    wantsSiblings: ({ context }) => needsListing({ ...context, scope: freshIn(context).scope }),
    decided: ({ context }) => context.decision?.kind === 'write',
    ownFinished: ({ context }) => isTerminal(freshIn(context).own),
    leftAlone: ({ context }, stored: State) => isTerminal(stored) && context.claim?.reopened !== true,
    applyFinished: ({ context }) => context.decision?.kind === 'write' && isTerminal(context.decision.state),
  },
}).createMachine({
  id: 'drive',
  context: ({ input }) => ({
    apply: input.apply,
    target: input.operation,
    protocol: input.protocol,
    pollInterval: input.pollInterval ?? 1000,
    operationStore: input.operationStore ?? true,
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
        input: ({ context }) => ({ apply: context.apply, operation: context.target }),
        onDone: { target: 'polling', actions: assign({ claim: ({ event }) => event.output }) },
        onError: 'idle',
      },
    },
    idle: { after: { pollInterval: 'claiming' } },
    polling: {
      invoke: {
        id: 'pollEngine',
        src: 'pollEngine',
        input: ({ context }) => ({ apply: context.apply, operation: context.claim?.operation ?? null }),
        onDone: { target: 'reported', actions: assign({ fresh: ({ event }) => freshOf(event.output) }) },
        onError: 'waiting',
      },
    },
    reported: { always: [{ guard: 'ownsRow', target: 'writingOperation' }, { target: 'gathering' }] },
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
        }),
        onDone: 'gathering',
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    gathering: {
      always: [
        { guard: 'wantsSiblings', target: 'listing' },
        { target: 'deciding', actions: assign({ decision: ({ context }) => decide(context, 'unreadable', false) }) },
      ],
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
      exit: assign({ rows: null }),
      invoke: {
        id: 'readRelease',
        src: 'readRelease',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: {
          target: 'deciding',
          actions: assign({
            decision: ({ context, event }) => decide(context, context.rows ?? 'unreadable', event.output),
          }),
        },
        onError: {
          target: 'deciding',
          actions: assign({ decision: ({ context }) => decide(context, context.rows ?? 'unreadable', 'unreadable') }),
        },
      },
    },
    deciding: { always: [{ guard: 'decided', target: 'rereading' }, { target: 'waiting' }] },
    rereading: {
      invoke: {
        id: 'readApply',
        src: 'readApply',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [
          { guard: { type: 'leftAlone', params: ({ event }) => event.output.state }, target: 'leaving' },
          { target: 'writingApply' },
        ],
        onError: 'waiting',
      },
    },
    writingApply: {
      invoke: {
        id: 'writeApply',
        src: 'writeApply',
        input: ({ context }) => writeOf(context),
        onDone: [{ guard: 'applyFinished', target: 'leaving' }, { target: 'waiting' }],
        onError: [{ guard: ({ event }) => lostLease(event.error), target: 'claiming' }, { target: 'waiting' }],
      },
    },
    leaving: { always: [{ guard: 'ownFinished', target: 'claiming' }, { target: 'waiting' }] },
    waiting: { entry: assign(forgetTick), after: { pollInterval: 'polling' } },
    closed: { type: 'final' },
  },
});
