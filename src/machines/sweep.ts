/**
 * The sweep of an apply: it closes operations that wait to be retried once there is no retry left.
 *
 * It looks at the rows first and at the budget later. In between a driver may claim the operation, and by that spend the last retry: the
 * budget is spent *because* the operation is being retried. So `expireOperation` has to look at the row again, in its own transaction.
 */
import { assign, setup } from 'xstate';
import type { ApplyInput } from './ports.ts';
import { required } from './required.ts';

/** What a sweep is started with. `pollInterval` is in milliseconds, 1000 by default. @public */
export interface SweepInput extends ApplyInput {
  readonly pollInterval?: number;
}

/** Input of `expireOperation`, which fails the operation if it still waits to be retried and no retry is left. @public */
export interface ExpireInput extends ApplyInput {
  readonly operation: string;
}

interface SweepContext {
  readonly apply: string;
  readonly pollInterval: number;
  /** Only from the look at the rows to the end of the pass. */
  readonly operation: string;
}

const NONE = '';
const applyOf = ({ context: { apply } }: { readonly context: SweepContext }): ApplyInput => ({ apply });

/**
 * The sweep machine. Provide its actors to run it: `findRetryable` replies with an operation that waits to be retried once there is one,
 * `awaitSpent` once the apply has no retry left. @public
 */
export const sweepMachine = setup({
  types: { context: {} as SweepContext, input: {} as SweepInput },
  actors: {
    findRetryable: required<string, ApplyInput>('findRetryable'),
    awaitSpent: required<null, ApplyInput>('awaitSpent'),
    expireOperation: required<null, ExpireInput>('expireOperation'),
  },
  delays: { pollInterval: ({ context }) => context.pollInterval },
}).createMachine({
  id: 'sweep',
  context: ({ input }) => ({ apply: input.apply, pollInterval: input.pollInterval ?? 1000, operation: NONE }),
  initial: 'looking',
  states: {
    looking: {
      entry: assign({ operation: NONE }),
      invoke: {
        id: 'findRetryable',
        src: 'findRetryable',
        input: applyOf,
        onDone: { target: 'asking', actions: assign({ operation: ({ event }) => event.output }) },
        onError: 'waiting',
      },
    },
    asking: {
      invoke: { id: 'awaitSpent', src: 'awaitSpent', input: applyOf, onDone: 'expiring', onError: 'waiting' },
    },
    expiring: {
      invoke: {
        id: 'expireOperation',
        src: 'expireOperation',
        input: ({ context: { apply, operation } }) => ({ apply, operation }),
        onDone: 'looking',
        onError: 'waiting',
      },
    },
    waiting: { entry: assign({ operation: NONE }), after: { pollInterval: 'looking' } },
  },
});
