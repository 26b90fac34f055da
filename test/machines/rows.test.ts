import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { applyMachine, reopenApplyRow, writeApplyRow } from '../../src/machines/apply.ts';
import {
  OPERATION_STATES,
  operationMachine,
  stepOperationRow,
  type OperationEvent,
  type OperationState,
} from '../../src/machines/operation.ts';
import type { ApplyRow, ApplyWrite, OperationRow } from '../../src/machines/ports.ts';
import { STATES, type State } from '../../src/machines/vocabulary.ts';

const NOON = '2026-01-01T12:00:00Z';
const ONE = '2026-01-01T13:00:00Z';
const TWO = '2026-01-01T14:00:00Z';

type Write = Pick<ApplyWrite, 'state' | 'completedAt' | 'errorMessage'>;

function applyRow(state: State, rest: Partial<ApplyRow> = {}): ApplyRow {
  return { state, startedAt: null, completedAt: null, errorMessage: null, ...rest };
}

function keeping(state: State): Write {
  return { state, completedAt: 'keep' };
}

const anyState = fc.oneof(fc.constantFrom<State>('pending', 'stopped', 'completed'), fc.constantFrom(...STATES));
const anyStamp = fc.constantFrom(null, NOON, ONE);
const anyError = fc.constantFrom(null, 'one', 'another');

const anyApplyRow: fc.Arbitrary<ApplyRow> = fc.record({
  state: anyState,
  startedAt: anyStamp,
  completedAt: anyStamp,
  errorMessage: anyError,
});

const anyWrite: fc.Arbitrary<Write> = fc.record(
  { state: anyState, completedAt: fc.constantFrom('stamp', 'keep', 'clear'), errorMessage: anyError },
  { requiredKeys: ['state', 'completedAt'] },
);

describe('writeApplyRow', () => {
  it('takes any state over any other: the last write wins', () => {
    for (const from of STATES) {
      for (const to of STATES) expect(writeApplyRow(applyRow(from), keeping(to), NOON).state).toBe(to);
    }
  });

  it.each(STATES.filter((state) => state !== 'pending'))('stamps startedAt on leaving pending for %s', (state) => {
    expect(writeApplyRow(applyRow('pending'), keeping(state), NOON)).toEqual(applyRow(state, { startedAt: NOON }));
  });

  it('does not stamp startedAt while the row stays pending', () => {
    expect(writeApplyRow(applyRow('pending'), keeping('pending'), NOON)).toEqual(applyRow('pending'));
  });

  it('stamps startedAt once: no later write moves or clears it, nor one back to pending', () => {
    const started = writeApplyRow(applyRow('pending'), keeping('running'), NOON);
    for (const state of STATES) {
      for (const completedAt of ['stamp', 'keep', 'clear'] as const) {
        expect(writeApplyRow(started, { state, completedAt }, ONE).startedAt).toBe(NOON);
      }
    }
  });

  it('stamps completedAt when told to, whatever the state: a finished operation may stamp a running apply', () => {
    for (const state of STATES) {
      expect(writeApplyRow(applyRow('running'), { state, completedAt: 'stamp' }, NOON).completedAt).toBe(NOON);
    }
  });

  it('stamps completedAt once: a second stamp leaves the first', () => {
    const done = writeApplyRow(applyRow('running'), { state: 'completed', completedAt: 'stamp' }, NOON);
    expect(writeApplyRow(done, { state: 'failed', completedAt: 'stamp' }, ONE).completedAt).toBe(NOON);
  });

  it('leaves completedAt when told to keep it, set or not', () => {
    for (const completedAt of [null, NOON]) {
      const kept = writeApplyRow(applyRow('running', { completedAt }), keeping('completed'), ONE);
      expect(kept.completedAt).toBe(completedAt);
    }
  });

  it('clears completedAt when told to, so that it can be stamped anew', () => {
    const done = applyRow('completed', { completedAt: NOON });
    const open = writeApplyRow(done, { state: 'running_degraded', completedAt: 'clear' }, ONE);
    expect(open.completedAt).toBeNull();
    expect(writeApplyRow(open, { state: 'failed', completedAt: 'stamp' }, TWO).completedAt).toBe(TWO);
  });

  it('keeps the error when the write brings none, also over a success', () => {
    const failed = applyRow('failed', { errorMessage: 'broke' });
    for (const state of STATES) expect(writeApplyRow(failed, keeping(state), NOON).errorMessage).toBe('broke');
  });

  it('replaces the error by the one that the write brings, and clears it for null', () => {
    const failed = applyRow('failed', { errorMessage: 'broke' });
    const write = (errorMessage: string | null) => writeApplyRow(failed, { ...keeping('failed'), errorMessage }, NOON);
    expect(write('broke again').errorMessage).toBe('broke again');
    expect(write('').errorMessage).toBe('');
    expect(write(null).errorMessage).toBeNull();
  });

  it('leaves the row it was given as it was', () => {
    fc.assert(
      fc.property(anyApplyRow, anyWrite, (row, write) => {
        const before = { ...row };
        writeApplyRow(Object.freeze(row), write, TWO);
        expect(row).toEqual(before);
      }),
    );
  });

  it('changes nothing by the same write once more, even later', () => {
    fc.assert(
      fc.property(anyApplyRow, anyWrite, (row, write) => {
        const once = writeApplyRow(row, write, ONE);
        expect(writeApplyRow(once, write, TWO)).toEqual(once);
      }),
    );
  });

  it('never reads the state that it overwrites', () => {
    fc.assert(
      fc.property(anyApplyRow, anyWrite, anyState, (row, write, other) => {
        expect(writeApplyRow({ ...row, state: other }, write, TWO)).toEqual(writeApplyRow(row, write, TWO));
      }),
    );
  });
});

