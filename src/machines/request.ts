/** A control request as a row: what a person asked of an apply, one row for each kind, and what became of it. */
import { setup, transition } from 'xstate';

/**
 * What a person may ask of an apply, in the order in which a control loop takes what waits: a cutover comes last, as it may have to
 * wait for operations that still copy.
 * @public
 */
export const REQUEST_KINDS = ['start', 'stop', 'cancel', 'release', 'revert', 'skip_revert', 'cutover'] as const;

/** One of them. @public */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** `none` where it was never asked for, `failed` where another request came first or nothing was left to do. @public */
export type RequestState = 'none' | 'pending' | 'completed' | 'failed';

/** The request rows of one apply. @public */
export type Requests = Readonly<Record<RequestKind, RequestState>>;

/** `ask` by a person, again if need be; `complete` once it is carried out; `fail` when it can't be any more. */
export type RequestEvent = { type: 'ask' | 'complete' | 'fail' };

/** Nobody has asked for anything. @public */
export const NO_REQUESTS: Requests = {
  start: 'none',
  stop: 'none',
  cancel: 'none',
  release: 'none',
  revert: 'none',
  skip_revert: 'none',
  cutover: 'none',
};

/** Asking for the one gives up the other, if that is still pending. */
const SUPERSEDES: Readonly<Record<RequestKind, readonly RequestKind[]>> = {
  start: ['stop'],
  stop: ['start', 'cutover'],
  cancel: ['start', 'stop', 'cutover'],
  release: [],
  revert: ['skip_revert', 'cutover'],
  skip_revert: ['revert'],
  cutover: [],
};

const asked = { ask: 'pending' } as const;

/** The life of one row: asking twice is asking once, and what was answered can be asked for again. @public */
export const requestMachine = setup({ types: { events: {} as RequestEvent } }).createMachine({
  id: 'request',
  initial: 'none',
  states: {
    none: { on: asked },
    pending: { on: { complete: 'completed', fail: 'failed' } },
    completed: { on: asked },
    failed: { on: asked },
  },
});

/** The row after an event; a row that does not take the event stays as it was. */
function stepRequest(state: RequestState, event: RequestEvent['type']): RequestState {
  const before = requestMachine.resolveState({ value: state, context: {} });
  return transition(requestMachine, before, { type: event })[0].value as RequestState;
}

/** The rows once the request is made: what it supersedes has failed. @public */
export function askFor(requests: Requests, kind: RequestKind): Requests {
  const given = SUPERSEDES[kind].map((other) => [other, stepRequest(requests[other], 'fail')]);
  return { ...requests, ...Object.fromEntries(given), [kind]: stepRequest(requests[kind], 'ask') };
}

/** The rows once the request has its answer; one that is not pending keeps the answer that it has. @public */
export function answer(requests: Requests, kind: RequestKind, event: 'complete' | 'fail'): Requests {
  return { ...requests, [kind]: stepRequest(requests[kind], event) };
}

/** Whether `pause` means `continue` from now on: as soon as it is asked for, whoever carries it out, and one way. @public */
export function isReleased({ release }: Requests): boolean {
  return release === 'pending' || release === 'completed';
}
