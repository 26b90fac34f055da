/** Small machines, each of which uses something that XState offers. */
import { assign, cancel, emit, fromPromise, raise, setup } from 'xstate';
import type { Json } from '../../src/sim/data/canonical.ts';

/** An actor's logic for which a service stands. */
export const asked = fromPromise<Json, Json | undefined>(() => Promise.reject(new Error('a service stands for this')));

/** Asks once, and keeps what it was told. */
export const asking = setup({ actors: { ask: asked }, types: { context: {} as { told: Json } } }).createMachine({
  id: 'asking',
  context: { told: null },
  initial: 'waiting',
  states: {
    waiting: {
      invoke: {
        id: 'ask',
        src: 'ask',
        onDone: { target: 'told', actions: assign({ told: ({ event }) => event.output }) },
        onError: { target: 'told', actions: assign({ told: ({ event }) => event.error as Json }) },
      },
    },
    told: {},
  },
});

export const pinging = setup({ types: { context: {} as { rounds: number } } }).createMachine({
  id: 'pinging',
  context: { rounds: 0 },
  initial: 'serving',
  states: {
    serving: { entry: emit({ type: 'BALL', by: 'ping' } as never), on: { BACK: 'counting' } },
    counting: {
      entry: assign({ rounds: ({ context }) => context.rounds + 1 }),
      always: [{ guard: ({ context }) => context.rounds > 2, target: 'tired' }, { target: 'serving' }],
    },
    tired: { on: { BACK: {} } },
  },
});

export const ponging = setup({}).createMachine({
  id: 'ponging',
  initial: 'waiting',
  states: {
    waiting: {
      on: { BALL: { target: 'waiting', reenter: true, actions: [emit({ type: 'BACK' }), emit({ type: 'SEEN' })] } },
    },
  },
});

export const watching = setup({}).createMachine({
  id: 'watching',
  initial: 'first',
  states: { first: { on: { SEEN: 'second' } }, second: { on: { SEEN: 'gone' } }, gone: { type: 'final' } },
});

export const timing = setup({ types: { context: {} as { early: number } } }).createMachine({
  id: 'timing',
  context: { early: 0 },
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        300: 'late',
        100: { actions: assign({ early: ({ context }) => (context.early + 1) % 2 }) },
      },
      on: { AGAIN: { target: 'waiting', reenter: true }, LEAVE: 'late' },
    },
    late: { after: { 50: 'waiting', 100: 'never' }, on: { LEAVE: 'waiting' } },
    never: {},
  },
});

export const delaying = setup({ types: { events: {} as { type: 'GO' | 'TICK' | 'TOCK' | 'STOP' } } }).createMachine({
  id: 'delaying',
  initial: 'idle',
  states: {
    idle: {
      on: {
        GO: {
          target: 'running',
          actions: [raise({ type: 'TICK' }, { delay: 200, id: 'tick' }), raise({ type: 'TOCK' }, { delay: 100 })],
        },
      },
    },
    running: {
      on: {
        TICK: 'draining',
        TOCK: { actions: [cancel('tock'), raise({ type: 'TOCK' }, { delay: 150, id: 'tock' })] },
        STOP: { target: 'draining', actions: cancel('tick') },
      },
    },
    draining: { on: { TICK: 'idle', TOCK: { target: 'idle', actions: [cancel('tick'), cancel('tock')] } } },
  },
});

export const ticking = setup({}).createMachine({
  id: 'ticking',
  entry: [300, 100, 100, 200].map((delay) => raise({ type: 'TICK' }, { delay })),
});

export const hasty = setup({ actors: { count: asked } }).createMachine({
  id: 'hasty',
  initial: 'idle',
  states: {
    idle: { on: { AGAIN: 'glimpse' } },
    glimpse: { entry: raise({ type: 'LEAVE' }), invoke: { id: 'glimpse', src: 'count' }, on: { LEAVE: 'asking' } },
    asking: { invoke: { id: 'count', src: 'count', onDone: 'idle', onError: 'idle' } },
  },
});

