import { expect, it } from 'vitest';
import { changesBetween } from '../../src/driver/changes.ts';
import type { State } from '../../src/machines/index.ts';
import type { ApplyView } from '../../src/store/index.ts';

function view(apply: State, state: State, holder: string | null): ApplyView {
  const holding = holder === null ? null : { token: holder, holder, expiresAt: 10 };
  const row = {
    id: 'us',
    onFailure: 'halt',
    errorMessage: null,
    started: true,
    startRequested: false,
    resumed: false,
  } as const;
  const stamps = { startedAt: null, completedAt: null, errorMessage: null };
  return {
    apply: { state: apply, ...stamps },
    released: false,
    order: 'rolling',
    operations: [{ ...row, state, holding }],
    now: 0,
  };
}

it('tells everything at the first look', () => {
  expect(changesBetween('a', null, view('running', 'running', 'A'))).toEqual([
    { kind: 'operation', operation: 'us', from: null, state: 'running', holder: 'A', errorMessage: null },
    { kind: 'apply', apply: 'a', from: null, state: 'running', errorMessage: null },
  ]);
});

it('tells nothing when nothing happened', () => {
  expect(changesBetween('a', view('running', 'running', 'A'), view('running', 'running', 'A'))).toEqual([]);
});

it('tells when another driver took over an active operation', () => {
  expect(changesBetween('a', view('running', 'running', 'A'), view('running', 'running', 'B'))).toEqual([
    { kind: 'operation', operation: 'us', from: 'running', state: 'running', holder: 'B', errorMessage: null },
  ]);
});

it('does not tell who holds or lets go of a finished one', () => {
  const [before, after] = [view('completed', 'completed', 'A'), view('completed', 'completed', null)];
  expect(changesBetween('a', before, after)).toEqual([]);
  expect(changesBetween('a', after, before)).toEqual([]);
});
