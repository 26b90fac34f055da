import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregateOf,
  decideAggregate,
  needsListing,
  needsRelease,
  scopeOf,
  type Decision,
  type Facts,
  type Trouble,
} from '../../src/machines/decide.ts';
import type { OperationRow, TaskReport } from '../../src/machines/ports.ts';
import { findProtocol, PROTOCOLS, SHIPPED_PROTOCOL, type Protocol } from '../../src/machines/protocols.ts';
import { STATES, type State } from '../../src/machines/vocabulary.ts';
import { oracleRollout, oracleStates } from './oracle.ts';

const TERMINAL: readonly State[] = ['completed', 'failed', 'cancelled', 'reverted', 'stopped'];
const SETTLED: readonly State[] = ['completed', 'failed', 'cancelled', 'reverted'];

function named(name: string): Protocol {
  return findProtocol(name) ?? expect.fail(`no protocol ${name}`);
}

const OWN_TASKS = named('own-tasks');
const FALLBACK = named('fallback');
const REFUSE = named('refuse');
const MERGED = named('merged');
const HELD = named('held');
const CAS = named('cas');
const FENCED = named('fenced');
/** The rollout projection alone on top of what was merged. */
const ROLLOUT: Protocol = { ...MERGED, projection: 'rollout' };

function row(id: string, state: State, rest: Partial<OperationRow> = {}): OperationRow {
  return { id, state, onFailure: 'halt', errorMessage: null, started: state !== 'pending', ...rest };
}

const A_AND_B = [row('a', 'running'), row('b', 'running')];

/** A drive of `a` beside a running `b`, with nothing amiss but what `world` says. */
function factsOf(protocol: Protocol, own: State, world: Partial<Facts> = {}): Facts {
  const ownError = own === 'failed' ? 'a broke' : null;
  const known = {
    operation: 'a',
    scope: 'operation',
    operationStore: true,
    listing: A_AND_B,
    size: null,
    released: false,
  } as const;
  return { protocol, own, ownError, ...known, ...world };
}

function decide(protocol: Protocol, own: State, world: Partial<Facts> = {}): Decision {
  return decideAggregate(factsOf(protocol, own, world));
}

/** The write of a protocol up to merged, which all stamp by the own state and keep the error that was written last. */
function written(state: State, degraded: Trouble | null, own = state): Decision {
  const completedAt = SETTLED.includes(own) ? 'stamp' : 'keep';
  return { kind: 'write', degraded, state, completedAt, ...(own === 'failed' ? { errorMessage: 'a broke' } : {}) };
}

/** Trusts its own state even if terminal, or fails closed: writes it unless it is terminal. */
type Verdict = 'trusts' | 'fails closed';

/** Checks the four protocols up to merged (own-tasks never asks) in every own state. */
function expectVerdicts(
  world: Partial<Facts>,
  trouble: Trouble,
  verdicts: Record<'fallback' | 'refuse' | 'merged', Verdict>,
  adapt: (protocol: Protocol) => Protocol = (protocol) => protocol,
): void {
  for (const own of STATES) {
    const unasked = decide(adapt(OWN_TASKS), own, world);
    expect(unasked, `own-tasks ${own}`).toStrictEqual(written(own, 'siblings-not-asked'));
    for (const name of ['fallback', 'refuse', 'merged'] as const) {
      const nothing = verdicts[name] === 'fails closed' && TERMINAL.includes(own);
      const expected: Decision = nothing ? { kind: 'undetermined', because: trouble } : written(own, trouble);
      expect(decide(adapt(named(name)), own, world), `${name} ${own}`).toStrictEqual(expected);
    }
  }
}

function task(operation: string | null): TaskReport {
  return { operation, state: 'running' };
}

