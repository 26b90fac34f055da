import { describe, expect, it } from 'vitest';
import { outcomeOf, type Outcome } from '../../../src/cli/drive/drive-outcome.ts';
import type { State } from '../../../src/machines/index.ts';

function outcome(apply: State, states: readonly State[], over = true): Outcome {
  const operations = states.map((state, index) => ({
    id: `d${index}`,
    state,
    onFailure: 'halt' as const,
    errorMessage: state === 'failed' ? 'exit code 7' : null,
    started: state !== 'pending',
    startRequested: false,
    resumed: false,
    holding: null,
  }));
  const row = { state: apply, startedAt: null, completedAt: null, errorMessage: null };
  const view = { apply: row, released: false, order: 'rolling' as const, operations, now: 0 };
  const gate = apply === 'completed' ? ('green' as const) : ('red' as const);
  return outcomeOf({ apply: 'v42', resume: 'holdfast drive it.yaml', result: { view, gate, over }, logs: new Map() });
}

describe('the end of a run', () => {
  it('is 0 when the rollout completed', () => {
    const { exitCode, text } = outcome('completed', ['completed', 'completed']);
    expect(exitCode).toBe(0);
    expect(text).toBe('v42: completed. 2 of 2 deployments completed; the gate is green.');
  });

  it('is 1 when it failed, and tells every deployment that did not complete', () => {
    const { exitCode, text } = outcome('failed', ['completed', 'failed', 'pending']);
    expect(exitCode).toBe(1);
    expect(text.split('\n')).toEqual([
      'v42: failed. 1 of 3 deployments completed; the gate is red.',
      '  d1: failed, exit code 7',
      '  d2: pending, never begun',
      'An apply that has ended stays as it is. To roll out again, give the file another apply id.',
    ]);
  });

  it('is 1 when the apply claims more than its deployments bear out', () => {
    const { exitCode, text, data } = outcome('completed', ['completed', 'pending']);
    expect(exitCode).toBe(1);
    expect(text).toContain('completed falsely. 1 of 2 deployments completed; the gate is green.');
    expect(data).toMatchObject({ result: { outcome: 'completed falsely', state: 'completed' } });
  });

  it('is 3 when it was interrupted, with the command that goes on', () => {
    const { exitCode, text, data } = outcome('running', ['running', 'pending'], false);
    expect(exitCode).toBe(3);
    expect(text.split('\n')).toEqual([
      'v42: interrupted while running. 0 of 2 deployments completed; the gate is red.',
      '  d0: running, its command goes on by itself',
      '  d1: pending',
      'To go on: holdfast drive it.yaml',
    ]);
    expect(data).toMatchObject({ result: { outcome: 'interrupted', resume: 'holdfast drive it.yaml' } });
  });
});
