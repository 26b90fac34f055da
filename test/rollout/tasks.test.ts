import { describe, expect, it, vi } from 'vitest';
import {
  findProtocol,
  reportTasks,
  stepTaskRow,
  type ControlWork,
  type Protocol,
  type TasksWrite,
} from '../../src/machines/index.ts';
import type { RolloutConfig } from '../../src/rollout/base/config.ts';
import { closeRows } from '../../src/rollout/base/modelled-control.ts';
import { rolloutEnvironment } from '../../src/rollout/base/environment.ts';
import { withService, type Mutation } from '../../src/rollout/base/mutations.ts';
import { rowWriter, type WriteRow } from '../../src/rollout/base/modelled-store.ts';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore, type Exploration } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';
import { brokenBy } from './control-classes.ts';

vi.setConfig({ testTimeout: 60_000 });

const system = (config: RolloutConfig): AnySystem => rolloutSystem({ protocol: 'fenced', tasks: 2, ...config });
const explored = (config: RolloutConfig): Exploration => explore(new Kernel(system(config)));

const FORGETS = { failure: 1, 'found-done': 1 };

describe('fenced holds everything, exhausted, where tasks have rows', () => {
  it.each<readonly [string, RolloutConfig, number]>([
    ['nothing goes wrong', { operations: 2, faults: {} }, 26_654],
    ['a task is not answered', { operations: 2, faults: { unanswered: 1 } }, 67_451],
    ['an engine forgets a failure', { operations: 2, tasks: 1, faults: { ...FORGETS, write: 1 } }, 100_888],
    ['reads fail and a drive crashes', { faults: { ...FORGETS, unanswered: 1, crash: 1, read: 1 } }, 6_005],
    ['a completed engine fails late', { faults: { failure: 1, 'late-failure': 1, crash: 1 } }, 870],
    ['a read is stale while it is stopped and started', { tasks: 1, faults: { stale: 1, stop: 1 } }, 1196],
    ['two drivers may take the operation', { leases: true, drivers: 2, faults: { ...FORGETS, expiry: 1 } }, 27_349],
    ['it is stopped, started and cancelled', { requests: true, faults: { stop: 1, start: 1, cancel: 1 } }, 88_726],
  ])('and %s', (_what, config, states) => {
    const exploration = explored({ operations: 1, ...config });
    expect(exploration).toMatchObject({ verdict: 'exhausted', states });
    expect(brokenBy(exploration)).toEqual([]);
    expect(exploration.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });
});

describe('tasks keep to their operation under every protocol:', () => {
  it.each(['own-tasks', 'fallback', 'refuse', 'merged', 'held', 'cas'])('%s', (protocol) => {
    const faults = { ...FORGETS, unanswered: 1, crash: 1 };
    const broken = brokenBy(explored({ protocol, operations: 1, faults }));
    // It never asks for siblings, and that is all that is wrong where there are none.
    expect(broken).toEqual(protocol === 'own-tasks' ? ['undetermined-writes-nothing'] : []);
  });
});

/** Task rows take any report, whatever has become of their operation. */
const reportedAlways = withService<TasksWrite>('writeTasks', () => ({ operation, tasks, finalRows }, tx) => {
  const cell = `tasks:${operation}` as const;
  tx.write(cell, reportTasks(tx.read(cell), tasks, { operation: 'running', finalRows }));
  return null;
});

/** Whoever writes task rows, his lease is not looked at. */
const unfencedTasks: Mutation = withService<TasksWrite>('writeTasks', (run) => (write, tx, self) => {
  const token = tx.read(`lease:${write.operation}`)?.token ?? write.lease;
  return run({ ...write, lease: token }, tx, self);
});

const write = rowWriter(findProtocol('fenced') as Protocol);
const environmentClosing = (close: WriteRow) => rolloutEnvironment({ engines: ['engine:A'], write, close });

/** A cancel, or a stop that is requested, moves the row of an operation and leaves its tasks as they are. */
const cancelsRowsOnly: Mutation = ({ environment, ...original }) => {
  const { 'cancel requested': cancel } = environmentClosing(write);
  return { ...original, environment: { ...environment, 'cancel requested': cancel } } as AnySystem;
};
const stopsRowsOnly: Mutation = withService<ControlWork>('moveRows', () => ({ request }, tx) => {
  if (request === 'stop' && tx.read('requests').stop === 'pending') closeRows(tx, request, { close: write });
  return null;
});

/** A cancel closes an operation whose tasks have settled it and whose row does not say so yet. */
const cancelsWhatIsDone: Mutation = ({ environment, ...original }) => {
  const { 'cancel requested': cancel } = environmentClosing((tx, cell, row) => {
    if ('started' in row && row.state === 'cancelled') {
      const tasks = tx.read(`tasks:${row.id}`).map((task) => stepTaskRow(task, { type: 'cancel' }));
      tx.write(`tasks:${row.id}`, tasks);
    }
    write(tx, cell, row);
  });
  return { ...original, environment: { ...environment, 'cancel requested': cancel } } as AnySystem;
};

describe('without one of the rules', () => {
  it.each<readonly [string, string, RolloutConfig, Mutation]>([
    [
      'that the tasks of a final row are final',
      'every-request-resolves',
      { requests: true, faults: { stop: 1, start: 1, cancel: 1 } },
      reportedAlways,
    ],
    ['that a cancel takes tasks along', 'operation-matches-tasks', { faults: { cancel: 1 } }, cancelsRowsOnly],
    [
      'that a cancel leaves alone what its tasks have settled',
      'operation-matches-tasks',
      { faults: { cancel: 1 } },
      cancelsWhatIsDone,
    ],
    [
      'that a stop takes tasks along',
      'every-request-resolves',
      { requests: true, faults: { stop: 1, start: 1 } },
      stopsRowsOnly,
    ],
    [
      'that tasks are written under the lease of their operation',
      'stale-lease-writes-nothing',
      { leases: true, drivers: 2, faults: { expiry: 1 } },
      unfencedTasks,
    ],
  ])('%s, %s breaks', (_rule, property, config, mutate) => {
    const original = system({ operations: 1, ...config });
    expect(brokenBy(explore(new Kernel(original)))).toEqual([]);
    expect(brokenBy(explore(new Kernel(mutate(original))))).toContain(property);
  });
});

describe('a rollout with tasks', () => {
  it('has a row for each table of each operation, from the start', () => {
    const { store } = system({ operations: { A: {}, B: { state: 'failed', engine: 'failed' } } });
    expect(store).toMatchObject({
      'tasks:A': [
        { table: 't1', state: 'pending', errorMessage: null },
        { table: 't2', state: 'pending', errorMessage: null },
      ],
      'tasks:B': [
        { table: 't1', state: 'failed', errorMessage: 'B failed' },
        { table: 't2', state: 'failed', errorMessage: 'B failed' },
      ],
    });
  });

  it('says what is wrong with its number of tasks, or with an apply that has no operations', () => {
    expect(() => system({ tasks: 0 })).toThrow('rollout: tasks is 0: it must be a whole number from 1 to 9');
    expect(() => system({ legacy: true })).toThrow('no operation whose tasks could have rows');
  });
});

describe('a drive that reads back the tasks that it has written', () => {
  const begun = {
    operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'failed', engine: 'failed' } },
    apply: { state: 'running' },
    tasks: 1,
    faults: { stop: 1, stale: 1 },
  } as const;

  it('asks the primary, and fenced holds everything, exhausted', () => {
    const exploration = explored(begun);
    expect(exploration).toMatchObject({ verdict: 'exhausted', states: 7248 });
    expect(brokenBy(exploration)).toEqual([]);
  });

  it('would stop what was started again if it could be told what was before', () => {
    const sound = system(begun);
    const services = sound.services as Readonly<Record<string, object>>;
    const replicated = { ...sound, services: { ...services, readTasks: { ...services['readTasks'], replica: true } } };
    const exploration = explore(new Kernel(replicated as unknown as AnySystem));
    expect(exploration.verdict).toBe('exhausted');
    expect(brokenBy(exploration)).toEqual(['no-false-terminal', 'every-apply-settles', 'aggregate-converges-to-rows']);
  });
});