describe('the ladder of protocols', () => {
  const rules = {
    projection: 'base',
    stamps: 'operation',
    error: 'last',
    finished: 'stay',
    waiting: 'stay',
    begins: 'any-time',
    compares: 'nothing',
    ownRow: 'fresh',
    finalRows: 'failures',
    ends: 'at-once',
    silence: 'pending',
    oldReports: 'believed',
    announces: 'before',
    commands: 'bare',
    zeroRows: 'lost',
  };
  it.each([
    ['own-tasks', { ...rules, source: 'own', degraded: 'trust-own', legacy: 'authoritative' }],
    ['fallback', { ...rules, source: 'siblings', degraded: 'trust-own', legacy: 'authoritative' }],
    ['refuse', { ...rules, source: 'siblings', degraded: 'refuse-terminal', legacy: 'refuse-terminal' }],
    ['merged', { ...rules, source: 'siblings', degraded: 'refuse-terminal', legacy: 'authoritative' }],
  ])('has %s, by its rules', (name, expected) => {
    expect(findProtocol(name)).toEqual({ ...expected, name, summary: expect.stringMatching(/./) });
  });

  it('goes from the oldest to the newest', () => {
    const names = ['own-tasks', 'fallback', 'refuse', 'merged', 'held', 'cas', 'fenced'];
    expect(PROTOCOLS.map(({ name }) => name)).toEqual(names);
  });

  it.each<[Protocol, Protocol, Partial<Protocol>]>([
    [
      MERGED,
      HELD,
      {
        projection: 'rollout',
        stamps: 'aggregate',
        error: 'first',
        finished: 'leave',
        begins: 'while-open',
        ownRow: 'listed',
        finalRows: 'stopped-too',
        announces: 'after',
      },
    ],
    [HELD, CAS, { compares: 'state', zeroRows: 'look-again' }],
    [
      CAS,
      FENCED,
      {
        compares: 'revision',
        degraded: 'write-nothing',
        finalRows: 'all',
        ends: 'at-last',
        silence: 'nothing',
        oldReports: 'dropped',
        waiting: 'leave',
        commands: 'numbered',
        announces: 'owed',
      },
    ],
  ])('goes from $name to $name by these rules', (lower, upper, rules) => {
    expect(upper).toEqual({ ...lower, ...rules, name: upper.name, summary: upper.summary });
  });

  it('lets a stop or a cancel end the apply at once, but in fenced only once nothing is in flight', () => {
    const row = (id: string, state: State, started = true): OperationRow => ({
      id,
      state,
      started,
      onFailure: 'halt',
      errorMessage: null,
    });
    const cases: readonly (readonly [State, readonly OperationRow[], State])[] = [
      ['cancelled', [row('a', 'cancelled'), row('b', 'running')], 'running'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'stopped')], 'stopped'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'stopped', false)], 'cancelled'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'pending', false)], 'cancelled'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'completed')], 'cancelled'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'stopped'), row('c', 'running')], 'running'],
      ['cancelled', [row('a', 'cancelled'), row('b', 'stopped'), row('c', 'pending', false)], 'stopped'],
      ['stopped', [row('a', 'stopped'), row('b', 'running')], 'running'],
      ['stopped', [row('a', 'stopped'), row('b', 'completed')], 'stopped'],
      ['failed', [row('a', 'failed'), row('b', 'pending', false)], 'failed'],
    ];
    for (const [atOnce, rows, atLast] of cases) {
      expect(aggregateOf(CAS, rows, false)).toBe(atOnce);
      expect(aggregateOf(FENCED, rows, false)).toBe(atLast);
    }
  });

  it('ships merged', () => {
    expect(SHIPPED_PROTOCOL).toBe(MERGED);
  });

  it.each(['', 'Merged', 'merged ', 'toString', 'holds'])('knows no protocol %j', (name) => {
    expect(findProtocol(name)).toBeUndefined();
  });
});

describe('scopeOf', () => {
  it('takes tasks of one operation for its drive', () => {
    expect(scopeOf([task('a')])).toBe('operation');
    expect(scopeOf([task('a'), task('a')])).toBe('operation');
  });

  it('takes tasks without an operation for a legacy apply, and so no tasks at all', () => {
    expect(scopeOf([task(null), task(null)])).toBe('legacy');
    expect(scopeOf([])).toBe('legacy');
  });

  it('finds tasks of several operations mixed, and those of one operation beside legacy ones', () => {
    expect(scopeOf([task('a'), task('b')])).toBe('mixed');
    expect(scopeOf([task('a'), task(null)])).toBe('mixed');
    expect(scopeOf([task(null), task('a'), task('b')])).toBe('mixed');
  });

  it('takes an operation with an empty id for an operation', () => {
    expect(scopeOf([task('')])).toBe('operation');
  });
});

