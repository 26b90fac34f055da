/** Four questions to which the modelled store and the real ones once had different answers, and what is right. */
import { describe, expect, it } from 'vitest';
import {
  claimRows,
  findProtocol,
  hasWork,
  isFinished,
  PROTOCOLS,
  type ClaimScene,
  type OperationRow,
  type Protocol,
  type State,
} from '../../src/machines/index.ts';

const [merged, fenced] = ['merged', 'fenced'].map((name) => findProtocol(name) as Protocol) as [Protocol, Protocol];

function row(id: string, state: State, over: Partial<OperationRow> = {}): OperationRow {
  return { id, state, onFailure: 'halt', errorMessage: null, started: state !== 'pending', ...over };
}

function scene(apply: State, operations: readonly OperationRow[], over: Partial<ClaimScene> = {}): ClaimScene {
  const row = { state: apply, startedAt: null, completedAt: null, errorMessage: null };
  const asked = over.asked ?? 'none';
  const rest = { protocol: merged, released: false, order: 'rolling', isToStart: () => asked === 'start' } as const;
  return { apply: row, operations, ...rest, asked, ...over };
}

const claimable = (claims: ClaimScene): string[] =>
  claims.operations.filter((operation) => hasWork(claims, operation)).map(({ id }) => id);

/** The real stores let it go on at once, ahead of its turn. */
describe('what was stopped before it began and is asked to start', () => {
  const stopped = row('B', 'stopped', { started: false });

  it('waits for its turn like anything that has not begun', () => {
    expect(claimable(scene('stopped', [row('A', 'stopped'), stopped], { asked: 'start' }))).toEqual(['A']);
    expect(claimable(scene('resuming', [row('A', 'completed'), stopped], { asked: 'start' }))).toContain('B');
  });

  it('goes on with the others where they go on side by side', () => {
    const rows = [row('A', 'stopped'), stopped];
    expect(claimable(scene('stopped', rows, { asked: 'start', order: 'parallel' }))).toEqual(['A', 'B']);
  });

  it('is not claimed for anything else either, while it waits', () => {
    const rows = [row('A', 'failed'), stopped];
    for (const protocol of PROTOCOLS)
      expect(claimable(scene('running', rows, { protocol, asked: 'start' }))).not.toContain('B');
  });
});

/** The model let it begin. */
describe('under an apply that is failed already, where operations wait for each other,', () => {
  const rows = (onFailure: OperationRow['onFailure']) => [row('A', 'pending', { onFailure }), row('B', 'failed')];

  it('nothing begins whose own policy does not outlive that, wherever it stands in the order', () => {
    expect(claimable(scene('failed', rows('halt'), { order: 'parallel' }))).toEqual([]);
    expect(claimable(scene('failed', rows('pause'), { order: 'parallel' }))).toEqual([]);
    expect(isFinished(scene('failed', rows('halt'), { order: 'parallel' }))).toBe(true);
  });

  it('what continues does, and what was paused and is released', () => {
    expect(claimable(scene('failed', rows('continue'), { order: 'parallel' }))).toEqual(['A']);
    expect(claimable(scene('failed', rows('pause'), { order: 'parallel', released: true }))).toEqual(['A']);
  });

  it('nothing begins under one that is stopped, cancelled or completed, whatever its policy', () => {
    for (const state of ['stopped', 'cancelled', 'completed', 'reverted'] as const)
      expect(claimable(scene(state, [row('A', 'pending', { onFailure: 'continue' })]))).toEqual([]);
  });
});

/** The real stores reopened an apply for a stopped operation alone: it stayed stopped after the one that had resumed it was lost. */
describe('a claim after a start', () => {
  it('reopens a stopped apply, also for an operation that goes on already', () => {
    const running = row('A', 'running');
    expect(claimRows(scene('stopped', [running], { asked: 'start' }), running)).toMatchObject({
      operation: running,
      apply: { state: 'resuming' },
      reopened: true,
    });
  });

  it('reopens nothing that was not asked to start', () => {
    const running = row('A', 'running');
    expect(claimRows(scene('stopped', [running]), running)).toMatchObject({
      apply: { state: 'stopped' },
      reopened: false,
    });
  });

  it('leaves a stopped operation alone that it is not for', () => {
    const stopped = row('A', 'stopped');
    const claims = scene('running', [stopped], { asked: 'start', isToStart: () => false });
    expect(claimRows(claims, stopped).operation).toEqual(stopped);
  });
});

/** The real stores took the stopped one for one that goes on. */
it('a stopped operation that is asked to start does not see to its apply yet: what has finished is claimed to project that', () => {
  const rows = [row('A', 'completed'), row('B', 'stopped')];
  expect(claimable(scene('running', rows, { protocol: fenced, asked: 'start' }))).toEqual(['A', 'B']);
  expect(claimable(scene('running', [row('A', 'completed'), row('B', 'running')], { protocol: fenced }))).toEqual([
    'B',
  ]);
});
