/**
 * The task row as a machine, and what becomes of the task rows of one operation: they mirror what its engine reports, and the
 * operation is what they add up to.
 */
import { assign, setup, transition } from 'xstate';
import { OPERATION_STATES, type OperationState } from './operation.ts';
import type { OperationRow, TaskRow } from './ports.ts';
import { projectStates } from './project.ts';
import type { Protocol } from './protocols.ts';
import { isSettled, type State } from './vocabulary.ts';

type FinalRows = Protocol['finalRows'];

/** `report.STATE` by its drive, as the engine says; `stop` and `cancel` with its operation. */
export type TaskEvent =
  | ({ type: `report.${OperationState}`; finalRows: FinalRows } & Pick<TaskRow, 'errorMessage'>)
  | { type: 'stop' | 'cancel' };

const machine = setup({
  types: {
    context: {} as Pick<TaskRow, 'errorMessage'>,
    events: {} as TaskEvent,
    input: {} as Partial<Pick<TaskRow, 'errorMessage'>>,
  },
  actions: {
    noteError: assign({
      errorMessage: ({ context, event }) => ('errorMessage' in event ? event.errorMessage : context.errorMessage),
    }),
  },
  guards: { isLast: ({ event }) => 'finalRows' in event && event.finalRows === 'all' },
});

const reports = Object.fromEntries(
  OPERATION_STATES.map((to) => [`report.${to}`, { target: `.${to}`, actions: 'noteError' as const }]),
);

/** A failure stays, whatever the engine finds later. What was completed can fail late where an operation can, too. */
function movesOf(state: OperationState) {
  if (state === 'pending') return { stop: 'stopped' };
  if (!isSettled(state)) return {};
  return { 'report.*': state === 'completed' ? { guard: 'isLast' as const } : {}, cancel: {} };
}

/** The life of one task row. It starts pending; input may carry the error of an existing row. @public */
export const taskMachine = machine.createMachine({
  id: 'task',
  context: ({ input }) => ({ errorMessage: null, ...input }),
  initial: 'pending',
  on: { ...reports, cancel: { target: '.cancelled' } },
  states: Object.fromEntries(OPERATION_STATES.map((state) => [state, { on: movesOf(state) }])),
});

/** The row after an event; a row that does not take the event comes back as it was. @public */
export function stepTaskRow(row: TaskRow, event: TaskEvent): TaskRow {
  const before = taskMachine.resolveState({ value: row.state, context: { errorMessage: row.errorMessage } });
  const [next] = transition(taskMachine, before, event);
  return { ...row, state: next.value as State, ...next.context };
}

/**
 * The task rows of an operation after a report of its engine, table by table. The row of an operation that takes no report any
 * more (see `finalRows`) has been derived from its tasks, so they stay as they are with it.
 *
 * @public
 */
export function reportTasks(
  tasks: readonly TaskRow[],
  reported: readonly TaskRow[],
  { operation, finalRows }: { readonly operation: State; readonly finalRows: FinalRows },
): readonly TaskRow[] {
  if (takesNoReport(operation, finalRows)) return tasks;
  return tasks.map((task) => {
    const report = reported.find(({ table }) => table === task.table);
    if (report === undefined) return task;
    const type = `report.${report.state as OperationState}` as const;
    return stepTaskRow(task, { type, finalRows, errorMessage: report.errorMessage });
  });
}

function takesNoReport(state: State, finalRows: FinalRows): boolean {
  if (state === 'completed') return finalRows === 'all';
  return state === 'stopped' ? finalRows !== 'failures' : isSettled(state);
}

/**
 * The task rows of an operation that is closed without its drive: stopped before it began, or cancelled. Null where they have
 * settled it already and only its row does not say so yet: then there is nothing to close, and its drive writes the outcome.
 *
 * @public
 */
export function closeTasks(tasks: readonly TaskRow[], type: 'stop' | 'cancel'): readonly TaskRow[] | null {
  if (isSettled(projectTasks(tasks))) return null;
  return tasks.map((task) => stepTaskRow(task, { type }));
}

/** What the tasks of one operation add up to. @public */
export function projectTasks(tasks: readonly TaskRow[]): State {
  return projectStates(tasks.map(({ state }) => state));
}

/** The state and the error of an operation by its task rows: the error is that of the first task that failed. @public */
export function operationOf(tasks: readonly TaskRow[]): Pick<OperationRow, 'state' | 'errorMessage'> {
  const failed = tasks.find(({ state }) => state === 'failed');
  return { state: projectTasks(tasks), errorMessage: failed?.errorMessage ?? null };
}