describe('reopenApplyRow', () => {
  const row = { startedAt: NOON, completedAt: ONE, errorMessage: 'broke' };

  it('makes a stopped apply resuming, without completedAt and with its start and its error', () => {
    expect(reopenApplyRow(applyRow('stopped', row))).toEqual(applyRow('resuming', { ...row, completedAt: null }));
  });

  it('stamps no start: a stopped apply has had one, or its claim is none', () => {
    expect(reopenApplyRow(applyRow('stopped'))).toEqual(applyRow('resuming'));
  });

  it.each(STATES.filter((state) => state !== 'stopped'))('leaves an apply that is %s as it is', (state) => {
    expect(reopenApplyRow(applyRow(state, row))).toEqual(applyRow(state, row));
  });
});

describe('the apply row over a history of writes', () => {
  type Step = Write | 'reopen';

  /** Every row of the history, the first pending; step number i happens at `t${i}`. */
  function rowsOf(steps: readonly Step[]): ApplyRow[] {
    const rows = [applyRow('pending')];
    for (const [index, step] of steps.entries()) {
      const row = rows.at(-1) ?? expect.fail('there is a first row');
      rows.push(step === 'reopen' ? reopenApplyRow(row) : writeApplyRow(row, step, `t${index}`));
    }
    return rows;
  }

  const history = fc.array(fc.oneof({ weight: 4, arbitrary: anyWrite }, fc.constant('reopen' as const)), {
    maxLength: 12,
  });

  it('started at the first write of a state but pending', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const first = steps.findIndex((step) => step !== 'reopen' && step.state !== 'pending');
        expect(rowsOf(steps).at(-1)?.startedAt).toBe(first < 0 ? null : `t${first}`);
      }),
    );
  });

  it('completed at the first stamp since the last clearing, or since it was reopened', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const rows = rowsOf(steps);
        const cleared = steps.findLastIndex((step, index) =>
          step === 'reopen' ? rows[index]?.state === 'stopped' : step.completedAt === 'clear',
        );
        const stamped = steps.findIndex(
          (step, index) => index > cleared && step !== 'reopen' && step.completedAt === 'stamp',
        );
        expect(rows.at(-1)?.completedAt).toBe(stamped < 0 ? null : `t${stamped}`);
      }),
    );
  });

  it('has the error of the last write that brought one', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const brought = steps.flatMap((step) => (step === 'reopen' ? [] : [step.errorMessage]));
        const last = brought.findLast((error) => error !== undefined);
        expect(rowsOf(steps).at(-1)?.errorMessage).toBe(last ?? null);
      }),
    );
  });

  it('is in the last state written, unless it was reopened from stopped since', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const written = steps.findLastIndex((step) => step !== 'reopen');
        const last = steps[written];
        const state = last === undefined || last === 'reopen' ? 'pending' : last.state;
        const reopened = state === 'stopped' && written < steps.length - 1;
        expect(rowsOf(steps).at(-1)?.state).toBe(reopened ? 'resuming' : state);
      }),
    );
  });
});

