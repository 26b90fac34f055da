/**
 * A thread of an exploration as an XState machine, by the code of src/threads and of the block files in src/sim: the one that explores
 * (thread 0), and those that help it. Each state is one atomic operation of that code, or a stretch of it that no other thread looks into
 * before an atomic operation has told it to; `system.ts` says which. A thread that helps may die anywhere.
 */
import { assign, fromPromise, not, setup } from 'xstate';
import { stepCode } from './blocks.ts';

/** What all are to do (`PHASE` in block.ts). Refill and link are left out: they add nothing to how threads wait for each other. */
export type Order = 'none' | 'expand' | 'count' | 'settle' | 'leave';

/** A step that led to a world which was new in this block (`#note` in block-worker.ts). */
export interface Entry {
  readonly code: number;
  readonly number: number;
}

/** What a thread that looks for its world finds in a slot: nothing, a world of before the block, or a number that is not final yet. */
export interface Look {
  readonly found: 'empty' | 'same' | 'another' | 'new';
  readonly slot: number;
  readonly number: number;
}

/** What a thread has for itself. */
export interface Own {
  readonly thread: number;
  /** How many orders it has given, or carried out, and the last of them. */
  readonly orders: number;
  readonly order: Order;
  readonly block: number;
  /** How long the list of worlds is to this thread. */
  readonly length: number;
  /** While it expands: the place of its world, which of how many steps, the slot that it looks at (-1: the first), and what it has read. */
  readonly place: number;
  readonly step: number;
  readonly steps: number;
  readonly slot: number;
  readonly number: number;
  readonly read: number;
  /** How many worlds it has put into the table since the block was begun, and the steps that led to new ones. */
  readonly staged: number;
  readonly log: readonly Entry[];
  readonly outcome: 'going' | 'done' | 'lost';
}

/** An operation on the memory that threads share. Its answer is what it has read. */
const operation = <Answer>() =>
  fromPromise<Answer, Own>(() => Promise.reject(new Error('nobody has provided the shared memory')));

const looked = operation<Look>();
const nothing = { place: 0, step: 0, steps: 0, slot: -1, number: 0, read: 0 } as const;

const atFirst: Omit<Own, 'thread'> = {
  ...nothing,
  orders: 0,
  order: 'none',
  block: -1,
  length: 0,
  staged: 0,
  log: [],
  outcome: 'going',
};

const codeOf = ({ place, step }: Own): number => stepCode(place, step);

