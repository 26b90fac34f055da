import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRollout, type Child } from '../../src/machines/project-rollout.ts';
import { projectStates } from '../../src/machines/project.ts';
import { isSettled, STATES, type State } from '../../src/machines/vocabulary.ts';
import { oracleRollout, sequences } from './oracle.ts';

const HELD = { released: false };
const RELEASED = { released: true };

function child(state: State, onFailure = 'halt', flags: Partial<Child> = {}): Child {
  return { state, onFailure, orphaned: false, neverStarted: false, ...flags };
}

/** The same policy on every child. */
function under(onFailure: string, ...states: State[]): Child[] {
  return states.map((state) => child(state, onFailure));
}

function statesOf(children: readonly Child[]): State[] {
  return children.map(({ state }) => state);
}

function hasNotBegun({ state, neverStarted }: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return state === 'pending' || (state === 'stopped' && neverStarted);
}

/** Works on its target, or may again; whether it is called an orphan does not enter. */
function begunAndOpen(child: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return !isSettled(child.state) && !hasNotBegun(child);
}

const anyChild = fc.record({
  // Mostly states that the failed case turns on, so that failures and holders really meet.
  state: fc.oneof(
    fc.constantFrom<State>('failed', 'pending', 'running', 'stopped', 'completed'),
    fc.constantFrom(...STATES),
  ),
  onFailure: fc.constantFrom('halt', 'continue', 'pause', 'Pause', ''),
  orphaned: fc.boolean(),
  neverStarted: fc.boolean(),
});
const children = fc.array(anyChild, { maxLength: 6 });
const failing = children.map((some) => [...some.slice(0, 2), child('failed', 'continue'), ...some.slice(2)]);

describe('projectRollout on a failed base', () => {
  it.each([
    ['halt: fails at once when nothing has begun', under('halt', 'failed', 'pending'), 'failed'],
    ['halt: stays open while a sibling runs', under('halt', 'failed', 'running'), 'running_degraded'],
    ['halt: stays open while an earlier sibling runs', under('halt', 'running', 'failed'), 'running_degraded'],
    ['halt: a sibling stopped after it began holds', under('halt', 'failed', 'stopped'), 'running_degraded'],
    [
      'halt: a sibling waiting for its cutover holds',
      under('halt', 'failed', 'waiting_for_cutover'),
      'running_degraded',
    ],
    ['halt: a sibling that will be retried holds', under('halt', 'failed', 'failed_retryable'), 'running_degraded'],
    ['halt: fails once all siblings are settled', under('halt', 'failed', 'completed', 'cancelled'), 'failed'],
    ['continue: stays open while a sibling is pending', under('continue', 'failed', 'pending'), 'running_degraded'],
    ['continue: stays open while a sibling runs', under('continue', 'failed', 'running'), 'running_degraded'],
    ['continue: is failed in the end, all the same', under('continue', 'failed', 'completed'), 'failed'],
    ['pause: holds pending work for a human', under('pause', 'failed', 'pending'), 'paused'],
    ['pause: holds although a later sibling runs', under('pause', 'failed', 'running'), 'paused'],
    ['pause: has nothing to hold when the others are earlier', under('pause', 'running', 'failed'), 'running_degraded'],
    ['pause: has nothing to hold when the others are settled', under('pause', 'failed', 'completed'), 'failed'],
    [
      'pause: the last of two failures holds nothing, the first does',
      under('pause', 'failed', 'pending', 'failed'),
      'paused',
    ],
    ['one halt outranks any pause', [child('failed', 'pause'), child('failed', 'halt'), child('pending')], 'failed'],
    [
      'one pause outranks any continue',
      [child('failed', 'continue'), ...under('pause', 'failed', 'pending')],
      'paused',
    ],
    [
      'the policy of a child that has not failed says nothing',
      [child('failed', 'continue'), child('running')],
      'running_degraded',
    ],
  ] as const)('%s', (_name, some, expected) => {
    expect(projectRollout(some, HELD)).toBe(expected);
  });

  it('does not wait for a stopped sibling that never began when the policy is halt', () => {
    const stopped = child('stopped', 'halt', { neverStarted: true });
    expect(projectRollout([child('failed'), stopped], HELD)).toBe('failed');
  });

  it('still waits for a stopped sibling that never began when the policy is continue, because it can be started', () => {
    const stopped = child('stopped', 'continue', { neverStarted: true });
    expect(projectRollout([child('failed', 'continue'), stopped], HELD)).toBe('running_degraded');
  });

  it.each(['continue', 'pause'])('does not wait for an orphan under %s', (policy) => {
    const orphan = child('pending', policy, { orphaned: true });
    expect(projectRollout([child('failed', policy), orphan], HELD)).toBe('failed');
  });

  it.each(['Continue', 'PAUSE', ' pause', 'toString', ''])('treats the unknown policy %j as halt', (word) => {
    expect(projectRollout(under(word, 'failed', 'pending'), RELEASED)).toBe('failed');
  });

  it('a release lets a paused rollout go on', () => {
    expect(projectRollout(under('pause', 'failed', 'pending'), RELEASED)).toBe('running_degraded');
  });

  it('a release does not soften halt', () => {
    expect(projectRollout(under('halt', 'failed', 'pending'), RELEASED)).toBe('failed');
  });
});

