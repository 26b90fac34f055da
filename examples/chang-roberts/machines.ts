/** The leader election of Chang and Roberts as one XState machine: what a node of the ring is. */
import { assign, setup } from 'xstate';

/** What a node knows. `outbox` is what it has sent and its neighbour has not received yet, sorted. */
export interface NodeContext {
  readonly id: number;
  readonly initiator: boolean;
  readonly outbox: readonly number[];
}

const put = (outbox: readonly number[], id: number): number[] =>
  [...new Set([...outbox, id])].toSorted((one, other) => one - other);

/** A node: an initiator stands for election, and the smallest identity that goes all the way round wins. */
export const ringNode = setup({
  types: {
    context: {} as NodeContext,
    input: {} as Pick<NodeContext, 'id' | 'initiator'>,
    events: {} as { readonly type: 'received' | 'delivered'; readonly id: number },
  },
  guards: {
    isInitiator: ({ context }) => context.initiator,
    isSmaller: ({ context, event }) => event.id < context.id,
    isOwn: ({ context, event }) => event.id === context.id,
  },
  actions: {
    sendOwn: assign({ outbox: ({ context }) => put(context.outbox, context.id) }),
    forward: assign({ outbox: ({ context, event }) => put(context.outbox, event.id) }),
    takeOut: assign({ outbox: ({ context, event }) => context.outbox.filter((id) => id !== event.id) }),
  },
  delays: { startup: 1000 },
}).createMachine({
  id: 'ringNode',
  context: ({ input }) => ({ ...input, outbox: [] }),
  initial: 'starting',
  on: { delivered: { actions: 'takeOut' } },
  states: {
    starting: {
      after: { startup: [{ guard: 'isInitiator', target: 'candidate', actions: 'sendOwn' }, { target: 'lost' }] },
    },
    candidate: {
      on: {
        received: [
          { guard: 'isSmaller', target: 'lost', actions: 'forward' },
          { guard: 'isOwn', target: 'won' },
        ],
      },
    },
    lost: { on: { received: { actions: 'forward' } } },
    won: {},
  },
});