describe('decideAggregate, row by row', () => {
  it('1: fails closed over tasks of several operations, or of operations and legacy mixed', () => {
    for (const tasks of [
      [task('a'), task('b')],
      [task('a'), task(null)],
    ]) {
      expectVerdicts({ scope: scopeOf(tasks) }, 'tasks-of-several-operations', {
        fallback: 'trusts',
        refuse: 'fails closed',
        merged: 'fails closed',
      });
    }
  });

  it('2: lets the own state of a legacy apply decide, even terminal; only refuse strands it', () => {
    for (const tasks of [[task(null)], []]) {
      expectVerdicts({ scope: scopeOf(tasks), operation: null }, 'no-operation-ids', {
        fallback: 'trusts',
        refuse: 'fails closed',
        merged: 'trusts',
      });
    }
  });

  it('3: lets the own state decide where no operation store exists, even terminal; only refuse strands it', () => {
    expectVerdicts({ operationStore: false, listing: 'unreadable' }, 'no-operation-store', {
      fallback: 'trusts',
      refuse: 'fails closed',
      merged: 'trusts',
    });
  });

  it('4: fails closed when listing the operations fails', () => {
    expectVerdicts({ listing: 'unreadable' }, 'listing-failed', {
      fallback: 'trusts',
      refuse: 'fails closed',
      merged: 'fails closed',
    });
  });

  it('5: fails closed when the list is empty', () => {
    expectVerdicts({ listing: [] }, 'listing-empty', {
      fallback: 'trusts',
      refuse: 'fails closed',
      merged: 'fails closed',
    });
  });

  it('6: fails closed when the release latch cannot be read and some operation is pause', () => {
    const world: Partial<Facts> = {
      listing: [row('a', 'running'), row('b', 'running', { onFailure: 'pause' })],
      released: 'unreadable',
    };
    // Up to merged no protocol projects a rollout, so none of them needs the latch.
    for (const protocol of [OWN_TASKS, FALLBACK, REFUSE, MERGED]) {
      for (const own of STATES) {
        expect(decide(protocol, own, world)).toStrictEqual(decide(protocol, own, { ...world, released: false }));
      }
    }
    expectVerdicts(
      world,
      'release-unreadable',
      { fallback: 'trusts', refuse: 'fails closed', merged: 'fails closed' },
      (protocol) => ({ ...protocol, projection: 'rollout' }),
    );
  });

  it('7: fails closed when the own row is not in the list', () => {
    for (const world of [{ listing: [row('b', 'completed')] }, { listing: A_AND_B, operation: null }]) {
      expectVerdicts(world, 'own-row-missing', {
        fallback: 'trusts',
        refuse: 'fails closed',
        merged: 'fails closed',
      });
    }
  });

  it('8: otherwise folds the own fresh state over its row and projects; only own-tasks never looks', () => {
    for (const own of STATES) {
      for (const sibling of STATES) {
        // What is listed for the own row would be failed, were it not folded over.
        const world = { listing: [row('b', sibling), row('a', 'failed', { errorMessage: 'stale' })] };
        expect(decide(OWN_TASKS, own, world)).toStrictEqual(written(own, 'siblings-not-asked'));
        for (const protocol of [FALLBACK, REFUSE, MERGED]) {
          const expected = written(oracleStates([own, sibling]), null, own);
          expect(decide(protocol, own, world), `${protocol.name} ${own} ${sibling}`).toStrictEqual(expected);
        }
      }
    }
  });
});

/** The troubles in the order of the table, and what alone brings each about where nothing else is amiss. */
const TROUBLES: readonly (readonly [Trouble, Partial<Facts>])[] = [
  ['tasks-of-several-operations', { scope: 'mixed' }],
  ['no-operation-ids', { scope: 'legacy' }],
  ['no-operation-store', { operationStore: false }],
  ['listing-failed', { listing: 'unreadable' }],
  ['listing-empty', { listing: [] }],
  ['rows-missing', { size: 3 }],
  ['release-unreadable', { released: 'unreadable' }],
  ['own-row-missing', { listing: [row('b', 'running', { onFailure: 'pause' })] }],
];

describe('decideAggregate checks in the order of the table', () => {
  /** Under this protocol every trouble leaves a terminal own state undetermined, so `because` shows it. */
  const strict: Protocol = { ...REFUSE, projection: 'rollout' };
  const pausing = A_AND_B.map((one) => ({ ...one, onFailure: 'pause' as const }));

  it.each(TROUBLES)('sees %s where it is the only trouble', (because, world) => {
    const decision = decide(strict, 'completed', { listing: pausing, ...world });
    expect(decision).toEqual({ kind: 'undetermined', because });
  });

  const pairs = TROUBLES.flatMap(([earlier, cause], index) =>
    TROUBLES.slice(index + 1).map(([later, other]) => ({
      earlier,
      later,
      world: { ...cause, ...other },
      cause,
      other,
    })),
  ).filter(({ cause, other }) => !Object.keys(cause).some((name) => Object.hasOwn(other, name)));

  it('has 24 pairs of troubles that can come together', () => {
    // C(8, 2) = 28 less four that exclude each other: mixed and legacy, and two of the three that the listing can have.
    expect(pairs).toHaveLength(24);
  });

  it.each(pairs)('$earlier comes before $later', ({ earlier, world }) => {
    const decision = decide(strict, 'completed', { listing: pausing, ...world });
    expect(decision).toEqual({ kind: 'undetermined', because: earlier });
  });

  it('tasks of an operation beside legacy ones are a mixture before they are legacy', () => {
    const decision = decide(MERGED, 'completed', { scope: scopeOf([task(null), task('a')]) });
    expect(decision).toEqual({ kind: 'undetermined', because: 'tasks-of-several-operations' });
  });

  it('a mixture is refused even where no operation store exists, which alone would make the own state decide', () => {
    const decision = decide(MERGED, 'completed', { scope: 'mixed', operationStore: false });
    expect(decision).toEqual({ kind: 'undetermined', because: 'tasks-of-several-operations' });
  });

  it('a legacy apply is trusted although its operations could not be listed, which alone would be refused', () => {
    const decision = decide(MERGED, 'completed', { scope: 'legacy', listing: 'unreadable' });
    expect(decision).toEqual(written('completed', 'no-operation-ids'));
  });

  it('a missing store is trusted although its operations could not be listed, which alone would be refused', () => {
    const decision = decide(MERGED, 'completed', { operationStore: false, listing: 'unreadable' });
    expect(decision).toEqual(written('completed', 'no-operation-store'));
  });

  it('a legacy apply is refused only like any other trouble, so not where a protocol trusts in all of them', () => {
    const trusting: Protocol = { ...FALLBACK, legacy: 'refuse-terminal' };
    for (const [because, world] of TROUBLES.slice(0, 5)) {
      expect(decide(trusting, 'completed', world)).toEqual(written('completed', because));
    }
  });

  it('own-tasks asks nobody, so no trouble troubles it', () => {
    for (const [, world] of TROUBLES) {
      expect(decide(OWN_TASKS, 'completed', world)).toEqual(written('completed', 'siblings-not-asked'));
    }
  });
});