describe('applyMachine', () => {
  it('starts pending and unstamped', () => {
    const { value, context } = createActor(applyMachine, { input: {} }).getSnapshot();
    expect(value).toBe('pending');
    expect(context).toEqual({ startedAt: null, completedAt: null, errorMessage: null });
  });

  it('takes the stamps of an existing row from its input', () => {
    const input = { startedAt: NOON, errorMessage: 'broke' };
    const { context } = createActor(applyMachine, { input }).getSnapshot();
    expect(context).toEqual({ startedAt: NOON, completedAt: null, errorMessage: 'broke' });
  });

  it('tags what is terminal, stopped included, and what is settled, stopped excluded', () => {
    const tagged = (tag: string) =>
      STATES.filter((value) => {
        const context = { startedAt: null, completedAt: null, errorMessage: null };
        return applyMachine.resolveState({ value, context }).hasTag(tag);
      });
    expect(tagged('terminal')).toEqual(['completed', 'failed', 'cancelled', 'reverted', 'stopped']);
    expect(tagged('settled')).toEqual(['completed', 'failed', 'cancelled', 'reverted']);
  });
});

function operationRow(state: OperationState, rest: Partial<OperationRow> = {}): OperationRow {
  return { id: 'a', state, onFailure: 'halt', errorMessage: null, started: state !== 'pending', ...rest };
}

function report(state: OperationState, errorMessage: string | null = null): OperationEvent {
  return { type: `report.${state}`, errorMessage };
}

const CLAIM: OperationEvent = { type: 'claim' };
const STOP: OperationEvent = { type: 'stop' };
const EXPIRE: OperationEvent = { type: 'expire' };

/** Outcomes that no report changes. */
const FINAL: readonly OperationState[] = ['failed', 'cancelled', 'reverted'];
const AFTER_COMPLETED: readonly OperationState[] = ['completed', 'failed', 'revert_window', 'reverting', 'reverted'];
/** What was true before a cutover that has begun. */
const BEFORE_CUTOVER = OPERATION_STATES.slice(0, OPERATION_STATES.indexOf('waiting_for_cutover') + 1);
const CLAIMABLE: readonly OperationState[] = ['pending', 'stopped', 'failed_retryable'];
const OPEN = OPERATION_STATES.filter((state) => ![...FINAL, 'completed', 'cutting_over'].includes(state));

describe('stepOperationRow on claims', () => {
  it.each([
    ['pending', 'running'],
    ['failed_retryable', 'running'],
    ['stopped', 'resuming'],
  ] as const)('takes a claim of a %s operation, which is %s then and has started', (from, to) => {
    const row = operationRow(from, { started: false, errorMessage: 'a hiccup' });
    expect(stepOperationRow(row, CLAIM)).toEqual({ ...row, state: to, started: true });
  });

  it.each(OPERATION_STATES.filter((state) => !CLAIMABLE.includes(state)))(
    'takes no claim of one that is %s',
    (state) => {
      const row = operationRow(state, { started: false, errorMessage: 'a hiccup' });
      expect(stepOperationRow(row, CLAIM)).toEqual(row);
    },
  );
});