export const raising = setup({ types: { events: {} as { type: 'GO' | 'NOW' } } }).createMachine({
  id: 'raising',
  initial: 'a',
  states: {
    a: { on: { GO: { target: 'b', actions: raise({ type: 'NOW' }) } } },
    b: { on: { NOW: 'c' } },
    c: { on: { GO: 'a' } },
  },
});

const region = (id: string) => ({
  initial: 'asking',
  states: {
    asking: { invoke: { id, src: 'count' as const, input: { by: id }, onDone: 'answered', onError: 'refused' } },
    answered: { after: { pause: 'asking' } },
    refused: { on: { RETRY: 'asking' } },
  },
});

export const twins = setup({ actors: { count: asked }, delays: { pause: 100 } }).createMachine({
  id: 'twins',
  type: 'parallel',
  states: { left: region('left'), right: region('right') },
});

export const careless = setup({ actors: { count: asked, read: asked } }).createMachine({
  id: 'careless',
  type: 'parallel',
  states: {
    one: { initial: 'asking', states: { asking: { invoke: { id: 'one', src: 'count', onDone: 'asked' } }, asked: {} } },
    other: { initial: 'asking', states: { asking: { invoke: { id: 'other', src: 'read', onDone: {}, onError: {} } } } },
    clock: { after: { 100: {} } },
  },
});

export const finishing = setup({
  actors: { count: asked },
  types: { context: {} as { counted: number }, output: {} as { counted: number } },
}).createMachine({
  id: 'finishing',
  initial: 'asking',
  context: { counted: -1 },
  states: {
    asking: {
      invoke: {
        id: 'count',
        src: 'count',
        onDone: { target: 'done', actions: assign({ counted: ({ event }) => event.output as number }) },
      },
      on: { SEEN: 'done' },
    },
    done: { type: 'final', entry: emit({ type: 'SEEN' }) },
  },
  output: ({ context }) => ({ counted: context.counted }),
});

export const restless = setup({ actors: { count: asked, read: asked } }).createMachine({
  id: 'restless',
  initial: 'one',
  states: {
    one: {
      invoke: { id: 'same', src: 'count', onDone: 'two', onError: 'one' },
      on: { AGAIN: { target: 'one', reenter: true } },
    },
    two: { invoke: { id: 'same', src: 'read', onDone: 'one', onError: 'two' }, on: { AGAIN: 'one' } },
  },
});

export const remembering = setup({}).createMachine({
  id: 'remembering',
  initial: 'on',
  states: {
    on: {
      initial: 'red',
      states: { red: { on: { NEXT: 'green' } }, green: { on: { NEXT: 'red' } }, last: { type: 'history' } },
      on: { LEAVE: 'off' },
    },
    off: { on: { NEXT: 'on.last', LEAVE: 'on' } },
  },
});

export const nested = setup({ actors: { count: asked } }).createMachine({
  id: 'nested',
  initial: 'work',
  states: {
    work: {
      initial: 'asking',
      states: { asking: { invoke: { id: 'count', src: 'count', onDone: 'ready' } }, ready: { type: 'final' } },
      onDone: { target: 'rest', actions: emit({ type: 'SEEN' }) },
      on: { AGAIN: '.asking' },
    },
    rest: { on: { AGAIN: 'work' } },
  },
});

export const handling = setup({ actors: { count: asked }, types: { context: {} as { why: string } } }).createMachine({
  id: 'handling',
  context: { why: '' },
  initial: 'asking',
  states: {
    asking: {
      invoke: {
        id: 'count',
        src: 'count',
        onDone: 'rest',
        onError: { target: 'rest', actions: assign({ why: ({ event }) => (event.error as { name: string }).name }) },
      },
    },
    rest: { on: { AGAIN: 'asking' } },
  },
});
