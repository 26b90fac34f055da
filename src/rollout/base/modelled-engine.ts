/**
 * The modelled engine: it copies, and at some time it is done or has failed. One that stops before the switch is `ready` then, and
 * switches once it is told to. A switch that has begun is not stopped; where there is a revert window, it may be undone until that closes.
 */
import { assign, setup } from 'xstate';
import { isCurrent, type Numbered, type State } from '../../machines/index.ts';

/** What an engine is doing, and what it reports its task to be. */
export const ENGINE_STATES = {
  idle: 'pending',
  copying: 'running',
  interrupted: 'failed_retryable',
  ready: 'waiting_for_cutover',
  switching: 'cutting_over',
  revertible: 'revert_window',
  reverting: 'reverting',
  reverted: 'reverted',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  stopped: 'stopped',
} as const satisfies Readonly<Record<string, State>>;

export type EngineState = keyof typeof ENGINE_STATES;

const startingIn = (state: EngineState) => ({ guard: { type: 'startsIn' as const, params: { state } }, target: state });

/** A command that says for which request it is. */
export function commandFor<Type extends EngineEvent>(
  type: Type,
  of: number | null,
): { readonly type: Type } & Numbered {
  return { type, of };
}

/** What may happen to an engine, or be asked of it. */
export type EngineEvent =
  | 'START'
  | 'COMPLETE'
  | 'INTERRUPT'
  | 'GIVE_UP'
  | 'FAIL'
  | 'FAIL_LATE'
  | 'STOP'
  | 'CANCEL'
  | 'READY'
  | 'CUT_OVER'
  | 'OPEN_WINDOW'
  | 'CLOSE_WINDOW'
  | 'REVERT'
  | 'UNDONE';

interface Told {
  readonly context: { readonly startedFor: number };
  readonly event: { readonly type: string } | ({ readonly type: string } & Numbered);
}

/** For which request an engine was started, once it took this event. */
export function startOf({ context, event }: Told): number {
  return 'of' in event && event.of !== null ? event.of : context.startedFor;
}

/** Whether this command is still for it. */
export function isMeant({ context, event }: Told): boolean {
  return 'of' in event && isCurrent(event, context.startedFor);
}

const started = { target: 'copying', actions: 'noteStart' as const } as const;
const stopped = { guard: 'isCurrent' as const, target: 'stopped' } as const;

/**
 * The engine machine. `STOP`, `CANCEL`, `CUT_OVER`, `REVERT` and `CLOSE_WINDOW` are of the data plane; a late check can fail what had
 * completed. What is interrupted can be started again, until it is given up.
 */
export const engineMachine = setup({
  types: {
    context: {} as { readonly initially: EngineState; readonly startedFor: number },
    input: {} as { readonly initially: EngineState },
    events: {} as { type: Exclude<EngineEvent, 'START' | 'STOP'> } | ({ type: 'START' | 'STOP' } & Numbered),
  },
  actions: {
    noteStart: assign({ startedFor: startOf }),
  },
  guards: {
    isCurrent: isMeant,
    startsIn: ({ context }, { state }: { state: EngineState }) => context.initially === state,
  },
}).createMachine({
  id: 'engine',
  context: ({ input }) => ({ initially: input.initially, startedFor: 0 }),
  initial: 'booting',
  states: {
    booting: {
      always: [
        startingIn('copying'),
        startingIn('interrupted'),
        startingIn('ready'),
        startingIn('switching'),
        startingIn('revertible'),
        startingIn('reverting'),
        startingIn('reverted'),
        startingIn('completed'),
        startingIn('failed'),
        startingIn('stopped'),
        startingIn('cancelled'),
        { target: 'idle' },
      ],
    },
    idle: { on: { START: started, CANCEL: 'cancelled' } },
    copying: {
      on: {
        COMPLETE: 'completed',
        READY: 'ready',
        INTERRUPT: 'interrupted',
        FAIL: 'failed',
        STOP: stopped,
        CANCEL: 'cancelled',
      },
    },
    interrupted: { on: { START: started, GIVE_UP: 'failed', STOP: stopped, CANCEL: 'cancelled' } },
    ready: { on: { CUT_OVER: 'switching', STOP: stopped, CANCEL: 'cancelled' } },
    switching: { on: { COMPLETE: 'completed', OPEN_WINDOW: 'revertible', FAIL: 'failed' } },
    revertible: { on: { CLOSE_WINDOW: 'completed', REVERT: 'reverting' } },
    reverting: { on: { UNDONE: 'reverted' } },
    reverted: {},
    completed: { on: { FAIL_LATE: 'failed' } },
    failed: {},
    stopped: { on: { START: started, GIVE_UP: 'failed', CANCEL: 'cancelled' } },
    cancelled: {},
  },
});
