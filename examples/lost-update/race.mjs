import { assign, fromPromise, setup } from 'xstate';
import { defineSystem } from 'holdfast/sim';

const later = fromPromise(() => Promise.reject(new Error('not provided')));
const seen = assign({ seen: ({ event }) => event.output });

const clerk = setup({ actors: { read: later, write: later } }).createMachine({
  id: 'clerk',
  context: { seen: 0 },
  initial: 'reading',
  states: {
    reading: { invoke: { src: 'read', onDone: { target: 'writing', actions: seen } } },
    writing: { invoke: { src: 'write', input: ({ context }) => context.seen + 1, onDone: 'done' } },
    done: {},
  },
});

export default defineSystem({
  name: 'counter',
  config: null,
  store: { counter: 0 },
  actors: { ann: { machine: clerk }, bob: { machine: clerk } },
  services: {
    read: { access: 'read', run: (_input, tx) => tx.read('counter') },
    write: { access: 'write', run: (value, tx) => (tx.write('counter', value), null) },
  },
  properties: [
    {
      kind: 'safety',
      name: 'nothing-lost',
      summary: 'the counter counts everybody who is done',
      check: (world) => {
        const done = ['ann', 'bob'].filter((name) => world.actor(name)?.value === 'done').length;
        return world.read('counter') < done ? `${done} are done, and the counter says ${world.read('counter')}` : null;
      },
    },
  ],
});