describe('projectRollout takes the flags as they are', () => {
  it.each([
    ['halt', 'failed'],
    ['continue', 'running_degraded'],
    ['pause', 'paused'],
  ])('lets an orphaned child that failed count as any failed child, under %s', (policy, expected) => {
    for (const orphaned of [false, true]) {
      expect(projectRollout([child('failed', policy, { orphaned }), child('pending')], HELD)).toBe(expected);
    }
  });

  it.each(['halt', 'continue', 'pause'])('does not wait for an orphan, whatever it does, under %s', (policy) => {
    for (const state of STATES) {
      const orphan = child(state, policy, { orphaned: true });
      expect(projectRollout([child('failed', policy), orphan], HELD)).toBe('failed');
    }
  });

  it('lets an orphan that has not failed count like a child that is done', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const done = some.map((one) => (one.orphaned && one.state !== 'failed' ? child('completed') : one));
        expect(projectRollout(some, { released })).toBe(projectRollout(done, { released }));
      }),
    );
  });

  it('reads past orphaned on a settled child: it holds nothing anyway', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const cleaned = some.map((one) => ({ ...one, orphaned: one.orphaned && !isSettled(one.state) }));
        expect(projectRollout(some, { released })).toBe(projectRollout(cleaned, { released }));
      }),
    );
  });

  it('reads past neverStarted on an orphan: it holds nothing either way', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const cleaned = some.map((one) => ({ ...one, neverStarted: one.neverStarted && !one.orphaned }));
        expect(projectRollout(some, { released })).toBe(projectRollout(cleaned, { released }));
      }),
    );
  });

  it('reads past neverStarted in any state but stopped: a fresh state over a stale row looks like that', () => {
    fc.assert(
      fc.property(children, fc.boolean(), (some, released) => {
        const cleaned = some.map((one) => ({ ...one, neverStarted: one.neverStarted && one.state === 'stopped' }));
        expect(projectRollout(some, { released })).toBe(projectRollout(cleaned, { released }));
      }),
    );
  });

  it('leaves a base that is not failed alone', () => {
    expect(projectRollout([child('running', 'halt', { orphaned: true }), child('completed')], HELD)).toBe('running');
  });
});

