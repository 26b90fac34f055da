/** Every machine of the project with the events that stand for what the world may say to it. */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import { applyMachine } from '../../src/machines/apply.ts';
import { driveMachine, LEASE_LOST } from '../../src/machines/drive.ts';
import { gateMachine } from '../../src/machines/gate.ts';
import { operationMachine, OPERATION_STATES } from '../../src/machines/operation.ts';
import type { EngineReport, OperationRow, TaskRow } from '../../src/machines/ports.ts';
import { PROTOCOLS, SHIPPED_PROTOCOL, type Protocol } from '../../src/machines/protocols.ts';
import { sweepMachine } from '../../src/machines/sweep.ts';
import { taskMachine } from '../../src/machines/task.ts';
import { isSettled, STATES, type State } from '../../src/machines/vocabulary.ts';
import { engineMachine, ENGINE_STATES } from '../../src/rollout/base/modelled-engine.ts';

/** A machine, what it is started with, and what may happen to it. */
export interface Walked {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  readonly events: readonly AnyEventObject[];
}

const TIMEOUT = { name: 'Timeout', message: 'timeout' };
const LOST = { name: LEASE_LOST, message: 'another driver has it' };

const done = (id: string, outputs: readonly unknown[]): AnyEventObject[] =>
  outputs.map((output) => ({ type: `xstate.done.actor.${id}`, output, actorId: id }));
const failed = (id: string, errors: readonly unknown[] = [TIMEOUT]): AnyEventObject[] =>
  errors.map((error) => ({ type: `xstate.error.actor.${id}`, error, actorId: id }));

function row(id: string, state: State, rest: Partial<OperationRow> = {}): OperationRow {
  return { id, state, onFailure: 'halt', errorMessage: null, started: true, ...rest };
}

function report(state: State, operation: string | null = 'A'): EngineReport {
  return { tasks: [{ operation, state }], errorMessage: state === 'failed' ? 'broken' : null };
}

const DRIVE_EVENTS: readonly AnyEventObject[] = [
  { type: 'shutdown' },
  ...done('claim', [
    { operation: 'A', lease: 'first', reopened: false },
    { operation: 'A', lease: 'second', reopened: true },
    { operation: 'A', lease: null, reopened: false, owes: 'completed' },
  ]),
  ...failed('claim'),
  ...done('pollEngine', [
    report('running'),
    report('completed'),
    report('completed', null),
    { tasks: [...report('completed').tasks, ...report('running', 'B').tasks], errorMessage: null },
  ]),
  ...failed('pollEngine'),
  ...done('writeTasks', [null]),
  ...failed('writeTasks', [TIMEOUT, LOST]),
  ...done('readTasks', [[task('completed'), null], [task('completed'), task('running')], [task('failed')]]),
  ...failed('readTasks'),
  ...done('publishSummary', [null]),
  ...failed('publishSummary'),
  ...done('closeSummary', [null]),
  ...failed('closeSummary'),
  ...done('writeOperation', [null]),
  ...failed('writeOperation', [TIMEOUT, LOST]),
  ...done('listOperations', [
    [row('A', 'running'), row('B', 'completed')],
    [row('A', 'running'), row('B', 'running', { onFailure: 'pause' })],
    [row('B', 'completed')],
    [],
  ]),
  ...failed('listOperations'),
  ...done('readRelease', [true, false]),
  ...failed('readRelease'),
  ...done('readRollout', [
    { state: 'running', revision: 1, size: 2, operations: [row('A', 'running'), row('B', 'completed')] },
    { state: 'failed', revision: 2, size: 1, operations: [row('A', 'running', { onFailure: 'pause' })] },
  ]),
  ...failed('readRollout'),
  ...done('readApply', [applyRow('running'), applyRow('completed')]),
  ...failed('readApply'),
  ...done('writeApply', ['written', 'conflict']),
  ...failed('writeApply', [TIMEOUT, LOST]),
  { type: 'xstate.after.pollInterval.drive.idle' },
  { type: 'xstate.after.pollInterval.drive.waiting' },
];