describe('decideAggregate with the rollout projection', () => {
  const failedUnder = (onFailure: OperationRow['onFailure'], released: Facts['released']) =>
    decide(ROLLOUT, 'failed', { listing: [row('a', 'running', { onFailure }), row('b', 'pending')], released });

  it.each([
    ['halt', false, 'failed'],
    ['halt', true, 'failed'],
    ['continue', false, 'running_degraded'],
    ['continue', true, 'running_degraded'],
    ['pause', false, 'paused'],
    ['pause', true, 'running_degraded'],
  ] as const)('makes of a failure under %s, released: %s, the state %s', (onFailure, released, state) => {
    expect(failedUnder(onFailure, released)).toMatchObject({ kind: 'write', degraded: null, state });
  });

  it.each([
    ['halt', 'failed'],
    ['continue', 'running_degraded'],
  ] as const)('does not need the release latch when no operation is pause: %s', (onFailure, state) => {
    expect(failedUnder(onFailure, 'unreadable')).toMatchObject({ kind: 'write', degraded: null, state });
  });

  it.each(STATES)('needs the release latch even when the only pause operation is %s', (state) => {
    const listing = [row('a', 'running'), row('b', state, { onFailure: 'pause' })];
    const decision = decide(ROLLOUT, 'failed', { listing, released: 'unreadable' });
    expect(decision).toEqual({ kind: 'undetermined', because: 'release-unreadable' });
  });

  it('takes the driven operation for begun, although its listed row is from before its claim', () => {
    const listing = [row('a', 'pending', { started: false }), row('b', 'failed')];
    expect(decide(ROLLOUT, 'stopped', { listing })).toMatchObject({ kind: 'write', state: 'running_degraded' });
  });

  it('takes a stopped sibling for begun unless it was never claimed', () => {
    const beside = (started: boolean) => ({ listing: [row('a', 'running'), row('b', 'stopped', { started })] });
    expect(decide(ROLLOUT, 'failed', beside(true))).toMatchObject({ kind: 'write', state: 'running_degraded' });
    expect(decide(ROLLOUT, 'failed', beside(false))).toMatchObject({ kind: 'write', state: 'failed' });
  });

  it('looks for later work in the order of the list', () => {
    const own = row('a', 'running', { onFailure: 'pause' });
    const sibling = row('b', 'running');
    expect(decide(ROLLOUT, 'failed', { listing: [own, sibling] })).toMatchObject({ state: 'paused' });
    expect(decide(ROLLOUT, 'failed', { listing: [sibling, own] })).toMatchObject({ state: 'running_degraded' });
  });

  it('gives what the rollout rules give the rows with the own state in place', () => {
    const rows = fc.tuple(anyRow('b'), anyRow('a'), anyRow('c'));
    fc.assert(
      fc.property(rows, anyState, fc.boolean(), (listing, own, released) => {
        const children = listing.map(({ id, state, onFailure, started }) => ({
          state: id === 'a' ? own : state,
          onFailure,
          orphaned: false,
          neverStarted: id !== 'a' && !started,
        }));
        const state = oracleRollout(children, released);
        expect(decide(ROLLOUT, own, { listing, released })).toMatchObject({ kind: 'write', degraded: null, state });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decideAggregate on error messages', () => {
  const last: Protocol = { ...MERGED, error: 'last' };
  const first: Protocol = { ...MERGED, error: 'first' };
  const broken = (id: string) => row(id, 'failed', { errorMessage: `${id} broke` });

  it('keeps the error of the first failed operation in the list under first, of the driven one under last', () => {
    const world = { listing: [row('c', 'completed'), broken('b'), row('a', 'running'), broken('d')] };
    expect(decide(first, 'failed', world)).toMatchObject({ state: 'failed', errorMessage: 'b broke' });
    expect(decide(last, 'failed', world)).toMatchObject({ state: 'failed', errorMessage: 'a broke' });
  });

  it('takes the fresh error of the driven operation, not the listed one, when that is the first', () => {
    const world = { listing: [row('a', 'failed', { errorMessage: 'stale' }), broken('b')] };
    expect(decide(first, 'failed', world)).toMatchObject({ errorMessage: 'a broke' });
    expect(decide(last, 'failed', world)).toMatchObject({ errorMessage: 'a broke' });
  });

  it('reports a failed sibling to the apply under first, while last leaves the stored error', () => {
    const world = { listing: [row('a', 'running'), broken('b')] };
    expect(decide(first, 'completed', world)).toMatchObject({ state: 'failed', errorMessage: 'b broke' });
    expect(decide(last, 'completed', world)).not.toHaveProperty('errorMessage');
  });

  it('forgets the error that the list still has for a driven operation that runs again', () => {
    const world = { listing: [broken('a'), row('b', 'running')] };
    expect(decide(first, 'running', world)).not.toHaveProperty('errorMessage');
    expect(decide(last, 'running', world)).not.toHaveProperty('errorMessage');
  });

  it('does not go past a first failed operation that has no message', () => {
    const world = { listing: [row('b', 'failed'), row('a', 'running')] };
    expect(decide(first, 'failed', world)).toMatchObject({ errorMessage: null });
  });

  it('takes no error from an operation that has not failed', () => {
    const world = (state: State) => ({ listing: [row('b', state, { errorMessage: 'a hiccup' }), row('a', 'running')] });
    for (const state of STATES.filter((word) => word !== 'failed')) {
      expect(decide(first, 'running', { ...world(state), ownError: 'mine' })).not.toHaveProperty('errorMessage');
      expect(decide(last, 'running', { ...world(state), ownError: 'mine' })).not.toHaveProperty('errorMessage');
    }
  });

  it.each(['first', 'last'] as const)('keeps the own error where there are no siblings, under %s', (error) => {
    for (const world of [{ scope: 'legacy' as const }, { operationStore: false }]) {
      expect(decide({ ...MERGED, error }, 'failed', world)).toMatchObject({ state: 'failed', errorMessage: 'a broke' });
    }
    expect(decide({ ...OWN_TASKS, error }, 'failed')).toMatchObject({ state: 'failed', errorMessage: 'a broke' });
  });
});

describe('decideAggregate on completed_at', () => {
  const byOperation: Protocol = { ...MERGED, stamps: 'operation' };
  const byAggregate: Protocol = { ...MERGED, stamps: 'aggregate' };
  const beside = (state: State) => ({ listing: [row('a', 'running'), row('b', state)] });

  it.each([
    ['completed', 'running', 'running', 'stamp', 'clear'],
    ['completed', 'completed', 'completed', 'stamp', 'stamp'],
    ['running', 'failed', 'failed', 'keep', 'stamp'],
    ['stopped', 'completed', 'stopped', 'keep', 'clear'],
    ['completed', 'stopped', 'stopped', 'stamp', 'clear'],
    ['running', 'running', 'running', 'keep', 'clear'],
  ] as const)(
    'own %s beside %s makes %s: by operation %s, by aggregate %s',
    (own, sibling, state, operation, aggregate) => {
      expect(decide(byOperation, own, beside(sibling))).toMatchObject({ state, completedAt: operation });
      expect(decide(byAggregate, own, beside(sibling))).toMatchObject({ state, completedAt: aggregate });
    },
  );

  it('by operation stamps exactly when the own state is settled, by aggregate when the written state is', () => {
    for (const own of STATES) {
      for (const sibling of STATES) {
        const state = oracleStates([own, sibling]);
        const operation = SETTLED.includes(own) ? 'stamp' : 'keep';
        const aggregate = SETTLED.includes(state) ? 'stamp' : 'clear';
        expect(decide(byOperation, own, beside(sibling))).toMatchObject({ state, completedAt: operation });
        expect(decide(byAggregate, own, beside(sibling))).toMatchObject({ state, completedAt: aggregate });
      }
    }
  });

  it('by aggregate goes by the own state where it stands in for the aggregate', () => {
    for (const own of STATES) {
      const completedAt = SETTLED.includes(own) ? 'stamp' : 'clear';
      expect(decide(byAggregate, own, { scope: 'legacy' })).toMatchObject({ state: own, completedAt });
    }
  });

  it('by aggregate never stamps a paused or degraded rollout, although the own operation failed', () => {
    const protocol: Protocol = { ...byAggregate, projection: 'rollout' };
    for (const onFailure of ['pause', 'continue'] as const) {
      const listing = [row('a', 'running', { onFailure }), row('b', 'pending')];
      expect(decide(protocol, 'failed', { listing })).toMatchObject({ completedAt: 'clear', errorMessage: 'a broke' });
    }
  });
});

const anyState = fc.oneof(
  fc.constantFrom<State>('completed', 'failed', 'running', 'stopped'),
  fc.constantFrom(...STATES),
);
const anyError = fc.constantFrom(null, 'one', 'another');

function anyRow(id: string): fc.Arbitrary<OperationRow> {
  return fc.record({
    id: fc.constant(id),
    state: anyState,
    onFailure: fc.constantFrom('halt', 'continue', 'pause'),
    errorMessage: anyError,
    started: fc.boolean(),
  });
}

/** Up to four rows in any order, with and without that of `a`. */
const anyRows = fc
  .tuple(...['a', 'b', 'c', 'd'].map(anyRow))
  .chain((rows) => fc.oneof(fc.shuffledSubarray(rows), fc.shuffledSubarray(rows, { minLength: 4 })));

/** Every combination of rules, also those that no rung has. */
const anyProtocol: fc.Arbitrary<Protocol> = fc.record({
  name: fc.constant('any'),
  summary: fc.constant('any'),
  source: fc.constantFrom('own', 'siblings', 'siblings'),
  degraded: fc.constantFrom('trust-own', 'refuse-terminal', 'write-nothing'),
  legacy: fc.constantFrom('authoritative', 'refuse-terminal'),
  projection: fc.constantFrom('base', 'rollout'),
  stamps: fc.constantFrom('operation', 'aggregate'),
  error: fc.constantFrom('last', 'first'),
  finished: fc.constantFrom('stay', 'leave'),
  waiting: fc.constantFrom('stay', 'leave'),
  begins: fc.constantFrom('any-time', 'while-open'),
  compares: fc.constantFrom('nothing', 'state', 'revision'),
  ownRow: fc.constantFrom('fresh', 'fresh', 'listed'),
  finalRows: fc.constantFrom('failures', 'stopped-too', 'all'),
  zeroRows: fc.constantFrom('lost', 'look-again'),
  ends: fc.constantFrom('at-once', 'at-last'),
  silence: fc.constantFrom('pending', 'nothing'),
  oldReports: fc.constantFrom('believed', 'dropped'),
  announces: fc.constantFrom('before', 'after', 'owed'),
  commands: fc.constantFrom('bare', 'numbered'),
});

/** Mostly a drive of an operation whose siblings can be read, as the other rows of the table come first. */
function anyFacts(protocol: fc.Arbitrary<Protocol>): fc.Arbitrary<Facts> {
  return fc.record({
    protocol,
    operation: fc.constantFrom('a', 'a', 'a', null),
    scope: fc.constantFrom('operation', 'operation', 'operation', 'legacy', 'mixed'),
    own: anyState,
    ownError: anyError,
    operationStore: fc.constantFrom(true, true, true, false),
    listing: fc.oneof({ weight: 5, arbitrary: anyRows }, fc.constant('unreadable' as const)),
    size: fc.constantFrom(null, null, null, 4),
    released: fc.constantFrom<Facts['released'][]>(false, true, 'unreadable'),
  });
}

/** The same where the own operation and its siblings are completed, all but one of them at most: of others few are. */
function nearlyCompleted(facts: Facts): fc.Arbitrary<Facts> {
  const { listing } = facts;
  if (listing === 'unreadable') return fc.constant(facts);
  return fc.nat(listing.length + 1).map((odd) => ({
    ...facts,
    own: odd === listing.length ? facts.own : 'completed',
    listing: listing.map((one, at) => (at === odd ? one : { ...one, state: 'completed' })),
  }));
}

/** Whether the states of the siblings are anybody's guess, though there may be some. */
function siblingsUnknown({ scope, operationStore, listing, operation }: Facts): boolean {
  if (scope === 'mixed') return true;
  if (scope === 'legacy' || !operationStore) return false;
  return listing === 'unreadable' || !listing.some(({ id }) => id === operation);
}

const RUNS = { numRuns: 2000 };

describe('decideAggregate, whatever the facts', () => {
  it('always decides, on a word of the vocabulary or for a reason of the table', () => {
    const reasons = TROUBLES.map(([trouble]) => trouble);
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        const decision = decideAggregate(facts);
        if (decision.kind === 'undetermined') expect(reasons).toContain(decision.because);
        else {
          expect(STATES).toContain(decision.state);
          expect(['stamp', 'keep', 'clear']).toContain(decision.completedAt);
          expect([null, 'siblings-not-asked', ...reasons]).toContain(decision.degraded);
        }
      }),
      RUNS,
    );
  });

  it('decides the same again and leaves the facts as they were', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        const before = structuredClone(facts);
        expect(decideAggregate(facts)).toStrictEqual(decideAggregate(facts));
        expect(facts).toEqual(before);
      }),
    );
  });

  it('writes the own state wherever it stands in for the aggregate', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        const decision = decideAggregate(facts);
        if (decision.kind === 'write' && decision.degraded !== null) expect(decision.state).toBe(facts.own);
      }),
      RUNS,
    );
  });

  it('refuses nothing but a terminal own state, unless it writes nothing while the siblings are unknown', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        fc.pre(facts.protocol.degraded !== 'write-nothing');
        if (decideAggregate(facts).kind === 'undetermined') expect(TERMINAL).toContain(facts.own);
      }),
      RUNS,
    );
  });

  it('does not look at the listing that the drive need not read', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        fc.pre(!needsListing(facts));
        expect(decideAggregate({ ...facts, listing: 'unreadable' })).toStrictEqual(decideAggregate(facts));
      }),
      RUNS,
    );
  });

  it('does not look at the release latch that the drive need not read', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        const rows = facts.listing === 'unreadable' ? [] : facts.listing;
        fc.pre(!needsListing(facts) || !needsRelease(facts.protocol, rows));
        expect(decideAggregate({ ...facts, released: 'unreadable' })).toStrictEqual(decideAggregate(facts));
      }),
      RUNS,
    );
  });

  it('folds a fresh own state over its row, so what is listed for that row is irrelevant', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), anyRow('a'), (facts, { state, errorMessage, started }) => {
        fc.pre(facts.listing !== 'unreadable' && facts.protocol.ownRow === 'fresh');
        const stale = { state, errorMessage, started };
        const listing = facts.listing.map((one) =>
          one.id === 'a' && facts.operation === 'a' ? { ...one, ...stale } : one,
        );
        expect(decideAggregate({ ...facts, listing })).toStrictEqual(decideAggregate(facts));
      }),
      RUNS,
    );
  });

  it('takes the own row as it is listed under ownRow: listed, whatever the drive has heard', () => {
    fc.assert(
      fc.property(anyFacts(fc.constantFrom(HELD, CAS, FENCED)), anyState, anyError, (facts, own, ownError) => {
        const decision = decideAggregate(facts);
        fc.pre(decision.kind === 'write' && decision.degraded === null);
        expect(decideAggregate({ ...facts, own, ownError })).toStrictEqual(decision);
      }),
      RUNS,
    );
  });

  it('writes nothing but the aggregate of all rows under fenced, unless there are no siblings', () => {
    fc.assert(
      fc.property(anyFacts(fc.constant(FENCED)), (facts) => {
        const decision = decideAggregate(facts);
        if (decision.kind === 'undetermined') return;
        if (decision.degraded !== null) {
          expect(['no-operation-ids', 'no-operation-store']).toContain(decision.degraded);
          return;
        }
        const rows = facts.listing === 'unreadable' ? [] : facts.listing;
        expect(decision.state).toBe(aggregateOf(FENCED, rows, facts.released === true));
        expect(rows).toHaveLength(facts.size ?? rows.length);
      }),
      RUNS,
    );
  });

  it('under the base projection does not depend on the order of the list, but for whose error is the first', () => {
    fc.assert(
      fc.property(anyFacts(anyProtocol), (facts) => {
        fc.pre(facts.listing !== 'unreadable' && facts.protocol.projection === 'base');
        const { errorMessage: _one, ...forward } = decideAggregate(facts) as Partial<Record<string, unknown>>;
        const reversed = decideAggregate({ ...facts, listing: facts.listing.toReversed() });
        const { errorMessage: _other, ...backward } = reversed as Partial<Record<string, unknown>>;
        expect(backward).toStrictEqual(forward);
        if (facts.protocol.error === 'last') expect(reversed).toStrictEqual(decideAggregate(facts));
      }),
      RUNS,
    );
  });
});

