import { describe, expect, it } from 'vitest';
import {
  counterexampleText,
  LAW_NAMES,
  lintProjection,
  ofStates,
  type LawReport,
  type LintedChild,
  type LintedProjection,
} from '../../../src/machines/lint/index.ts';
import { isState, type State } from '../../../src/machines/vocabulary.ts';
import { base, careful, operations, rollout, spoilt, spoiltCareful, spoiltRollout, watchful } from './subjects.ts';

const BASE = ofStates('base', base);
const CAREFUL = ofStates('careful', careful);
const WATCHFUL = ofStates('watchful', watchful);
const ROLLOUT = operations(rollout);

const has =
  (...states: State[]) =>
  (words: readonly string[]): boolean =>
    states.every((state) => words.includes(state));

/** Each law with a projection that keeps it, one that does not, and the smallest input where it does not. */
const TABLE: readonly (readonly [law: string, LintedProjection, LintedProjection, string])[] = [
  ['total', BASE, spoilt((words) => has('reverted')(words) && 'done'), '[reverted] → no state: "done" is no state'],
  ['deterministic', BASE, forgetful(), '[running] → running: asked again it says pending'],
  [
    'empty-is-pending',
    BASE,
    spoilt((words) => words.length === 0 && 'completed'),
    '[] → completed: nothing has happened',
  ],
  [
    'unknown-safe',
    BASE,
    ofStates('lenient', (words) => base(words.map((word) => (isState(word) ? word : 'completed')))),
    '[pending] → pending; A as an unknown word: [no_such_state] → completed',
  ],
  [
    'permutation-invariant',
    BASE,
    spoilt(([first]) => first === 'stopped' && 'stopped'),
    '[failed_retryable, stopped] → failed_retryable; in another order: [stopped, failed_retryable] → stopped',
  ],
  [
    'order-only-under-pause',
    ROLLOUT,
    spoiltRollout(([first]) => first?.state === 'stopped' && 'stopped'),
    '[failed_retryable, stopped] → failed_retryable; in another order: [stopped, failed_retryable] → stopped',
  ],
  [
    'duplicate-insensitive',
    BASE,
    spoilt((words) => words.filter((word) => word === 'recovering').length > 1 && 'running'),
    '[recovering, recovering] → running; without B: [recovering] → recovering',
  ],
  ['single-child', CAREFUL, BASE, '[preparing_branch] → pending: A is preparing_branch'],
  [
    'idempotent',
    BASE,
    spoilt((words) => has('running')(words) && 'running_degraded'),
    '[running] → running_degraded; projected once more: [running_degraded] → pending',
  ],
  [
    'grouping-keeps-outcome',
    BASE,
    spoilt((words) => words.length > 2 && has('cancelled')(words) && 'running'),
    '[pending, pending, cancelled] → running; in groups [pending] and [pending, cancelled]: [pending, cancelled] → cancelled',
  ],
  [
    'grouping-insensitive',
    CAREFUL,
    BASE,
    '[pending, cutting_over, revert_window] → revert_window; in groups [pending] and [cutting_over, revert_window]: [pending, cutting_over] → running',
  ],
  [
    'unknown-policy-is-halt',
    ROLLOUT,
    spoiltRollout((children) => children.some(({ onFailure }) => onFailure === 'Continue') && 'running_degraded'),
    '[pending] → pending; A under Continue: [pending under Continue] → running_degraded',
  ],
  [
    'policy-only-of-failures',
    ROLLOUT,
    spoiltRollout(([first]) => first?.onFailure === 'pause' && first.state === 'running' && 'paused'),
    '[running] → running; A under pause: [running under pause] → paused',
  ],
  [
    'release-only-ends-pause',
    ROLLOUT,
    spoiltRollout(([first], { released }) => released && first?.state === 'stopped' && 'resuming'),
    '[stopped] → stopped; released: [stopped] released → resuming',
  ],
  [
    'completed-iff-all',
    BASE,
    spoilt((words) => has('pending', 'completed')(words) && 'completed'),
    '[pending, completed] → completed: A is pending',
  ],
  [
    'terminal-has-witness',
    BASE,
    spoilt((words) => has('failed_retryable')(words) && 'failed'),
    '[failed_retryable] → failed: no child is failed',
  ],
  [
    'failure-shows',
    BASE,
    spoilt((words) => has('cancelled')(words) && 'cancelled'),
    '[failed, cancelled] → cancelled: A has failed',
  ],
  [
    'failed-absorbs',
    BASE,
    spoilt((words) => has('running', 'failed')(words) && 'running_degraded'),
    '[running, failed] → running_degraded: B has failed',
  ],
  [
    'never-terminal-while-held',
    CAREFUL,
    spoiltCareful((words) => has('pending', 'cancelled')(words) && 'cancelled'),
    '[pending, cancelled] → cancelled: A (pending) still holds its target',
  ],
  [
    'never-terminal-while-begun',
    CAREFUL,
    spoiltCareful((words) => has('running', 'failed')(words) && 'failed'),
    '[running, failed] → failed: A (running) has begun and still holds its target',
  ],
  [
    'never-failed-while-begun',
    ROLLOUT,
    BASE,
    '[preparing_branch, failed] → failed: A (preparing_branch) has begun and still holds its target',
  ],
  [
    'stopped-is-not-settled',
    CAREFUL,
    spoiltCareful((words) => has('completed', 'stopped')(words) && 'completed'),
    '[completed, stopped] → completed: B is stopped and can be started again',
  ],
  [
    'completing-keeps-settled',
    BASE,
    spoilt((words) => has('completed', 'failed')(words) && 'running'),
    '[pending, failed] → failed; A becomes completed: [completed, failed] → running',
  ],
  [
    'settled-is-final',
    CAREFUL,
    BASE,
    '[pending, cancelled] → cancelled; A becomes failed_retryable: [failed_retryable, cancelled] → failed_retryable',
  ],
  [
    'monotone-while-copying',
    BASE,
    spoilt((words) => has('catching_up', 'completed')(words) && 'pending'),
    '[running, catching_up] → running; A becomes completed: [completed, catching_up] → pending',
  ],
  [
    'monotone',
    CAREFUL,
    BASE,
    '[pending, running] → running; B becomes waiting_for_cutover: [pending, waiting_for_cutover] → pending',
  ],
  ['pending-means-not-begun', WATCHFUL, BASE, '[running_degraded] → pending: A is running_degraded'],
];