function task(state: State): TaskRow {
  return { table: state, state, errorMessage: state === 'failed' ? 'broken' : null };
}

function applyRow(state: State) {
  return { state, startedAt: 'then', completedAt: null, errorMessage: null };
}

/** The rollout projection alone on top of what was merged. */
const ROLLOUT: Protocol = { ...SHIPPED_PROTOCOL, name: 'rollout', projection: 'rollout' };

/** A drive under each protocol. */
export const DRIVES: readonly Walked[] = [...PROTOCOLS, ROLLOUT].map((protocol) => ({
  name: `drive under ${protocol.name}`,
  machine: driveMachine,
  input: { apply: 'apply', operation: null, protocol, summary: true, tasks: true },
  events: DRIVE_EVENTS,
}));

const GATE: Walked = {
  name: 'gate',
  machine: gateMachine,
  input: { apply: 'apply' },
  events: [
    ...done('sampleApply', [{ state: 'running' }, { state: 'completed' }]),
    ...failed('sampleApply'),
    { type: 'xstate.after.sampleInterval.gate.red' },
  ],
};

const ENGINE: Walked = {
  name: 'engine',
  machine: engineMachine,
  input: { initially: 'idle' },
  events: [
    ...['COMPLETE', 'INTERRUPT', 'FAIL', 'FAIL_LATE', 'GIVE_UP', 'CANCEL', 'READY', 'CUT_OVER'].map((type) => ({
      type,
    })),
    ...['OPEN_WINDOW', 'CLOSE_WINDOW', 'REVERT', 'UNDONE'].map((type) => ({ type })),
    ...['START', 'STOP'].flatMap((type) => [0, 1].map((of) => ({ type, of }))),
  ],
};

/** An engine that begins in each of its states. */
export const ENGINES: readonly Walked[] = Object.keys(ENGINE_STATES).map((initially) => ({
  ...ENGINE,
  name: `engine that begins ${initially}`,
  input: { initially },
}));

const APPLY: Walked = {
  name: 'apply',
  machine: applyMachine,
  input: {},
  events: [
    { type: 'reopen' },
    ...STATES.map((state) => ({
      type: `write.${state}`,
      now: 'now',
      completedAt: isSettled(state) ? 'stamp' : 'clear',
      errorMessage: null,
    })),
    { type: 'write.failed', now: 'now', completedAt: 'stamp', errorMessage: 'broken' },
  ],
};

const OPERATION: Walked = {
  name: 'operation',
  machine: operationMachine,
  input: {},
  events: [
    { type: 'claim' },
    { type: 'stop' },
    { type: 'cancel' },
    { type: 'expire' },
    { type: 'cutover' },
    ...OPERATION_STATES.map((state) => ({
      type: `report.${state}`,
      errorMessage: state === 'failed' ? 'broken' : null,
    })),
  ],
};

const SWEEP: Walked = {
  name: 'sweep',
  machine: sweepMachine,
  input: { apply: 'apply' },
  events: [
    ...done('findRetryable', ['A', 'B']),
    ...failed('findRetryable'),
    ...done('awaitSpent', [null]),
    ...failed('awaitSpent'),
    ...done('expireOperation', [null]),
    ...failed('expireOperation'),
    { type: 'xstate.after.pollInterval.sweep.waiting' },
  ],
};

const TASK: Walked = {
  name: 'task',
  machine: taskMachine,
  input: {},
  events: [
    { type: 'cancel' },
    ...OPERATION_STATES.flatMap((state) =>
      ['failures', 'all'].map((finalRows) => ({
        type: `report.${state}`,
        finalRows,
        errorMessage: state === 'failed' ? 'broken' : null,
      })),
    ),
  ],
};

/** The machines with one state space each. */
export const SINGLES: readonly Walked[] = [GATE, APPLY, OPERATION, SWEEP, TASK];
export const ALL: readonly Walked[] = [...DRIVES, ...ENGINES, ...SINGLES];
