import { describe, expect, it } from 'vitest';
import { OPERATION_STATES, type OperationState } from '../../src/machines/operation.ts';
import type { TaskRow } from '../../src/machines/ports.ts';
import { closeTasks, operationOf, reportTasks, stepTaskRow } from '../../src/machines/task.ts';
import { isSettled, type State } from '../../src/machines/vocabulary.ts';

const task = (state: State, table = 't1'): TaskRow => ({
  table,
  state,
  errorMessage: state === 'failed' ? `${table} broke` : null,
});

const reported = (state: State, to: OperationState, finalRows: 'failures' | 'all'): State =>
  stepTaskRow(task(state), { type: `report.${to}`, finalRows, errorMessage: null }).state;

describe('a task row', () => {
  it('takes every report until it has ended, and keeps a failure whatever is reported then', () => {
    for (const to of OPERATION_STATES) {
      expect(reported('running', to, 'all')).toBe(to);
      for (const ended of ['failed', 'cancelled', 'reverted'] as const)
        for (const finalRows of ['failures', 'all'] as const) expect(reported(ended, to, finalRows)).toBe(ended);
    }
  });

  it('can fail late where an operation can, and not where everything terminal is final', () => {
    expect(reported('completed', 'failed', 'failures')).toBe('failed');
    expect(reported('completed', 'failed', 'all')).toBe('completed');
  });

  it('keeps the error with which it failed', () => {
    const failed = stepTaskRow(task('running'), { type: 'report.failed', finalRows: 'all', errorMessage: 'why' });
    const later = stepTaskRow(failed, { type: 'report.completed', finalRows: 'all', errorMessage: null });
    expect(later).toEqual({ table: 't1', state: 'failed', errorMessage: 'why' });
  });
});

describe('a report of the engine', () => {
  it('goes to the row of its table, and leaves a table alone that it does not name', () => {
    const rows = [task('running', 't1'), task('pending', 't2')];
    const after = reportTasks(rows, [task('running', 't2')], { operation: 'running', finalRows: 'all' });
    expect(after.map(({ state }) => state)).toEqual(['running', 'running']);
  });

  it.each([
    ['failures', ['failed', 'cancelled', 'reverted']],
    ['stopped-too', ['failed', 'cancelled', 'reverted', 'stopped']],
    ['all', ['completed', 'failed', 'cancelled', 'reverted', 'stopped']],
  ] as const)('changes no task of an operation whose row is final to %s', (finalRows, final) => {
    const kept = OPERATION_STATES.filter((operation) => {
      const [row] = reportTasks([task('stopped')], [task('running')], { operation, finalRows });
      return row?.state === 'stopped';
    });
    expect(kept.toSorted()).toEqual([...final].toSorted());
  });
});

describe('an operation that is closed without its drive', () => {
  it('takes its tasks along, but for those that have ended', () => {
    const rows = [task('completed'), task('running')];
    expect(closeTasks(rows, 'cancel')?.map(({ state }) => state)).toEqual(['completed', 'cancelled']);
    expect(closeTasks([task('pending')], 'stop')?.map(({ state }) => state)).toEqual(['stopped']);
  });

  it('is left to its drive where its tasks have settled it already', () => {
    expect(closeTasks([task('completed'), task('completed')], 'cancel')).toBeNull();
    expect(closeTasks([task('failed'), task('pending')], 'cancel')).toBeNull();
  });

  it('is settled by a cancel in every state that is not', () => {
    for (const state of OPERATION_STATES.filter((one) => !isSettled(one)))
      expect([state, closeTasks([task(state)], 'cancel')?.[0]?.state]).toEqual([state, 'cancelled']);
  });
});

it('an operation has the state that its tasks add up to, and the error of the first that failed', () => {
  expect(operationOf([task('completed'), task('running')])).toEqual({ state: 'running', errorMessage: null });
  expect(operationOf([task('failed', 't1'), task('failed', 't2')])).toEqual({
    state: 'failed',
    errorMessage: 't1 broke',
  });
});
