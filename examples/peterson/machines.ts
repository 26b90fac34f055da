/** Peterson's mutual exclusion as one XState machine: what each of the two processes is. */
import { fromPromise, setup } from 'xstate';

/** The two processes. */
export type Id = 'p1' | 'p2';

/** A process and the one that it shares the critical section with. */
export interface Pair {
  readonly self: Id;
  readonly other: Id;
}

/** An operation on the memory that the processes share. In production `machine.provide({ actors })` says how it is done. */
const operation = <Input>() =>
  fromPromise<null, Input>(() => Promise.reject(new Error('nobody has provided the shared memory')));

/** A process: it raises its flag, gives way, waits for its turn, works in its critical section and lowers the flag. */
export const petersonProcess = setup({
  types: { context: {} as Pair, input: {} as Pair },
  actors: {
    setFlag: operation<{ readonly of: Id; readonly up: boolean }>(),
    giveTurn: operation<{ readonly to: Id }>(),
    awaitTurn: operation<Pair>(),
  },
  delays: { idleTime: 1000, workTime: 1000 },
}).createMachine({
  id: 'petersonProcess',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { after: { idleTime: 'raising' } },
    raising: {
      invoke: { src: 'setFlag', input: ({ context }) => ({ of: context.self, up: true }), onDone: 'yielding' },
    },
    yielding: { invoke: { src: 'giveTurn', input: ({ context }) => ({ to: context.other }), onDone: 'waiting' } },
    waiting: { invoke: { src: 'awaitTurn', input: ({ context }) => context, onDone: 'critical' } },
    critical: { after: { workTime: 'lowering' } },
    lowering: {
      invoke: { src: 'setFlag', input: ({ context }) => ({ of: context.self, up: false }), onDone: 'idle' },
    },
  },
});