describe('stepOperationRow on stops', () => {
  it('stops a pending operation, which then has never started', () => {
    expect(stepOperationRow(operationRow('pending'), STOP)).toEqual(operationRow('stopped', { started: false }));
  });

  it('lets an operation that was stopped before it began be claimed, and only then it has started', () => {
    const stopped = stepOperationRow(operationRow('pending'), STOP);
    expect(stepOperationRow(stopped, CLAIM)).toEqual(operationRow('resuming', { started: true }));
  });

  it('stops an operation that waits to be retried, which can be resumed then', () => {
    const stopped = stepOperationRow(operationRow('failed_retryable', { errorMessage: 'a hiccup' }), STOP);
    expect(stopped).toEqual(operationRow('stopped', { errorMessage: 'a hiccup' }));
    expect(stepOperationRow(stopped, CLAIM).state).toBe('resuming');
  });

  it('stops an operation that waits for its cutover: nobody polls it meanwhile', () => {
    expect(stepOperationRow(operationRow('waiting_for_cutover'), STOP)).toEqual(operationRow('stopped'));
  });

  const stopped: readonly string[] = ['pending', 'failed_retryable', 'waiting_for_cutover'];
  const unmoved = OPERATION_STATES.filter((state) => !stopped.includes(state));
  it.each(unmoved)('stops no operation that is %s', (state) => {
    const row = operationRow(state, { errorMessage: 'a hiccup' });
    expect(stepOperationRow(row, STOP)).toEqual(row);
  });
});

describe('stepOperationRow when there are no retries left', () => {
  it('fails an operation that waits to be retried, with the error that it has', () => {
    const row = operationRow('failed_retryable', { errorMessage: 'a hiccup' });
    expect(stepOperationRow(row, EXPIRE)).toEqual({ ...row, state: 'failed' });
  });

  it.each(OPERATION_STATES.filter((state) => state !== 'failed_retryable'))('leaves one that is %s alone', (state) => {
    const row = operationRow(state, { errorMessage: 'a hiccup' });
    expect(stepOperationRow(row, EXPIRE)).toEqual(row);
  });
});

describe('stepOperationRow on cutovers and cancels', () => {
  it.each(OPERATION_STATES)('begins a cutover where it is waited for, and nowhere else: %s', (from) => {
    const to = from === 'waiting_for_cutover' ? 'cutting_over' : from;
    expect(stepOperationRow(operationRow(from), { type: 'cutover' })).toEqual(
      operationRow(to, { started: from !== 'pending' }),
    );
  });

  it('cancels what has not been switched, and is not being switched', () => {
    const kept = OPERATION_STATES.filter(
      (state) => stepOperationRow(operationRow(state), { type: 'cancel' }).state === state,
    );
    expect(kept).toEqual([
      'cutting_over',
      'revert_window',
      'reverting',
      'skipping_revert',
      'completed',
      'failed',
      'cancelled',
      'reverted',
    ]);
  });
});