describe('the protocols, whatever the facts', () => {
  it('merged degrades a terminal write only for a legacy apply or without an operation store', () => {
    fc.assert(
      fc.property(anyFacts(fc.constantFrom(MERGED, ROLLOUT)), (facts) => {
        const decision = decideAggregate(facts);
        if (decision.kind !== 'write' || !TERMINAL.includes(decision.state)) return;
        expect([null, 'no-operation-ids', 'no-operation-store']).toContain(decision.degraded);
      }),
      RUNS,
    );
  });

  it('merged never writes a terminal state while the siblings are unknown', () => {
    fc.assert(
      fc.property(anyFacts(fc.constantFrom(MERGED, ROLLOUT)), (facts) => {
        fc.pre(siblingsUnknown(facts));
        const decision = decideAggregate(facts);
        if (decision.kind === 'write') expect(TERMINAL).not.toContain(decision.state);
      }),
      RUNS,
    );
  });

  it('merged and refuse say completed over siblings only when they and the own operation are', () => {
    fc.assert(
      fc.property(anyFacts(fc.constantFrom(MERGED, REFUSE, ROLLOUT)).chain(nearlyCompleted), (facts) => {
        fc.pre(needsListing(facts));
        const decision = decideAggregate(facts);
        if (decision.kind !== 'write' || decision.state !== 'completed') return;
        const rows = facts.listing === 'unreadable' ? [] : facts.listing;
        const fresh = rows.map((one) => (one.id === facts.operation ? facts.own : one.state));
        expect(new Set(fresh)).toEqual(new Set(['completed']));
      }),
      RUNS,
    );
  });

  it('refuse never degrades a terminal write', () => {
    fc.assert(
      fc.property(anyFacts(fc.constant(REFUSE)), (facts) => {
        const decision = decideAggregate(facts);
        if (decision.kind === 'write' && TERMINAL.includes(decision.state)) expect(decision.degraded).toBeNull();
      }),
      RUNS,
    );
  });

  it('own-tasks and fallback always write', () => {
    fc.assert(
      fc.property(anyFacts(fc.constantFrom(OWN_TASKS, FALLBACK)), (facts) => {
        expect(decideAggregate(facts).kind).toBe('write');
      }),
      RUNS,
    );
  });

  it('fallback writes what own-tasks writes while the siblings are unknown or there are none', () => {
    fc.assert(
      fc.property(anyFacts(fc.constant(FALLBACK)), (facts) => {
        fc.pre(siblingsUnknown(facts) || !needsListing(facts));
        const { degraded: _why, ...alone } = decideAggregate({ ...facts, protocol: OWN_TASKS }) as Partial<
          Record<string, unknown>
        >;
        expect(decideAggregate(facts)).toMatchObject(alone);
      }),
      RUNS,
    );
  });

  it('refuse differs from fallback only where it refuses', () => {
    fc.assert(
      fc.property(anyFacts(fc.constant(REFUSE)), (facts) => {
        const refuse = decideAggregate(facts);
        const fallback = decideAggregate({ ...facts, protocol: FALLBACK });
        if (refuse.kind === 'write') expect(refuse).toStrictEqual(fallback);
        else expect(fallback).toMatchObject({ kind: 'write', state: facts.own, degraded: refuse.because });
      }),
      RUNS,
    );
  });

  it('merged differs from refuse only for a legacy apply or without an operation store', () => {
    fc.assert(
      fc.property(anyFacts(fc.constant(MERGED)), (facts) => {
        const refuse = decideAggregate({ ...facts, protocol: REFUSE });
        const alone = facts.scope === 'legacy' || (facts.scope === 'operation' && !facts.operationStore);
        if (!alone) expect(decideAggregate(facts)).toStrictEqual(refuse);
        else expect(decideAggregate(facts)).toMatchObject({ kind: 'write', state: facts.own });
      }),
      RUNS,
    );
  });
});

describe('what the drive has to read', () => {
  it('is the listing, exactly for one operation under a protocol that asks its siblings, given a store', () => {
    for (const protocol of PROTOCOLS) {
      for (const scope of ['operation', 'legacy', 'mixed'] as const) {
        for (const operationStore of [true, false]) {
          const expected = protocol.name !== 'own-tasks' && scope === 'operation' && operationStore;
          expect(needsListing({ protocol, scope, operationStore })).toBe(expected);
        }
      }
    }
  });

  it('is the release latch, exactly for a rollout projection over an operation that is pause', () => {
    const rows = (onFailure: OperationRow['onFailure']) => [row('a', 'running'), row('b', 'running', { onFailure })];
    for (const protocol of PROTOCOLS) {
      expect(needsRelease(protocol, rows('pause'))).toBe([HELD, CAS, FENCED].includes(protocol));
    }
    expect(needsRelease(ROLLOUT, rows('pause'))).toBe(true);
    expect(needsRelease(ROLLOUT, rows('continue'))).toBe(false);
    expect(needsRelease(ROLLOUT, rows('halt'))).toBe(false);
    expect(needsRelease(ROLLOUT, [])).toBe(false);
  });
});
