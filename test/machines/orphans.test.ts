import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateOf } from '../../src/machines/decide.ts';
import { isHeldBack, markOrphans, orphansAmong, type PlacedOperation } from '../../src/machines/orphans.ts';
import type { OperationRow } from '../../src/machines/ports.ts';
import { projectRollout, type Child } from '../../src/machines/project-rollout.ts';
import { findProtocol, type Protocol } from '../../src/machines/protocols.ts';
import { isSettled, STATES, type State } from '../../src/machines/vocabulary.ts';

const HELD = { released: false };

function hasNotBegun({ state, neverStarted }: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return state === 'pending' || (state === 'stopped' && neverStarted);
}

/** Works on its target, or may again. */
function begunAndOpen(child: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return !isSettled(child.state) && !hasNotBegun(child);
}

interface Named {
  readonly id: string;
}

function work(key: string, state: State, rest: Partial<PlacedOperation & { step: number | null }> = {}) {
  return operation(key, state, { kind: 'work', step: null, ...rest });
}

function finalizer(key: string, state: State, rest: Partial<PlacedOperation> = {}) {
  return operation(key, state, { kind: 'group_finalizer', ...rest });
}

function operation(key: string, state: State, rest: object): PlacedOperation & Named {
  const plain = { id: key, key, state, deployment: 'east', onFailure: 'continue', neverStarted: state === 'pending' };
  return { ...plain, ...rest } as PlacedOperation & Named;
}

function step(number: number, state: State, rest: Partial<PlacedOperation> = {}) {
  return work(`ns/-/t${number}`, state, { step: number, ...rest });
}

/** The ids of those that are orphaned. */
function orphansOf(...operations: (PlacedOperation & Named)[]): string[] {
  return markOrphans(operations)
    .filter(({ orphaned }) => orphaned)
    .map(({ id }) => id);
}

describe('markOrphans on group finalizers', () => {
  const FINALIZER = 'ns/group_finalizer';

  it('orphans a pending finalizer whose own work failed, wherever it stands in the order', () => {
    expect(orphansOf(work('ns/-80/t', 'failed'), finalizer(FINALIZER, 'pending'))).toEqual([FINALIZER]);
    expect(orphansOf(finalizer(FINALIZER, 'pending'), work('ns/-80/t', 'failed'))).toEqual([FINALIZER]);
  });

  it('orphans a finalizer that was stopped before it began, and none that had begun', () => {
    const failed = work('ns/-80/t', 'failed');
    expect(orphansOf(failed, finalizer(FINALIZER, 'stopped', { neverStarted: true }))).toEqual([FINALIZER]);
    for (const state of STATES.filter((word) => word !== 'pending')) {
      expect(orphansOf(failed, finalizer(FINALIZER, state))).toEqual([]);
    }
  });

  it('takes the scope with a target in front', () => {
    const waiting = finalizer('target/ns/group_finalizer', 'pending');
    expect(orphansOf(work('target/ns/-80/t', 'failed'), waiting)).toEqual([waiting.id]);
    expect(orphansOf(work('target/other/-80/t', 'failed'), waiting)).toEqual([]);
  });

  it('counts work whose key is the scope itself', () => {
    expect(orphansOf(work('ns', 'failed'), finalizer(FINALIZER, 'pending'))).toEqual([FINALIZER]);
  });

  it.each(['NS/-80/t', 'ns2/-80/t', 'n/-80/t', 'x/ns/-80/t', 'ns-80/t', 'ńs/-80/t', ''])(
    'leaves a finalizer alone when the failed work has the key %j of another scope',
    (key) => {
      expect(orphansOf(work(key, 'failed'), finalizer(FINALIZER, 'pending'))).toEqual([]);
    },
  );

  it('leaves a finalizer alone when the failed work belongs to another deployment', () => {
    expect(orphansOf(work('ns/-80/t', 'failed', { deployment: 'west' }), finalizer(FINALIZER, 'pending'))).toEqual([]);
  });

  it.each(STATES.filter((state) => state !== 'failed'))('leaves a finalizer alone while its work is %s', (state) => {
    expect(orphansOf(work('ns/-80/t', state), finalizer(FINALIZER, 'pending'))).toEqual([]);
  });

  it.each(['group_finalizer', '/group_finalizer', 'ns/GROUP_FINALIZER', 'ns/other', ''])(
    'finds no work for a finalizer keyed %j',
    (key) => {
      expect(orphansOf(work('ns/-80/t', 'failed'), work('', 'failed'), finalizer(key, 'pending'))).toEqual([]);
    },
  );

  it('does not take a table named group_finalizer for a finalizer', () => {
    expect(orphansOf(work('ns/-80/t', 'failed'), work('ns/-80/group_finalizer', 'pending'))).toEqual([]);
    expect(orphansOf(work('ns/-80', 'failed'), work('ns/-80/group_finalizer', 'pending'))).toEqual([]);
  });

  it('does not count a failed finalizer as work', () => {
    expect(orphansOf(finalizer('ns/x/group_finalizer', 'failed'), finalizer(FINALIZER, 'pending'))).toEqual([]);
  });
});

