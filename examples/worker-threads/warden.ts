/** The thread that tells when another is no more, as an XState machine: src/threads/warden.ts. */
import { fromPromise, setup } from 'xstate';

const operation = () => fromPromise<null>(() => Promise.reject(new Error('nobody has provided the shared memory')));

/** It hears of the end of a thread, says that one is lost, and wakes the thread that explores (`Signals.lose`). */
export const wardenMachine = setup({
  types: { events: {} as { readonly type: 'exit' } },
  actors: { storeLost: operation(), notifyOfLost: operation() },
}).createMachine({
  id: 'warden',
  initial: 'listening',
  states: {
    listening: { on: { exit: 'storing' } },
    storing: { invoke: { src: 'storeLost', onDone: 'notifying' } },
    notifying: { invoke: { src: 'notifyOfLost', onDone: 'listening' } },
  },
});