/** A thread of a crew. */
export const threadMachine = setup({
  types: { context: {} as Own, input: {} as { readonly thread: number }, events: {} as { readonly type: 'die' } },
  actors: {
    begin: operation<null>(),
    post: operation<number>(),
    clearDone: operation<null>(),
    storeOrder: operation<null>(),
    addOrder: operation<null>(),
    notifyOfOrder: operation<null>(),
    loadOrders: operation<number>(),
    loadOrder: operation<Order>(),
    waitForOrder: operation<'asleep' | 'not-equal'>(),
    sleep: operation<null>(),
    takeUpdate: operation<number>(),
    addDone: operation<null>(),
    notifyOfDone: operation<null>(),
    loadLost: operation<boolean>(),
    loadDone: operation<number>(),
    waitForDone: operation<'asleep' | 'not-equal'>(),
    takeWorld: operation<{ readonly place: number; readonly steps: number } | null>(),
    loadSlot: looked,
    stage: operation<null>(),
    claimSlot: looked,
    compareStaged: operation<boolean>(),
    loadFirst: operation<number>(),
    lowerFirst: operation<number>(),
    count: operation<null>(),
    settle: operation<null>(),
    extend: operation<null>(),
    requireMoved: operation<boolean>(),
  },
  guards: {
    explores: ({ context }) => context.thread === 0,
    expands: ({ context }) => context.order === 'expand',
    counts: ({ context }) => context.order === 'count',
    settles: ({ context }) => context.order === 'settle',
    leaves: ({ context }) => context.order === 'leave',
    hasMoreSteps: ({ context }) => context.step < context.steps,
    comesFirst: ({ context }) => codeOf(context) < context.read,
    /** What the code did before it looked again. */
    trustsItsWaking: () => false,
  },
  actions: {
    nextOrder: assign({
      order: ({ context: { order } }): Order =>
        order === 'expand' ? 'count' : order === 'count' ? 'settle' : 'expand',
    }),
    forget: assign({ ...nothing, staged: 0, log: [] }),
    note: assign({ log: ({ context }) => [...context.log, { code: codeOf(context), number: context.number }] }),
    nextStep: assign({
      ...nothing,
      place: ({ context }) => context.place,
      steps: ({ context }) => context.steps,
      step: ({ context }) => context.step + 1,
    }),
  },
  /** How long the thread that explores sleeps at a time (`MOMENT` in signals.ts). */
  delays: { moment: 100 },
}).createMachine({
  id: 'thread',
  context: ({ input }) => ({ ...input, ...atFirst }),
  initial: 'starting',
  on: { die: '.dead' },
  states: {
    starting: { always: [{ guard: 'explores', target: 'beginning' }, { target: 'looking' }] },

    // The thread that explores: BlockSearch.expand, ThreadCrew.run and Signals.give.
    beginning: {
      entry: assign({ block: ({ context }) => context.block + 1, order: 'expand' }),
      invoke: {
        src: 'begin',
        input: ({ context }) => context,
        onDone: 'posting',
      },
    },
    posting: {
      invoke: {
        src: 'post',
        input: ({ context }) => context,
        onDone: { target: 'clearing', actions: assign({ length: ({ event }) => event.output }) },
      },
    },
    clearing: { invoke: { src: 'clearDone', input: ({ context }) => context, onDone: 'ordering' } },
    ordering: { invoke: { src: 'storeOrder', input: ({ context }) => context, onDone: 'adding' } },
    adding: {
      invoke: {
        src: 'addOrder',
        input: ({ context }) => context,
        onDone: { target: 'notifying', actions: assign({ orders: ({ context }) => context.orders + 1 }) },
      },
    },
    notifying: {
      invoke: {
        src: 'notifyOfOrder',
        input: ({ context }) => context,
        onDone: [{ guard: 'leaves', target: 'finished' }, { target: 'working' }],
      },
    },
    // Signals.waitFor.
    watching: {
      invoke: {
        src: 'loadLost',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output,
            target: 'clearing',
            actions: ['forget', assign({ order: 'leave', outcome: 'lost' })],
          },
          { target: 'counting-done' },
        ],
      },
    },
    'counting-done': {
      invoke: {
        src: 'loadDone',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output > 0,
            target: 'dozing',
            actions: assign({ read: ({ event }) => event.output }),
          },
          { guard: 'expands', target: 'posting', actions: 'nextOrder' },
          { guard: 'counts', target: 'extending', actions: 'nextOrder' },
          { target: 'moved' },
        ],
      },
    },
    dozing: {
      invoke: {
        src: 'waitForDone',
        input: ({ context }) => context,
        onDone: [{ guard: ({ event }) => event.output === 'asleep', target: 'dozed' }, { target: 'watching' }],
      },
    },
    // Wakes when it is notified, or when the moment is over.
    dozed: {
      invoke: { src: 'sleep', input: ({ context }) => context, onDone: 'watching' },
      after: { moment: 'watching' },
      exit: assign({ read: 0 }),
    },
    extending: { invoke: { src: 'extend', input: ({ context }) => context, onDone: 'posting' } },
    moved: {
      invoke: {
        src: 'requireMoved',
        input: ({ context }) => context,
        onDone: [
          { guard: ({ event }) => !event.output, target: 'failed' },
          { guard: ({ context }) => context.block === 0, target: 'beginning', actions: 'forget' },
          { target: 'clearing', actions: ['forget', assign({ order: 'leave', outcome: 'done' })] },
        ],
      },
    },
    finished: {},
    failed: {},

    // A thread that helps: the loop of worker.ts, and Signals.next.
    looking: {
      invoke: {
        src: 'loadOrders',
        input: ({ context }) => context,
        onDone: [
          { guard: ({ context, event }) => event.output === context.orders, target: 'lying-down' },
          { target: 'reading' },
        ],
      },
    },
    'lying-down': {
      invoke: {
        src: 'waitForOrder',
        input: ({ context }) => context,
        onDone: [{ guard: ({ event }) => event.output === 'asleep', target: 'asleep' }, { target: 'looking' }],
      },
    },
    asleep: { invoke: { src: 'sleep', input: ({ context }) => context, onDone: 'woken' } },
    // To be woken is not enough: the call may be a late one, for the order before.
    woken: { always: [{ guard: 'trustsItsWaking', target: 'reading' }, { target: 'looking' }] },
    reading: {
      invoke: {
        src: 'loadOrder',
        input: ({ context }) => context,
        onDone: {
          target: 'updating',
          actions: assign({ order: ({ event }) => event.output, orders: ({ context }) => context.orders + 1 }),
        },
      },
    },
    updating: {
      always: { guard: 'leaves', target: 'left' },
      invoke: {
        src: 'takeUpdate',
        input: ({ context }) => context,
        onDone: { target: 'working', actions: assign({ length: ({ event }) => event.output }) },
      },
    },
    'saying-done': { invoke: { src: 'addDone', input: ({ context }) => context, onDone: 'telling' } },
    telling: { invoke: { src: 'notifyOfDone', input: ({ context }) => context, onDone: 'looking' } },
    left: {},
    dead: {},

    // What both do of a phase: BlockWorker.run.
    working: {
      always: [
        { guard: 'expands', target: 'taking', actions: 'forget' },
        { guard: 'counts', target: 'counting' },
        { guard: 'settles', target: 'settling' },
      ],
    },
    worked: {
      always: [{ guard: 'explores', target: 'watching' }, { target: 'saying-done' }],
    },
    counting: { invoke: { src: 'count', input: ({ context }) => context, onDone: 'worked' } },
    settling: { invoke: { src: 'settle', input: ({ context }) => context, onDone: 'worked' } },
    taking: {
      invoke: {
        src: 'takeWorld',
        input: ({ context }) => context,
        onDone: [
          { guard: ({ event }) => event.output === null, target: 'worked', actions: assign(nothing) },
          { target: 'probing', actions: assign(({ event }) => ({ ...nothing, ...event.output })) },
        ],
      },
    },
    probing: {
      invoke: {
        src: 'loadSlot',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.found === 'empty',
            target: 'staging',
            actions: assign(({ event }) => ({ slot: event.output.slot })),
          },
          { guard: ({ event }) => event.output.found === 'same', target: 'stepping' },
          {
            guard: ({ event }) => event.output.found === 'another',
            target: 'probing',
            reenter: true,
            actions: assign(({ event }) => ({ slot: event.output.slot + 1 })),
          },
          {
            target: 'comparing',
            actions: assign(({ event: { output } }) => ({ slot: output.slot, number: output.number })),
          },
        ],
      },
    },
    staging: { invoke: { src: 'stage', input: ({ context }) => context, onDone: 'claiming' } },
    claiming: {
      invoke: {
        src: 'claimSlot',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.found === 'empty',
            target: 'stepping',
            actions: [
              assign(({ context, event }) => ({ number: event.output.number, staged: context.staged + 1 })),
              'note',
            ],
          },
          { target: 'comparing', actions: assign(({ event }) => ({ number: event.output.number })) },
        ],
      },
    },
    comparing: {
      invoke: {
        src: 'compareStaged',
        input: ({ context }) => context,
        onDone: [
          { guard: ({ event }) => event.output, target: 'preceding' },
          { target: 'probing', actions: assign(({ context }) => ({ slot: context.slot + 1, number: 0 })) },
        ],
      },
    },
    preceding: {
      invoke: {
        src: 'loadFirst',
        input: ({ context }) => context,
        onDone: { target: 'lowering', actions: assign(({ event }) => ({ read: event.output })) },
      },
    },
    lowering: {
      always: { guard: not('comesFirst'), target: 'stepping', actions: 'note' },
      invoke: {
        src: 'lowerFirst',
        input: ({ context }) => context,
        onDone: [
          { guard: ({ context, event }) => event.output === context.read, target: 'stepping', actions: 'note' },
          { target: 'lowering', reenter: true, actions: assign(({ event }) => ({ read: event.output })) },
        ],
      },
    },
    stepping: {
      entry: 'nextStep',
      always: [{ guard: 'hasMoreSteps', target: 'probing' }, { target: 'taking' }],
    },
  },
});