describe('projectRollout against the oracle', () => {
  it('agrees on every sequence of up to three children that matter, released or not', () => {
    const kinds: Child[] = [];
    for (const state of ['pending', 'running', 'stopped', 'completed', 'failed'] as const)
      for (const onFailure of ['halt', 'continue', 'pause'])
        for (const orphaned of [false, true])
          for (const neverStarted of [false, true]) kinds.push({ state, onFailure, orphaned, neverStarted });

    let count = 0;
    for (const some of sequences(kinds, 3)) {
      for (const released of [false, true]) {
        count += 1;
        const expected = oracleRollout(some, released);
        if (projectRollout(some, { released }) !== expected) {
          expect.fail(`${JSON.stringify({ some, released })} should be ${expected}`);
        }
      }
    }
    // 5 states x 3 policies x 2 x 2 flags = 60 kinds; 1 + 60 + 60² + 60³ = 219 661 sequences, twice for the release
    expect(count).toBe(439_322);
  });

  it('agrees on longer sequences over the whole vocabulary', () => {
    fc.assert(
      fc.property(fc.oneof(children, failing), fc.boolean(), (some, released) => {
        expect(projectRollout(some, { released })).toBe(oracleRollout(some, released));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('projectRollout, whatever the children', () => {
  it('leaves a base projection that is not failed as it is', () => {
    fc.assert(
      fc.property(children, fc.boolean(), (some, released) => {
        const base = projectStates(statesOf(some));
        if (base !== 'failed') expect(projectRollout(some, { released })).toBe(base);
      }),
    );
  });

  it('makes of a failed base failed, running_degraded or paused, never a success', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        expect(['failed', 'running_degraded', 'paused']).toContain(projectRollout(some, { released }));
      }),
    );
  });

  it('never settles a failed rollout over a child that has begun, is not settled and is not orphaned', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const busy = some.some((one) => begunAndOpen(one) && !one.orphaned);
        if (busy) expect(projectRollout(some, { released })).not.toBe('failed');
      }),
    );
  });

  it('never settles a failed rollout over open work of a child that is not orphaned, unless a failure is hard', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const hard = some.some((one) => one.state === 'failed' && !['continue', 'pause'].includes(one.onFailure));
        const open = some.some((one) => !isSettled(one.state) && !one.orphaned);
        if (open && !hard) expect(projectRollout(some, { released })).not.toBe('failed');
      }),
    );
  });

  it('does settle a cancelled or reverted rollout over a running child: the policy modulates only failed', () => {
    for (const policy of ['halt', 'continue', 'pause']) {
      expect(projectRollout(under(policy, 'cancelled', 'running'), HELD)).toBe('cancelled');
      expect(projectRollout(under(policy, 'reverted', 'running'), HELD)).toBe('reverted');
    }
  });

  it('settles a failed rollout once every child is settled or orphaned', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        fc.pre(some.every(({ state, orphaned }) => isSettled(state) || orphaned));
        expect(projectRollout(some, { released })).toBe('failed');
      }),
    );
  });

  it('treats a released pause as continue', () => {
    fc.assert(
      fc.property(failing, fc.boolean(), (some, released) => {
        const continued = some.map((one) => (one.onFailure === 'pause' ? { ...one, onFailure: 'continue' } : one));
        expect(projectRollout(some, RELEASED)).toBe(projectRollout(continued, { released }));
      }),
    );
  });

  it('is never paused after the release', () => {
    fc.assert(
      fc.property(failing, (some) => {
        expect(projectRollout(some, RELEASED)).not.toBe('paused');
      }),
    );
  });

  it('looks at the order only to find later work for an unreleased pause', () => {
    // One that pauses and one that waits, among others: only what has not begun is later work.
    const pausing = children.map((some) => [
      child('failed', 'pause'),
      child('pending', 'continue'),
      ...some.slice(0, 2),
    ]);
    const shuffled = fc
      .oneof(failing, pausing)
      .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
    let different = 0;
    fc.assert(
      fc.property(shuffled, fc.boolean(), ([some, other], released) => {
        const outcomes = new Set([projectRollout(some, { released }), projectRollout(other, { released })]);
        const pausing = !released && some.some((one) => one.state === 'failed' && one.onFailure === 'pause');
        if (outcomes.size > 1) {
          different += 1;
          expect(pausing).toBe(true);
          expect(outcomes).toEqual(new Set(['paused', 'running_degraded']));
        }
      }),
      { numRuns: 1000 },
    );
    expect(different).toBeGreaterThan(0);
  });
});