describe('markOrphans on table steps', () => {
  it.each(['failed', 'cancelled', 'reverted'] as const)('orphans every later step behind one that is %s', (state) => {
    expect(orphansOf(step(1, 'completed'), step(2, state), step(3, 'pending'), step(4, 'pending'))).toEqual([
      'ns/-/t3',
      'ns/-/t4',
    ]);
  });

  it('goes by the number of the step, not by the place in the list', () => {
    expect(orphansOf(step(2, 'pending'), step(1, 'failed'))).toEqual(['ns/-/t2']);
    expect(orphansOf(step(2, 'failed'), step(1, 'pending'))).toEqual([]);
  });

  it('leaves another target of the same step alone', () => {
    expect(orphansOf(step(1, 'failed'), step(1, 'pending', { key: 'other/-/t1' }))).toEqual([]);
  });

  it('leaves steps of another deployment alone', () => {
    expect(orphansOf(step(1, 'failed', { deployment: 'west' }), step(2, 'pending'))).toEqual([]);
  });

  it('leaves a step alone that has begun, unless it was stopped before it did', () => {
    expect(orphansOf(step(1, 'failed'), step(2, 'running'))).toEqual([]);
    expect(orphansOf(step(1, 'failed'), step(2, 'stopped'))).toEqual([]);
    expect(orphansOf(step(1, 'failed'), step(2, 'stopped', { neverStarted: true }))).toEqual(['ns/-/t2']);
  });

  it.each(STATES.filter((state) => !['failed', 'cancelled', 'reverted'].includes(state)))(
    'leaves a step alone while the earlier one is %s',
    (state) => {
      expect(orphansOf(step(1, state), step(2, 'pending'))).toEqual([]);
    },
  );

  it('knows no order among operations that are not steps', () => {
    expect(orphansOf(work('ns/-/a', 'failed'), step(2, 'pending'), work('ns/-/b', 'pending'))).toEqual([]);
    expect(orphansOf(step(1, 'failed'), work('ns/-/b', 'pending'))).toEqual([]);
  });
});