describe('stepOperationRow on reports', () => {
  it('takes any report of an open operation, with its error or the lack of one', () => {
    for (const from of OPEN) {
      for (const to of OPERATION_STATES) {
        const row = operationRow(from, { errorMessage: 'old' });
        for (const errorMessage of ['new', null]) {
          expect(stepOperationRow(row, report(to, errorMessage))).toEqual({ ...row, state: to, errorMessage });
        }
      }
    }
  });

  it('takes no report from before a cutover that has begun: a late one would let a cancel close what is switched', () => {
    for (const to of OPERATION_STATES) {
      const row = operationRow('cutting_over');
      const isLate = BEFORE_CUTOVER.includes(to);
      expect(stepOperationRow(row, report(to, 'new'))).toEqual(
        isLate ? row : { ...row, state: to, errorMessage: 'new' },
      );
    }
  });

  it('takes a report of a stopped operation: its own drive may have been stopped while it worked', () => {
    expect(stepOperationRow(operationRow('stopped'), report('running')).state).toBe('running');
  });

  it.each(FINAL)('takes no report of an operation that is %s, so its first error stays', (from) => {
    const row = operationRow(from, { errorMessage: 'the first' });
    for (const to of OPERATION_STATES) {
      expect(stepOperationRow(row, report(to, 'another'))).toEqual(row);
      expect(stepOperationRow(row, report(to))).toEqual(row);
    }
  });

  it('lets a completed operation turn failed after all', () => {
    const failed = stepOperationRow(operationRow('completed'), report('failed', 'a late check'));
    expect(failed).toEqual(operationRow('failed', { errorMessage: 'a late check' }));
  });

  it('lets a completed operation be reverted, step by step', () => {
    let row = operationRow('completed');
    for (const state of ['revert_window', 'reverting', 'reverted'] as const) {
      row = stepOperationRow(row, report(state));
      expect(row).toEqual(operationRow(state));
    }
  });

  it.each(OPERATION_STATES.filter((state) => !AFTER_COMPLETED.includes(state)))(
    'does not let a completed operation go back to %s',
    (to) => {
      const row = operationRow('completed', { errorMessage: 'a hiccup' });
      expect(stepOperationRow(row, report(to, 'new'))).toEqual(row);
    },
  );

  it('never makes an operation started: that is the claim', () => {
    const row = operationRow('pending');
    for (const to of OPERATION_STATES) expect(stepOperationRow(row, report(to)).started).toBe(false);
  });
});

const anyEvent: fc.Arbitrary<OperationEvent> = fc.oneof(
  fc.constant(CLAIM),
  fc.constant(STOP),
  fc.constant(EXPIRE),
  fc.tuple(fc.constantFrom(...OPERATION_STATES), anyError).map(([state, error]) => report(state, error)),
);

const anyOperationRow = fc.record({
  id: fc.constantFrom('a', 'b'),
  state: fc.constantFrom(...OPERATION_STATES),
  onFailure: fc.constantFrom('halt', 'continue', 'pause'),
  errorMessage: anyError,
  started: fc.boolean(),
});

