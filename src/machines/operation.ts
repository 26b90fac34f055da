/** The operation row as a machine: who may move it, and where to. */
import { assign, setup, transition } from 'xstate';
import type { OperationRow } from './ports.ts';
import { PARENT_ONLY_STATES, STATES, type State } from './vocabulary.ts';

/** A state that an operation can be in: all but the two that only a parent has. */
export type OperationState = Exclude<State, (typeof PARENT_ONLY_STATES)[number]>;

/** `claim` by a driver, `stop` before it began, `report.STATE` by its drive: what its own tasks project to. */
export type OperationEvent =
  { type: 'claim' } | { type: 'stop' } | { type: `report.${OperationState}`; errorMessage: string | null };

interface OperationContext {
  readonly started: boolean;
  readonly errorMessage: string | null;
}

const PARENT_ONLY: ReadonlySet<State> = new Set(PARENT_ONLY_STATES);

/** The states of the vocabulary that an operation can be in. @public */
export const OPERATION_STATES = STATES.filter((state): state is OperationState => !PARENT_ONLY.has(state));

const machine = setup({
  types: { context: {} as OperationContext, events: {} as OperationEvent, input: {} as Partial<OperationContext> },
  actions: {
    markStarted: assign({ started: true }),
    noteError: assign({
      errorMessage: ({ context, event }) => ('errorMessage' in event ? event.errorMessage : context.errorMessage),
    }),
  },
});

/** Outcomes that no report changes. `completed` is not among them: a late check can still fail it, a revert undo it. */
const FINAL: ReadonlySet<State> = new Set<State>(['failed', 'cancelled', 'reverted']);
const AFTER_COMPLETED = ['completed', 'failed', 'revert_window', 'reverting', 'reverted'] as const;

const reports = (targets: readonly OperationState[], prefix: string) =>
  Object.fromEntries(
    targets.map((to) => [`report.${to}`, { target: `${prefix}${to}`, actions: 'noteError' as const }]),
  );

const claimed = (target: OperationState) => ({ claim: { target, actions: 'markStarted' as const } });
const refuseOtherReports = { 'report.*': {} };

function movesOf(state: OperationState) {
  if (state === 'pending') return { ...claimed('running'), stop: { target: 'stopped' } };
  if (state === 'stopped') return claimed('resuming');
  if (state === 'failed_retryable') return claimed('running');
  if (state === 'completed') return { ...reports(AFTER_COMPLETED, ''), ...refuseOtherReports };
  return FINAL.has(state) ? refuseOtherReports : {};
}

/** The life of one `apply_operations` row. It starts pending; input may carry the rest of an existing row. @public */
export const operationMachine = machine.createMachine({
  id: 'operation',
  context: ({ input }) => ({ started: false, errorMessage: null, ...input }),
  initial: 'pending',
  on: reports(OPERATION_STATES, '.'),
  states: Object.fromEntries(OPERATION_STATES.map((state) => [state, { on: movesOf(state) }])),
});

/** The row after an event; a row that does not take the event comes back as it was. @public */
export function stepOperationRow(row: OperationRow, event: OperationEvent): OperationRow {
  const { state, started, errorMessage } = row;
  const before = operationMachine.resolveState({ value: state, context: { started, errorMessage } });
  const [next] = transition(operationMachine, before, event);
  return { ...row, state: next.value as State, ...next.context };
}
