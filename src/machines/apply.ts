/** The apply row as a machine: which writes it takes, and what each of them stamps. */
import { assign, setup, transition } from 'xstate';
import type { ApplyRow, ApplyWrite, Instant } from './ports.ts';
import { isSettled, isTerminal, STATES, type State } from './vocabulary.ts';

/** What an UPDATE of the apply row carries besides its new state. */
interface Stamps {
  readonly now: Instant;
  readonly completedAt: ApplyWrite['completedAt'];
  readonly errorMessage?: string | null;
}

/** `write.STATE` is an unconditional UPDATE: last write wins. `reopen` starts a stopped apply again. */
export type ApplyEvent = ({ type: `write.${State}` } & Stamps) | { type: 'reopen' };

type ApplyContext = Omit<ApplyRow, 'state'>;

const machine = setup({
  types: { context: {} as ApplyContext, events: {} as ApplyEvent, input: {} as Partial<ApplyContext> },
  actions: {
    stampStarted: assign({
      startedAt: ({ context, event }) => context.startedAt ?? ('now' in event ? event.now : null),
    }),
    stampCompleted: assign({ completedAt: ({ context, event }) => completedAt(context, event) }),
    noteError: assign({
      errorMessage: ({ context, event }) =>
        'errorMessage' in event && event.errorMessage !== undefined ? event.errorMessage : context.errorMessage,
    }),
  },
});

function completedAt(context: ApplyContext, event: ApplyEvent): Instant | null {
  if (event.type === 'reopen' || event.completedAt === 'clear') return null;
  return event.completedAt === 'stamp' ? (context.completedAt ?? event.now) : context.completedAt;
}

const tags = (state: State): string[] => [
  ...(isTerminal(state) ? ['terminal'] : []),
  ...(isSettled(state) ? ['settled'] : []),
];

const writes = Object.fromEntries(
  STATES.map((state) => [
    `write.${state}`,
    {
      target: `.${state}`,
      actions: [
        ...(state === 'pending' ? [] : ['stampStarted' as const]),
        'stampCompleted' as const,
        'noteError' as const,
      ],
    },
  ]),
);

const states = Object.fromEntries(
  STATES.map((state) => [
    state,
    {
      tags: tags(state),
      ...(state === 'stopped' ? { on: { reopen: { target: 'resuming', actions: 'stampCompleted' as const } } } : {}),
    },
  ]),
);

/** The life of one `applies` row. It starts pending; input may carry the stamps of an existing row. @public */
export const applyMachine = machine.createMachine({
  id: 'apply',
  context: ({ input }) => ({ startedAt: null, completedAt: null, errorMessage: null, ...input }),
  initial: 'pending',
  on: writes,
  states,
});

function step(row: ApplyRow, event: ApplyEvent): ApplyRow {
  const { state, ...context } = row;
  const [next] = transition(applyMachine, applyMachine.resolveState({ value: state, context }), event);
  return { state: next.value as State, ...next.context };
}

/** The row after an unconditional write of the aggregate. @public */
export function writeApplyRow(
  row: ApplyRow,
  write: Omit<Stamps, 'now'> & { readonly state: State },
  now: Instant,
): ApplyRow {
  const { state, ...stamps } = write;
  return step(row, { type: `write.${state}`, now, ...stamps });
}

/** The row after a claim of one of its stopped operations: a stopped apply is resuming, any other is left as it is. @public */
export function reopenApplyRow(row: ApplyRow): ApplyRow {
  return step(row, { type: 'reopen' });
}