describe('the operation row, whatever happens to it', () => {
  const events = fc.array(anyEvent, { maxLength: 12 });

  it('takes 479 of the 648 events that any state can meet', () => {
    let taken = 0;
    let met = 0;
    const all = [CLAIM, STOP, EXPIRE, ...OPERATION_STATES.map((state) => report(state, 'new'))];
    for (const state of OPERATION_STATES) {
      for (const event of all) {
        const row = operationRow(state, { started: false, errorMessage: 'old' });
        const next = stepOperationRow(row, event);
        met += 1;
        if (JSON.stringify(next) !== JSON.stringify(row)) taken += 1;
      }
    }
    expect(met).toBe(648); // 24 states x (claim, stop, expire and 24 reports)
    // 19 open states x 24 reports, 11 of cutting_over, 5 of completed, 3 claims, 3 stops and 1 that expires
    expect(taken).toBe(479);
  });

  it('knows every state of the vocabulary but the two of a parent', () => {
    expect(OPERATION_STATES).toHaveLength(24);
    expect(STATES.filter((state) => !(OPERATION_STATES as readonly State[]).includes(state))).toEqual([
      'running_degraded',
      'paused',
    ]);
  });

  it('keeps its id and its policy, and the row given stays as it was', () => {
    fc.assert(
      fc.property(anyOperationRow, anyEvent, (row, event) => {
        const before = { ...row };
        const { id, onFailure } = stepOperationRow(Object.freeze(row), event);
        expect({ id, onFailure }).toEqual({ id: before.id, onFailure: before.onFailure });
        expect(row).toEqual(before);
      }),
    );
  });

  it('has started once it was claimed while it could be, and not before', () => {
    fc.assert(
      fc.property(events, (some) => {
        let row = operationRow('pending');
        let claimed = false;
        for (const event of some) {
          claimed ||= event.type === 'claim' && (CLAIMABLE as readonly State[]).includes(row.state);
          row = stepOperationRow(row, event);
          expect(row.started).toBe(claimed);
        }
      }),
    );
  });

  it('once failed, cancelled or reverted is that for ever', () => {
    fc.assert(
      fc.property(anyOperationRow, fc.constantFrom(...FINAL), events, (some, state, then) => {
        const row: OperationRow = { ...some, state };
        expect(then.reduce(stepOperationRow, row)).toEqual(row);
      }),
    );
  });

  it('once completed is completed, failed, or on its way to be reverted', () => {
    fc.assert(
      fc.property(anyOperationRow, events, (some, then) => {
        let row: OperationRow = { ...some, state: 'completed' };
        for (const event of then) {
          const before = row.state;
          row = stepOperationRow(row, event);
          if (before === 'completed') expect(AFTER_COMPLETED).toContain(row.state);
        }
      }),
    );
  });

  it('changes its error only together with a report that it takes', () => {
    fc.assert(
      fc.property(anyOperationRow, anyEvent, (row, event) => {
        const next = stepOperationRow(row, event);
        if (next.errorMessage === row.errorMessage) return;
        expect(event.type).toBe(`report.${next.state}`);
        expect(event).toHaveProperty('errorMessage', next.errorMessage);
      }),
    );
  });

  it('does not change by the same report once more', () => {
    fc.assert(
      fc.property(anyOperationRow, fc.constantFrom(...OPERATION_STATES), anyError, (row, state, error) => {
        const once = stepOperationRow(row, report(state, error));
        expect(stepOperationRow(once, report(state, error))).toEqual(once);
      }),
    );
  });
});

describe('operationMachine', () => {
  it('starts pending, never claimed and without an error', () => {
    const { value, context } = createActor(operationMachine, { input: {} }).getSnapshot();
    expect(value).toBe('pending');
    expect(context).toEqual({ started: false, errorMessage: null });
  });

  it('takes what an existing row has from its input', () => {
    const { context } = createActor(operationMachine, { input: { started: true } }).getSnapshot();
    expect(context).toEqual({ started: true, errorMessage: null });
  });
});

describe('reports that leave final rows as they are', () => {
  const row = (state: State): OperationRow => ({
    id: 'a',
    state,
    onFailure: 'halt',
    errorMessage: null,
    started: true,
  });
  const report = (from: State, to: OperationState, finalRows?: 'failures' | 'stopped-too' | 'all') =>
    stepOperationRow(row(from), { type: `report.${to}`, errorMessage: 'late', ...(finalRows && { finalRows }) });

  it.each(['failed', 'revert_window', 'reverting', 'reverted'] as const)(
    'all: what is completed does not become %s, nor gets its error',
    (to) => {
      expect(report('completed', to, 'all')).toEqual(row('completed'));
      for (const finalRows of [undefined, 'failures', 'stopped-too'] as const)
        expect(report('completed', to, finalRows)).toEqual({ ...row(to), errorMessage: 'late' });
    },
  );

  it('stopped-too and all: what is stopped takes no report at all, and is resumed by a claim', () => {
    for (const to of OPERATION_STATES) {
      expect(report('stopped', to, 'stopped-too')).toEqual(row('stopped'));
      expect(report('stopped', to, 'all')).toEqual(row('stopped'));
      expect(report('stopped', to).state).toBe(to);
      expect(report('stopped', to, 'failures').state).toBe(to);
    }
    expect(stepOperationRow(row('stopped'), { type: 'claim' }).state).toBe('resuming');
  });

  it('say nothing about rows that are in flight', () => {
    for (const to of OPERATION_STATES) expect(report('running', to, 'all').state).toBe(to);
  });
});
