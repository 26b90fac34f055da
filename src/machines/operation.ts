/** The operation row as a machine: who may move it, and where to. */
import { assign, setup, transition } from 'xstate';
import type { OperationRow, OperationWrite } from './ports.ts';
import type { Protocol } from './protocols.ts';
import { PARENT_ONLY_STATES, STATES, type State } from './vocabulary.ts';

/** A state that an operation can be in: all but the two that only a parent has. */
export type OperationState = Exclude<State, (typeof PARENT_ONLY_STATES)[number]>;

/**
 * `claim` by a driver, `stop` before it began or while it waits to be retried or cut over, `cancel` before it is settled or cuts over, `cutover` once it
 * waits for that, `expire` once there are no retries left, `report.STATE` by its drive: what its tasks project to.
 */
export type OperationEvent =
  | { type: 'claim' }
  | { type: 'stop' }
  | { type: 'cancel' }
  | { type: 'expire' }
  | { type: 'cutover' }
  | ({ type: `report.${OperationState}`; errorMessage: string | null } & Pick<OperationWrite, 'finalRows'>);

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
  guards: {
    takesReports: ({ event }, finalIn: readonly Protocol['finalRows'][]) =>
      !('finalRows' in event) || !finalIn.includes(event.finalRows ?? 'failures'),
  },
});

/** Outcomes that no report changes, whatever the protocol. */
const FINAL: ReadonlySet<State> = new Set<State>(['failed', 'cancelled', 'reverted']);
/** A late check can still fail what was completed, and a revert undo it, where the protocol takes such a report. */
const AFTER_COMPLETED = ['completed', 'failed', 'revert_window', 'reverting', 'reverted'] as const;

const reports = Object.fromEntries(
  OPERATION_STATES.map((to) => [`report.${to}`, { target: `.${to}`, actions: 'noteError' as const }]),
);

/** Reports that a row takes but under the protocols to which it is final. */
const reportsUnless = (finalIn: readonly Protocol['finalRows'][], targets: readonly OperationState[]) =>
  Object.fromEntries(
    targets.map((target) => {
      const guard = { type: 'takesReports' as const, params: finalIn };
      // The second one takes what the guard refuses: without it the machine's own `on` would.
      return [`report.${target}`, [{ guard, target, actions: 'noteError' as const }, {}]];
    }),
  );

const claimed = (target: OperationState) => ({ claim: { target, actions: 'markStarted' as const } });
const refuseOtherReports = { 'report.*': {} };
const refuseCancel = { cancel: {} };

/** What has been switched comes to its own end. */
const SWITCHED: ReadonlySet<State> = new Set<State>(['revert_window', 'reverting', 'skipping_revert']);
/** What was true before the cutover was begun in the row. Taken from a late report, it would let a cancel close what is switched. */
const BEFORE_CUTOVER = OPERATION_STATES.slice(0, OPERATION_STATES.indexOf('waiting_for_cutover') + 1);
const refuseEarlierReports = Object.fromEntries(BEFORE_CUTOVER.map((state) => [`report.${state}`, {}]));

function movesOf(state: OperationState) {
  if (state === 'pending') return { ...claimed('running'), stop: { target: 'stopped' } };
  if (state === 'stopped')
    return { ...claimed('resuming'), ...reportsUnless(['stopped-too', 'all'], OPERATION_STATES) };
  if (state === 'failed_retryable')
    return { ...claimed('running'), stop: { target: 'stopped' }, expire: { target: 'failed' } };
  if (state === 'completed')
    return { ...reportsUnless(['all'], AFTER_COMPLETED), ...refuseOtherReports, ...refuseCancel };
  if (state === 'waiting_for_cutover') return { cutover: { target: 'cutting_over' }, stop: { target: 'stopped' } };
  if (state === 'cutting_over') return { ...refuseEarlierReports, ...refuseCancel };
  if (SWITCHED.has(state)) return refuseCancel;
  return FINAL.has(state) ? { ...refuseOtherReports, ...refuseCancel } : {};
}

/** The life of one `apply_operations` row. It starts pending; input may carry the rest of an existing row. @public */
export const operationMachine = machine.createMachine({
  id: 'operation',
  context: ({ input }) => ({ started: false, errorMessage: null, ...input }),
  initial: 'pending',
  on: { ...reports, cancel: { target: '.cancelled' } },
  states: Object.fromEntries(OPERATION_STATES.map((state) => [state, { on: movesOf(state) }])),
});

/** The row after an event; a row that does not take the event comes back as it was. @public */
export function stepOperationRow(row: OperationRow, event: OperationEvent): OperationRow {
  const { state, started, errorMessage } = row;
  const before = operationMachine.resolveState({ value: state, context: { started, errorMessage } });
  const [next] = transition(operationMachine, before, event);
  return { ...row, state: next.value as State, ...next.context };
}
