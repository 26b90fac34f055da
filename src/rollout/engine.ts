/** The modelled engine: it copies, and at some time it is done or has failed. */
import { setup } from 'xstate';
import type { State } from '../machines/index.ts';

/** What an engine is doing, and what it reports its task to be. */
export const ENGINE_STATES = {
  idle: 'pending',
  copying: 'running',
  interrupted: 'failed_retryable',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  stopped: 'stopped',
} as const satisfies Readonly<Record<string, State>>;

export type EngineState = keyof typeof ENGINE_STATES;

const startingIn = (state: EngineState) => ({ guard: { type: 'startsIn' as const, params: { state } }, target: state });

/**
 * The engine machine. `STOP` and `CANCEL` are of the data plane; a late check can fail what had completed. What is interrupted can be
 * started again, until it is given up.
 */
export const engineMachine = setup({
  types: {
    context: {} as { readonly initially: EngineState },
    input: {} as { readonly initially: EngineState },
    events: {} as { type: 'START' | 'COMPLETE' | 'INTERRUPT' | 'FAIL' | 'FAIL_LATE' | 'GIVE_UP' | 'STOP' | 'CANCEL' },
  },
  guards: { startsIn: ({ context }, { state }: { state: EngineState }) => context.initially === state },
}).createMachine({
  id: 'engine',
  context: ({ input }) => ({ initially: input.initially }),
  initial: 'booting',
  states: {
    booting: {
      always: [
        startingIn('copying'),
        startingIn('interrupted'),
        startingIn('completed'),
        startingIn('failed'),
        startingIn('stopped'),
        startingIn('cancelled'),
        { target: 'idle' },
      ],
    },
    idle: { on: { START: 'copying', CANCEL: 'cancelled' } },
    copying: {
      on: { COMPLETE: 'completed', INTERRUPT: 'interrupted', FAIL: 'failed', STOP: 'stopped', CANCEL: 'cancelled' },
    },
    interrupted: { on: { START: 'copying', GIVE_UP: 'failed', STOP: 'stopped', CANCEL: 'cancelled' } },
    completed: { on: { FAIL_LATE: 'failed' } },
    failed: {},
    stopped: { on: { START: 'copying', GIVE_UP: 'failed', CANCEL: 'cancelled' } },
    cancelled: {},
  },
});