describe('markOrphans and projectRollout together', () => {
  it('keeps the order and every field', () => {
    const operations = [work('a', 'failed'), finalizer('b/group_finalizer', 'pending')];
    expect(markOrphans(operations)).toEqual(operations.map((one) => ({ ...one, orphaned: false })));
  });

  it('settle a continue rollout whose only open operation is an orphaned finalizer', () => {
    const operations = markOrphans([work('ns/-80/t', 'failed'), finalizer('ns/group_finalizer', 'pending')]);
    expect(projectRollout(operations, HELD)).toBe('failed');
  });

  it('keep a continue rollout open for a finalizer that can still start', () => {
    const operations = [work('a/-/t', 'failed'), work('b/-/t', 'completed'), finalizer('b/group_finalizer', 'pending')];
    expect(projectRollout(markOrphans(operations), HELD)).toBe('running_degraded');
  });

  it('keep a continue rollout open for a finalizer whose work was cancelled, as the rules have it', () => {
    // Nothing will start this finalizer either, but only failed work orphans one: a person has to cancel it.
    const operations = [work('a/-/t', 'failed'), work('b/-/t', 'cancelled'), finalizer('b/group_finalizer', 'pending')];
    expect(projectRollout(markOrphans(operations), HELD)).toBe('running_degraded');
  });

  it('keep a continue rollout open for a finalizer whose work is itself orphaned, as the rules have it', () => {
    const operations = [
      step(1, 'failed', { key: 'a/-/t' }),
      step(2, 'pending', { key: 'b/-/t' }),
      finalizer('b/group_finalizer', 'pending'),
    ];
    expect(projectRollout(markOrphans(operations), HELD)).toBe('running_degraded');
  });

  const placed = fc.array(
    fc.record({
      kind: fc.constantFrom('work' as const, 'group_finalizer' as const),
      key: fc.constantFrom('ns', 'ns/-/t', 'ns/group_finalizer', 'other/-/t', 'other/group_finalizer'),
      deployment: fc.constantFrom('east', 'west'),
      step: fc.option(fc.nat(3)),
      state: fc.oneof(fc.constantFrom<State>('pending', 'failed', 'stopped'), fc.constantFrom(...STATES)),
      onFailure: fc.constantFrom('continue', 'pause', 'halt'),
      neverStarted: fc.boolean(),
    }),
  );

  /** Where something has failed, and others of its group may wait for it. */
  const waiting = placed.map((operations) =>
    operations.map((one, at) => (at === 0 ? { ...one, state: 'failed' as const } : one)),
  );

  it('never contradict themselves: no operation that has begun is an orphan', () => {
    fc.assert(
      fc.property(waiting, (operations) => {
        for (const one of markOrphans(operations)) if (one.orphaned) expect(hasNotBegun(one)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never settle a failed rollout over an operation that has begun and is not settled', () => {
    fc.assert(
      fc.property(placed, fc.boolean(), (operations, released) => {
        fc.pre(operations.some((one) => one.state === 'failed') && operations.some(begunAndOpen));
        expect(projectRollout(markOrphans(operations), { released })).not.toBe('failed');
      }),
    );
  });
});

const FINALIZER = { deployment: 'east', kind: 'group_finalizer' } as const;

/** A row of the deployment `east` whose id is its key. */
function row(key: string, state: State, place: Partial<OperationRow> = {}): OperationRow {
  const started = state !== 'pending';
  return { id: key, key, state, started, onFailure: 'continue', errorMessage: null, deployment: 'east', ...place };
}

const among = (...rows: readonly OperationRow[]): string[] => [...orphansAmong(rows)];

describe('the rows that can never start', () => {
  it('are finalizers whose work has ended without being completed', () => {
    for (const state of STATES) {
      const lost = isSettled(state) && state !== 'completed';
      const found = among(row('ns/-80/t', state), row('ns/group_finalizer', 'pending', FINALIZER));
      expect([state, found]).toEqual([state, lost ? ['ns/group_finalizer'] : []]);
    }
  });

  it('compare keys byte by byte: the finalizer of a does not wait for ab, nor for A', () => {
    const finalizer = row('a/group_finalizer', 'pending', FINALIZER);
    expect(among(row('ab/t', 'failed'), row('A/t', 'failed'), finalizer)).toEqual([]);
    expect(among(row('a/t', 'failed'), finalizer)).toEqual(['a/group_finalizer']);
  });

  it('are also those that wait for one that can never start, wherever it stands', () => {
    const first = row('a/t', 'failed', { step: 1 });
    const second = row('b/t', 'pending', { step: 2 });
    const finalizer = row('b/group_finalizer', 'pending', FINALIZER);
    expect(among(first, second, finalizer)).toEqual(['b/t', 'b/group_finalizer']);
    expect(among(finalizer, second, first).toSorted()).toEqual(['b/group_finalizer', 'b/t']);
  });

  it('do not have one that has begun, or is of another deployment, or names none', () => {
    const failed = row('ns/t', 'failed');
    for (const other of [
      row('ns/group_finalizer', 'running', FINALIZER),
      row('ns/group_finalizer', 'pending', { ...FINALIZER, deployment: 'west' }),
    ])
      expect(among(failed, other)).toEqual([]);
    const { deployment: _deployment, ...nowhere } = row('ns/group_finalizer', 'pending', FINALIZER);
    expect(among(failed, nowhere)).toEqual([]);
  });

  it('hold no apply open', () => {
    const rows = [row('ns/t', 'failed'), row('ns/group_finalizer', 'pending', FINALIZER)];
    for (const name of ['held', 'cas', 'fenced'])
      expect(aggregateOf(findProtocol(name) as Protocol, rows, false)).toBe('failed');
  });
});

describe('an operation is held back', () => {
  it('as a finalizer, until all work of its scope is completed', () => {
    const finalizer = row('ns/group_finalizer', 'pending', FINALIZER);
    const done = row('ns/a', 'completed');
    for (const state of STATES)
      expect([state, isHeldBack(finalizer, [done, row('ns/b', state), finalizer])]).toEqual([
        state,
        state !== 'completed',
      ]);
  });

  it('as a table step, until all steps before it are', () => {
    const second = row('t2', 'pending', { step: 2 });
    expect(isHeldBack(second, [row('t1', 'running', { step: 1 }), second])).toBe(true);
    expect(isHeldBack(second, [row('t1', 'completed', { step: 1 }), second])).toBe(false);
    expect(isHeldBack(second, [row('t3', 'running', { step: 3 }), second])).toBe(false);
  });

  it('by nothing where it names no deployment', () => {
    const { deployment: _deployment, ...nowhere } = row('ns/group_finalizer', 'pending', FINALIZER);
    expect(isHeldBack(nowhere, [row('ns/t', 'running'), nowhere])).toBe(false);
  });
});
