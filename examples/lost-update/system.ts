/**
 * Clerks who each add one to a counter by reading it and then writing what they have read plus one: the lost update, the smallest
 * race of all. `plain.ts` has the same as plain promises.
 */
import { assign, fromPromise, setup } from 'xstate';
import { defineSystem, type AnySystem } from '../../src/sim/index.ts';

interface Store {
  readonly counter: number;
}

const clerk = setup({
  types: { context: {} as { readonly seen: number } },
  actors: {
    read: fromPromise<number>(() => Promise.reject(new Error('not provided'))),
    write: fromPromise<null, number>(() => Promise.reject(new Error('not provided'))),
  },
}).createMachine({
  id: 'clerk',
  context: { seen: 0 },
  initial: 'reading',
  states: {
    reading: {
      invoke: { src: 'read', onDone: { target: 'writing', actions: assign({ seen: ({ event }) => event.output }) } },
    },
    writing: { invoke: { src: 'write', input: ({ context }) => context.seen + 1, onDone: 'done' } },
    done: {},
  },
});

/** So many clerks at one counter. */
export function lostUpdate(clerks: number): AnySystem {
  const names = Array.from({ length: clerks }, (_, index) => `clerk:${index + 1}`);
  return defineSystem<Store>({
    name: 'lost-update',
    config: { clerks },
    store: { counter: 0 },
    actors: Object.fromEntries(names.map((name) => [name, { machine: clerk }])),
    services: {
      read: { access: 'read', atomic: true, run: (_input, tx) => tx.read('counter') },
      write: {
        access: 'write',
        atomic: true,
        run: (value: number, tx) => {
          tx.write('counter', value);
          return null;
        },
      },
    },
    properties: [
      {
        kind: 'safety',
        name: 'nothing-lost',
        summary: 'the counter counts every clerk who is done',
        check: (world) => {
          const done = names.filter((name) => world.actor(name)?.value === 'done').length;
          const counter = world.read('counter');
          return counter < done ? `${done} clerks are done and the counter says ${counter}` : null;
        },
      },
    ],
  });
}
