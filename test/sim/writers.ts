/** Writers of one cell who read its version first and write only if it is still that; none of them is ready for a refusal. */
import { assign, fromPromise, setup } from 'xstate';
import { Failure, type AnySystem } from '../../src/sim/index.ts';
import { small } from './systems.ts';

const promised = <Answer, Input = void>() =>
  fromPromise<Answer, Input>(() => Promise.reject(new Error('not provided')));

const writer = setup({
  types: { context: {} as { readonly seen: { readonly version: number }; readonly tries: number } },
  actors: { read: promised<{ version: number }>(), write: promised<null, number>() },
}).createMachine({
  id: 'writer',
  context: { seen: { version: 0 }, tries: 0 },
  initial: 'reading',
  states: {
    reading: {
      invoke: {
        src: 'read',
        onDone: { target: 'writing', actions: assign({ seen: ({ event }) => event.output, tries: 1 }) },
      },
    },
    writing: { invoke: { src: 'write', input: ({ context }) => context.seen.version, onDone: 'done' } },
    done: { type: 'final' },
  },
});

type Cell = { readonly read: (cell: string) => number; readonly write: (cell: string, value: number) => void };

/** @param atomic whether an answer arrives at once */
export function writers(atomic: boolean): AnySystem {
  return small(atomic ? 'writers, answered at once' : 'writers', {
    store: { version: 7 },
    actors: { one: { machine: writer }, two: { machine: writer } },
    services: {
      read: { access: 'read', atomic, run: (_: null, tx: Cell) => ({ version: tx.read('version') }) },
      write: {
        access: 'write',
        atomic,
        run: (expected: number, tx: Cell) => {
          const version = tx.read('version');
          if (version !== expected) throw new Failure('Conflict', `version ${version} is not ${expected}`);
          tx.write('version', version + 1);
          return null;
        },
      },
    },
    faults: { write: 1, ack: 1 },
  });
}