/** Right the first time it is asked about a running child, wrong from then on. */
function forgetful(): LintedProjection {
  let asked = 0;
  return spoilt((words) => {
    asked += words.length === 1 && words[0] === 'running' ? 1 : 0;
    return asked > 1 && words.length === 1 && words[0] === 'running' && (asked === 2 ? 'pending' : 'running');
  });
}

function reportOf(law: string, projection: LintedProjection): LawReport {
  const size = projection.reads === 'operations' || !law.startsWith('grouping') ? 2 : 3;
  return lintProjection(projection, { size }).laws.find((report) => report.law === law) as LawReport;
}

describe('each law', () => {
  it('is in the table', () => {
    expect(TABLE.map(([law]) => law)).toEqual(LAW_NAMES);
  });

  it.each(TABLE)(
    '%s holds of one that keeps it and is violated by one that does not',
    (law, keeper, mutant, smallest) => {
      expect(reportOf(law, keeper)).toMatchObject({ result: 'holds', counterexamples: [] });
      const { result, counterexamples } = reportOf(law, mutant);
      expect(result).toBe('violated');
      expect(counterexamples.slice(0, 1).map(counterexampleText)).toEqual([smallest]);
    },
  );
});

describe('total', () => {
  it.each([
    [() => undefined as unknown as string, '[] → no state: it gives nothing'],
    [() => 3 as unknown as string, '[] → no state: it gives a value of type number'],
    [() => 'constructor', '[] → no state: "constructor" is no state'],
    [
      ([first]: readonly string[]) => {
        if (first === undefined) return 'pending';
        throw new Error('no rule');
      },
      '[pending] → no state: it throws: no rule',
    ],
  ])('says what is wrong with %s', (project, expected) => {
    const [found] = reportOf('total', ofStates('mine', project)).counterexamples;
    expect(found && counterexampleText(found)).toBe(expected);
  });

  it('catches a projection that sorts the list it is given', () => {
    const sorting = ofStates('mine', (words) => base((words as string[]).sort()));
    expect(reportOf('total', sorting)).toMatchObject({ result: 'violated' });
  });
});

describe('completed-iff-all', () => {
  it('finds a parent that is never completed', () => {
    const never = ofStates('mine', (words) => (base(words) === 'completed' ? 'running' : base(words)));
    const [found] = reportOf('completed-iff-all', never).counterexamples;
    expect(found && counterexampleText(found)).toBe('[completed] → running: every child is completed');
  });
});

describe('a list', () => {
  it('of operations is frozen too', () => {
    const sorting = operations((children, release) => rollout((children as LintedChild[]).reverse(), release));
    expect(reportOf('total', sorting)).toMatchObject({ result: 'violated' });
  });
});

describe('unknown-safe', () => {
  it('finds a parent that is terminal only because of an unknown word', () => {
    const mutant = spoilt((words) => words.length > 1 && has('running')(words) && 'failed');
    const [found] = reportOf('unknown-safe', mutant).counterexamples;
    expect(found && counterexampleText(found)).toBe('[pending, running] → failed; without A: [running] → running');
  });
});

describe('an orphan', () => {
  const aroundOrphans = operations((children) =>
    careful(children.filter(({ orphaned }) => !orphaned).map(({ state }) => state)),
  );

  it.each(['never-terminal-while-held', 'stopped-is-not-settled', 'settled-is-final', 'monotone'])(
    'holds nothing and takes no step, so a projection that leaves it out keeps %s',
    (law) => {
      expect(reportOf(law, aroundOrphans)).toMatchObject({ result: 'holds' });
    },
  );
});
