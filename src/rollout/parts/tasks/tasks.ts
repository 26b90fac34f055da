/**
 * Tasks below operations: each operation has a row for each of its tables, which its drive mirrors from the engine and derives the
 * operation from. Without this part an operation is one task, and nothing is between its engine and its row.
 */
import {
  closeTasks,
  isSettled,
  isTerminal,
  projectTasks,
  reportTasks,
  type PollInput,
  type TaskRow,
  type TasksInput,
  type TasksReading,
  type TasksWrite,
} from '../../../machines/index.ts';
import {
  BLOCKED,
  type ActorDefinition,
  type Distortion,
  type EnvironmentAction,
  type SafetyProperty,
  type Service,
  type Transaction,
} from '../../../sim/index.ts';
import type { OperationConfig } from '../../base/config.ts';
import type { Part, Services } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { MAX_TASKS } from '../../base/settings.ts';
import type { RolloutStore, WriteRow } from '../../base/modelled-store.ts';
import { TASK_MUTANTS } from './task-mutants.ts';
import { tableReports, tablesEngine, tablesOf } from './tables-engine.ts';

type Tx = Transaction<RolloutStore>;
type Safety = SafetyProperty<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

type TaskCell = `tasks:${string}`;

const cellOf = (operation: string): TaskCell => `tasks:${operation}`;

function tasksOf({ config: { tasks = 1 } }: Scene): readonly string[] {
  return tablesOf(tasks);
}

function configOf({ config: { operations } }: Scene, id: string): OperationConfig {
  return typeof operations === 'object' ? (operations[id] ?? {}) : {};
}

/** Before the first report nothing is known of a task, unless its operation has ended. */
function initialTasks(scene: Scene, id: string): readonly TaskRow[] {
  const { state = 'pending' } = configOf(scene, id);
  const errorMessage = state === 'failed' ? `${id} failed` : null;
  return tasksOf(scene).map((table) => ({ table, state: isTerminal(state) ? state : 'pending', errorMessage }));
}

function taskCells(scene: Scene): Record<TaskCell, readonly TaskRow[]> {
  return Object.fromEntries(
    scene.operations.map((id): [TaskCell, readonly TaskRow[]] => [cellOf(id), initialTasks(scene, id)]),
  );
}

function engines(scene: Scene): Record<string, ActorDefinition> {
  const tables = tasksOf(scene).length;
  const entries = scene.operations.map((id) => [
    `engine:${id}`,
    tablesEngine({ initially: configOf(scene, id).engine ?? 'idle', tables }),
  ]);
  return Object.fromEntries(entries) as Record<string, ActorDefinition>;
}

/** What a drive asks for to mirror its tasks; it asks only where they have rows. */
const TASK_SERVICES = {
  writeTasks: { access: 'write', run: writeTasks } satisfies Service<RolloutStore, TasksWrite, null>,
  readTasks: {
    access: 'read',
    // A drive derives its row from what it has just written, and a row that was stopped takes no report that would mend it.
    replica: false,
    run: ({ operation }: TasksInput, tx: Tx): TasksReading => tx.read(cellOf(operation)),
  } satisfies Service<RolloutStore, TasksInput, TasksReading>,
};

function writeTasks({ operation, tasks, finalRows }: TasksWrite, tx: Tx): null {
  const cell = cellOf(operation);
  const { state } = tx.read(`operation:${operation}`);
  tx.write(cell, reportTasks(tx.read(cell), tasks, { operation: state, finalRows }));
  return null;
}

function withTasks(services: Services, scene: Scene): Services {
  const { pollEngine, readTasks } = services;
  const tables = tasksOf(scene);
  return {
    ...services,
    pollEngine: {
      ...pollEngine,
      run: (input: PollInput, tx: Tx, self: string) => {
        const report = pollEngine.run(input, tx, self);
        if (report === BLOCKED) return BLOCKED;
        return { ...report, tasks: report.tasks.flatMap((task) => tableReports(tx, task, tables)) };
      },
    },
    readTasks: { ...readTasks, access: 'read', distortions: () => tables.map(unanswered) } as Service<RolloutStore>,
  };
}

function unanswered(table: string): Distortion<TasksReading> {
  return {
    fault: 'unanswered',
    label: `${table} unanswered`,
    change: (tasks) => tasks.map((task) => (task?.table === table ? null : task)),
  };
}

/** Rows that whoever closes an operation writes: it takes its tasks along, and is left alone where they have settled it already. */
export function closing(write: WriteRow): WriteRow {
  return (tx, cell, row) => {
    if (!('started' in row) || (row.state !== 'stopped' && row.state !== 'cancelled')) return write(tx, cell, row);
    const tasks = closeTasks(tx.read(cellOf(row.id)), row.state === 'stopped' ? 'stop' : 'cancel');
    if (tasks === null) return;
    tx.write(cellOf(row.id), tasks);
    write(tx, cell, row);
  };
}

function environment({ engines: names }: Scene): Record<string, Action> {
  return Object.fromEntries(names.map((engine) => [`${engine} finds its change done`, findsDone(engine)]));
}

/** The change was made, and then something failed: who asks the engine anew is told of the one and not of the other. */
function findsDone(engine: string): Action {
  return {
    budget: 'found-done',
    run: (tx) => (tx.actor(engine)?.value === 'failed' ? tx.send(engine, { type: 'FIND_DONE' }) : BLOCKED),
  };
}

const operationMatchesTasks = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'operation-matches-tasks',
  summary: 'the state of a settled operation is what its task rows add up to',
  each: operations,
  check: (after, _before, id) => {
    const { state } = after.read(`operation:${id}`);
    if (!isSettled(state)) return null;
    const projected = projectTasks(after.read(cellOf(id)));
    return projected === state ? null : `operation:${id} is ${state}, its tasks say ${projected}`;
  },
});

const failedTaskStaysFailed = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'failed-task-stays-failed',
  summary: 'a task that is recorded as failed stays so, whatever its engine reports later',
  each: operations,
  check: (after, before, id) => {
    const is = after.read(cellOf(id));
    const index = before
      .read(cellOf(id))
      .findIndex(({ state }, at) => state === 'failed' && is[at]?.state !== 'failed');
    return index < 0 ? null : `task ${is[index]?.table} of operation:${id} had failed, and is ${is[index]?.state}`;
  },
});

function mistakeOf({ legacy, tasks, cutover, retries }: Parameters<Part['within']>[0]): string | null {
  if (tasks === undefined) return null;
  if (retries !== undefined) return 'a sweep closes operations and not their tasks: leave tasks or retries out';
  if (cutover === true)
    return 'an engine that changes one table after the other does not stop before a switch: leave tasks or cutover out';
  if (legacy === true) return 'an apply without operations has no operation whose tasks could have rows';
  const isPossible = Number.isInteger(tasks) && tasks >= 1 && tasks <= MAX_TASKS;
  return isPossible ? null : `an operation has 1 to ${MAX_TASKS} tasks, not ${tasks}`;
}

export const TASKS: Part = {
  name: 'tasks',
  brings: { tasks: 2 },
  within: ({ tasks }) => (tasks === undefined ? null : `${tasks} of each operation`),
  mistake: mistakeOf,
  faults: {
    unanswered: 'a drive that reads its task rows again gets no answer for one of them (with tasks)',
    'found-done': 'an engine that has failed forgets it, and reports its change as done (with tasks)',
  },
  cells: taskCells,
  actors: engines,
  named: TASK_SERVICES,
  services: withTasks,
  environment,
  properties: ({ operations }) => [operationMatchesTasks(operations), failedTaskStaysFailed(operations)],
  mutants: TASK_MUTANTS,
};
