/** Two-phase commit as two XState machines: what a resource manager and the transaction manager are. */
import { assign, setup } from 'xstate';

/** A resource manager: it prepares or aborts by itself, and then does what the transaction manager says. */
export const resourceManager = setup({
  types: { events: {} as { type: 'prepare' | 'choose to abort' | 'commit' | 'abort' } },
}).createMachine({
  id: 'resourceManager',
  initial: 'working',
  // The messages of the transaction manager are obeyed in every state, as in the specification.
  on: { commit: '.committed', abort: '.aborted' },
  states: {
    working: { on: { prepare: 'prepared', 'choose to abort': 'aborted' } },
    prepared: {},
    committed: {},
    aborted: {},
  },
});

/** The transaction manager: it commits once it knows that everybody is prepared, and may abort at any time before. */
export const transactionManager = setup({
  types: {
    context: {} as { readonly managers: readonly string[]; readonly prepared: readonly string[] },
    input: {} as { readonly managers: readonly string[] },
    events: {} as { type: 'prepared'; manager: string } | { type: 'commit' | 'abort' },
  },
  guards: { allPrepared: ({ context }) => context.prepared.length === context.managers.length },
}).createMachine({
  id: 'transactionManager',
  context: ({ input }) => ({ managers: input.managers, prepared: [] }),
  initial: 'init',
  states: {
    init: {
      on: {
        prepared: {
          actions: assign({
            prepared: ({ context, event }) => [...new Set([...context.prepared, event.manager])].toSorted(),
          }),
        },
        commit: { guard: 'allPrepared', target: 'committed' },
        abort: 'aborted',
      },
    },
    committed: {},
    aborted: {},
  },
});
