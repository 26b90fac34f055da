/**
 * The control loop of an apply: it takes a request that waits, carries it out, and answers it.
 *
 * The data plane comes first and the rows second, so that no row says that work has ended which still goes on. Each step may be
 * repeated: a loop that dies in between begins again with the same request. What the drives have to do is left to them, so an
 * answer may have to wait until they have.
 */
import { assign, setup } from 'xstate';
import type { ApplyInput } from './ports.ts';
import type { RequestKind } from './request.ts';
import { required } from './required.ts';

/** What a control loop is started with. `pollInterval` is in milliseconds, 1000 by default. @public */
export interface ControlInput extends ApplyInput {
  readonly pollInterval?: number;
}

/** Input of `commandEngines`, `moveRows` and `answerRequest`. Each does nothing for a request that does not wait any more. @public */
export interface ControlWork extends ApplyInput {
  readonly request: RequestKind;
}

/** Whether the request has its answer now, or waits for the drives. @public */
export type ControlAnswer = 'answered' | 'open';

interface ControlContext {
  readonly apply: string;
  readonly pollInterval: number;
  readonly request: RequestKind;
}

const workOf = ({ context: { apply, request } }: { context: ControlContext }): ControlWork => ({ apply, request });

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
}).createMachine({
  id: 'control',
  // Any request will do until one is taken.
  context: ({ input }) => ({ apply: input.apply, pollInterval: input.pollInterval ?? 1000, request: 'release' }),
  initial: 'taking',
  states: {
    taking: {
      entry: assign({ request: 'release' }),
      invoke: {
        id: 'takeRequest',
        src: 'takeRequest',
        input: ({ context }) => ({ apply: context.apply }),
        onDone: [
          // A release changes what the drives project, and a start what they claim, and nothing else.
          {
            guard: ({ event }) => event.output === 'release' || event.output === 'start',
            target: 'answering',
            actions: assign({ request: ({ event }) => event.output }),
          },
          { target: 'commanding', actions: assign({ request: ({ event }) => event.output }) },
        ],
        onError: 'waiting',
      },
    },
    commanding: {
      invoke: { id: 'commandEngines', src: 'commandEngines', input: workOf, onDone: 'moving', onError: 'waiting' },
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
