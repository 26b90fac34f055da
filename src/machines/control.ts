/**
 * The control loop of an apply: it takes a request that waits, carries it out, and answers it.
 *
 * The data plane comes first and the rows second, so that no row says that work has ended which still goes on. A cutover is the other
 * way round: it begins in its row, so that none may be cancelled that is being switched, and its drive finds it there. Each step may
 * be repeated: a loop that dies in between begins again with the same request. What the drives have to do is left to them, so an
 * answer may have to wait until they have.
 */
import { assign, setup } from 'xstate';
import type { ApplyInput } from './ports.ts';
import type { Protocol } from './protocols.ts';
import type { RequestKind } from './request.ts';
import { required } from './required.ts';

/** What a control loop is started with. `pollInterval` is in milliseconds, 1000 by default. @public */
export interface ControlInput extends ApplyInput {
  readonly protocol: Pick<Protocol, 'commands'>;
  readonly pollInterval?: number;
}

/** Input of `commandEngines`, `moveRows` and `answerRequest`. Each does nothing for a request that does not wait any more. @public */
export interface ControlWork extends ApplyInput {
  readonly request: RequestKind;
  /** Whether commands to engines say for which request they are. */
  readonly commands: Protocol['commands'];
}

/** Whether the request has its answer now, or waits for the drives. @public */
export type ControlAnswer = 'answered' | 'open';

interface ControlContext {
  readonly apply: string;
  readonly protocol: Pick<Protocol, 'commands'>;
  readonly pollInterval: number;
  readonly request: RequestKind;
}

/** What ends or undoes work is told to the engines. A start, a release and a cutover are for the drives to carry out. */
const TO_ENGINES: ReadonlySet<RequestKind> = new Set<RequestKind>(['stop', 'cancel', 'revert', 'skip_revert']);
/** What shows in rows at once; the rest shows once the drives have reported it. */
const TO_ROWS: ReadonlySet<RequestKind> = new Set<RequestKind>(['stop', 'cancel', 'cutover']);

const workOf = ({ context: { apply, request, protocol } }: { context: ControlContext }): ControlWork => ({
  apply,
  request,
  commands: protocol.commands,
});

/** The control machine. Provide its actors to run it; `takeRequest` replies once there is a request that waits. @public */
export const controlMachine = setup({
  types: { context: {} as ControlContext, input: {} as ControlInput },
  actors: {
    takeRequest: required<RequestKind, ApplyInput>('takeRequest'),
    commandEngines: required<null, ControlWork>('commandEngines'),
    moveRows: required<null, ControlWork>('moveRows'),
    answerRequest: required<ControlAnswer, ControlWork>('answerRequest'),
  },
  delays: { pollInterval: ({ context }) => context.pollInterval },
  guards: {
    isForEngines: ({ context }) => TO_ENGINES.has(context.request),
    isForRows: ({ context }) => TO_ROWS.has(context.request),
  },
}).createMachine({
  id: 'control',
  // Any request will do until one is taken.
  context: ({ input }) => ({
    apply: input.apply,
    protocol: input.protocol,
    pollInterval: input.pollInterval ?? 1000,
    request: 'release',
  }),
  initial: 'taking',
  states: {
    taking: {
      entry: assign({ request: 'release' }),
      invoke: {
        id: 'takeRequest',
        src: 'takeRequest',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: { target: 'taken', actions: assign({ request: ({ event }) => event.output }) },
        onError: 'waiting',
      },
    },
    taken: {
      always: [
        { guard: 'isForEngines', target: 'commanding' },
        { guard: 'isForRows', target: 'moving' },
        { target: 'answering' },
      ],
    },
    commanding: {
      invoke: {
        id: 'commandEngines',
        src: 'commandEngines',
        input: workOf,
        onDone: [{ guard: 'isForRows', target: 'moving' }, { target: 'answering' }],
        onError: 'waiting',
      },
    },
    moving: {
      invoke: { id: 'moveRows', src: 'moveRows', input: workOf, onDone: 'answering', onError: 'waiting' },
    },
    answering: {
      invoke: {
        id: 'answerRequest',
        src: 'answerRequest',
        input: workOf,
        onDone: [{ guard: ({ event }) => event.output === 'open', target: 'waiting' }, { target: 'taking' }],
        onError: 'waiting',
      },
    },
    waiting: { after: { pollInterval: 'taking' } },
  },
});
