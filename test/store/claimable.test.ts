import { describe, expect, it } from 'vitest';
import * as machines from '../../src/machines/index.ts';
import { isClaimable, isOver, type ApplyView, type StoredOperation } from '../../src/store/index.ts';

const NOW = 1000;

function operation(id: string, over: Partial<StoredOperation>): StoredOperation {
  const row = { id, state: 'pending', onFailure: 'halt', errorMessage: null, started: false } as const;
  return { ...row, startRequested: false, resumed: false, holding: null, ...over };
}

function view(
  apply: machines.State,
  operations: readonly Partial<StoredOperation>[],
  over: Partial<ApplyView> = {},
): ApplyView {
  return {
    apply: { state: apply, startedAt: null, completedAt: null, errorMessage: null },
    released: false,
    order: 'rolling',
    operations: operations.map((each, index) => operation(String(index), each)),
    now: NOW,
    ...over,
  };
}

const claimable = (scene: ApplyView, protocol = machines.SHIPPED_PROTOCOL): string[] =>
  scene.operations.filter((row) => isClaimable(protocol, scene, row)).map((row) => row.id);

describe('behind a failed operation', () => {
  const failed = { state: 'failed' } as const;

  it('halt never begins', () => {
    expect(claimable(view('failed', [failed, {}]))).toEqual([]);
  });

  it('continue begins, whether or not the failure has reached the apply', () => {
    expect(claimable(view('failed', [failed, { onFailure: 'continue' }]))).toEqual(['1']);
    expect(claimable(view('running', [{ ...failed, holding: held(NOW + 1) }, { onFailure: 'continue' }]))).toEqual([
      '1',
    ]);
  });

  it('pause begins only after the release', () => {
    const rows = [failed, { onFailure: 'pause' }] as const;
    expect(claimable(view('failed', rows))).toEqual([]);
    expect(claimable(view('failed', rows, { released: true }))).toEqual(['1']);
  });

  it('continue still waits for its turn', () => {
    expect(
      claimable(view('failed', [failed, { state: 'running', holding: held(NOW + 1) }, { onFailure: 'continue' }])),
    ).toEqual([]);
  });
});

it('begins nothing of an apply that is stopped, cancelled or reverted', () => {
  for (const state of ['stopped', 'cancelled', 'reverted'] as const) {
    expect(claimable(view(state, [{ onFailure: 'continue' }]))).toEqual([]);
  }
});

it('a cancelled or stopped sibling lets nothing behind it begin, unless the order is parallel', () => {
  const rows = [{ state: 'cancelled', holding: held(NOW + 1) }, {}] as const;
  expect(claimable(view('running', rows))).toEqual([]);
  expect(claimable(view('running', rows, { order: 'parallel' }))).toEqual(['1']);
});

it('a lease protects until the moment it runs out', () => {
  expect(claimable(view('running', [{ state: 'running', holding: held(NOW + 1) }]))).toEqual([]);
  expect(claimable(view('running', [{ state: 'running', holding: held(NOW) }]))).toEqual(['0']);
});

describe('a rollout is over', () => {
  it('not while the apply is not terminal, even if every operation is', () => {
    expect(isOver(machines.SHIPPED_PROTOCOL, view('running', [{ state: 'completed' }]))).toBe(false);
  });

  it('not while an operation is active, whoever holds it', () => {
    expect(
      isOver(
        machines.SHIPPED_PROTOCOL,
        view('failed', [{ state: 'failed' }, { state: 'running', holding: held(NOW + 1) }]),
      ),
    ).toBe(false);
  });

  it('when the apply is terminal and what is left can never begin', () => {
    expect(isOver(machines.SHIPPED_PROTOCOL, view('failed', [{ state: 'completed' }, { state: 'failed' }, {}]))).toBe(
      true,
    );
    expect(isOver(machines.SHIPPED_PROTOCOL, view('completed', [{ state: 'completed' }]))).toBe(true);
    expect(isOver(machines.SHIPPED_PROTOCOL, view('stopped', [{ state: 'stopped' }]))).toBe(true);
  });

  it('not while a stopped operation was asked to start', () => {
    expect(isOver(machines.SHIPPED_PROTOCOL, view('stopped', [{ state: 'stopped', startRequested: true }]))).toBe(
      false,
    );
  });
});

function held(expiresAt: number) {
  return { token: 'token', holder: 'somebody', expiresAt };
}

describe('where the apply is held open and finished drives leave', () => {
  const fenced = machines.findProtocol('fenced') as machines.Protocol;
  const failed = { state: 'failed', onFailure: 'continue', started: true } as const;
  const completed = { state: 'completed', started: true } as const;

  it('the policy of the one that failed decides whether the next one begins, not its own', () => {
    expect(claimable(view('running_degraded', [failed, {}]), fenced)).toEqual(['1']);
    expect(claimable(view('running', [{ ...failed, onFailure: 'halt' }, { onFailure: 'continue' }]), fenced)).toEqual([
      '0',
    ]);
  });

  it('nothing begins and nothing is resumed under a settled apply', () => {
    const rows = [failed, { onFailure: 'continue' }, { state: 'stopped', startRequested: true }] as const;
    expect(claimable(view('failed', rows, { order: 'parallel' }), fenced)).toEqual([]);
    expect(isOver(fenced, view('failed', rows, { order: 'parallel' }))).toBe(true);
    expect(claimable(view('running_degraded', rows.slice(2)), fenced)).toEqual(['0']);
  });

  it('a finished operation is claimed again only when nobody else goes on and the stored state is not that of the rows', () => {
    const running = { state: 'running', started: true, holding: held(NOW + 1) } as const;
    expect(claimable(view('running', [completed, running]), fenced)).toEqual([]);
    expect(claimable(view('running', [completed, completed]), fenced)).toEqual(['0', '1']);
    expect(claimable(view('completed', [completed, completed]), fenced)).toEqual([]);
  });

  it('a rollout that a failure has paused, or whose stopped operation waits, is claimed by nobody', () => {
    expect(claimable(view('paused', [{ ...failed, onFailure: 'pause' }, {}]), fenced)).toEqual([]);
    expect(claimable(view('running_degraded', [failed, { state: 'stopped', started: true }]), fenced)).toEqual([]);
    expect(isOver(fenced, view('paused', [{ ...failed, onFailure: 'pause' }, {}]))).toBe(false);
  });
});
