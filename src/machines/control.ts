/**
 * The control loop of an apply: it takes a request that waits, carries it out, and answers it.
 *
 * What ends work is told to the engines first and moves the rows second, so that no row says that work has ended which still goes on. A
 * cutover is begun in the rows first, so that none says that work may still be cancelled which has been switched. Each step may be
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

type Step = 'commanding' | 'moving';

/** What is done for a request before it is answered. A release changes what drives project, a start what they claim, and nothing else. */
const STEPS: Readonly<Record<RequestKind, readonly Step[]>> = {
  start: [],
  stop: ['commanding', 'moving'],
  cancel: ['commanding', 'moving'],
  release: [],
  revert: ['commanding'],
  skip_revert: ['commanding'],
  cutover: ['moving', 'commanding'],
};

/** The step after `last`, or the first one. */
function stepAfter(request: RequestKind, last: Step | null): Step | undefined {
  const steps = STEPS[request];
  return last === null ? steps[0] : steps[steps.indexOf(last) + 1];
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
  guards: {
    comesNext: ({ context: { request } }, { last, step }: { readonly last: Step | null; readonly step: Step }) =>
      stepAfter(request, last) === step,
  },
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
        onDone: { target: 'taken', actions: assign({ request: ({ event }) => event.output }) },
        onError: 'waiting',
      },
    },
    taken: {
      always: [
        { guard: { type: 'comesNext', params: { last: null, step: 'commanding' } }, target: 'commanding' },
        { guard: { type: 'comesNext', params: { last: null, step: 'moving' } }, target: 'moving' },
        { target: 'answering' },
      ],
    },
    commanding: {
      invoke: {
        id: 'commandEngines',
        src: 'commandEngines',
        input: workOf,
        onDone: [
          { guard: { type: 'comesNext', params: { last: 'commanding', step: 'moving' } }, target: 'moving' },
          { target: 'answering' },
        ],
        onError: 'waiting',
      },
    },
    moving: {
      invoke: {
        id: 'moveRows',
        src: 'moveRows',
        input: workOf,
        onDone: [
          { guard: { type: 'comesNext', params: { last: 'moving', step: 'commanding' } }, target: 'commanding' },
          { target: 'answering' },
        ],
        onError: 'waiting',
      },
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
