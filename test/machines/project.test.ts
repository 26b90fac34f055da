import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectStates } from '../../src/machines/project.ts';
import { isSettled, isTerminal, normaliseState, STATES, type State } from '../../src/machines/vocabulary.ts';
import { multisets, oracleStates } from './oracle.ts';

const state = fc.constantFrom(...STATES);
const states = fc.array(state, { maxLength: 8 });

/** What a single child of the state makes of its parent, where that is not the state itself. */
const COUNTS_AS_PENDING: readonly State[] = [
  'preparing_branch',
  'applying_branch_changes',
  'validating_branch',
  'creating_deploy_request',
  'validating_deploy_request',
  'running_degraded',
  'paused',
  'resuming',
  'skipping_revert',
];

/**
 * One block a rule: the rule alone, then against a later rule that the same children would also satisfy, then with
 * what keeps it from matching.
 */
const TABLE: readonly (readonly [rule: string, children: readonly State[], parent: State])[] = [
  ['1 any failed', ['completed', 'failed'], 'failed'],
  ['1 before 2', ['failed_retryable', 'failed'], 'failed'],
  ['1 before 3', ['cancelled', 'failed'], 'failed'],
  ['1 before 4, although the stopped one can be resumed', ['stopped', 'failed'], 'failed'],
  ['2 any failed_retryable', ['completed', 'failed_retryable'], 'failed_retryable'],
  ['2 before 3', ['cancelled', 'failed_retryable'], 'failed_retryable'],
  ['3 any cancelled', ['completed', 'cancelled'], 'cancelled'],
  ['3 before 4', ['stopped', 'cancelled'], 'cancelled'],
  ['3 before 13, although work is in flight', ['running', 'cancelled'], 'cancelled'],
  ['4 any stopped', ['completed', 'stopped'], 'stopped'],
  ['4 before 5', ['reverting', 'stopped'], 'stopped'],
  ['4 before 13', ['running', 'stopped'], 'stopped'],
  ['5 any reverting', ['completed', 'reverting'], 'reverting'],
  ['5 before 6', ['reverted', 'reverting'], 'reverting'],
  ['6 any reverted', ['completed', 'reverted'], 'reverted'],
  ['6 before 8', ['recovering', 'reverted'], 'reverted'],
  ['7 all completed', ['completed', 'completed'], 'completed'],
  ['7 not with one unfinished', ['completed', 'completed', 'pending'], 'pending'],
  ['7 not for no children at all', [], 'pending'],
  ['8 any recovering', ['completed', 'recovering'], 'recovering'],
  ['8 before 9', ['cutting_over', 'recovering'], 'recovering'],
  ['8 before 13', ['running', 'recovering'], 'recovering'],
  ['9 cutting_over', ['completed', 'cutting_over'], 'cutting_over'],
  ['9 before 12', ['revert_window', 'cutting_over'], 'cutting_over'],
  ['9 beside one that waits for its command', ['waiting_for_cutover', 'cutting_over'], 'cutting_over'],
  ['9 not beside pending', ['pending', 'cutting_over'], 'running'],
  ['9 not beside running', ['running', 'cutting_over'], 'running'],
  ['9 not beside catching_up', ['catching_up', 'cutting_over'], 'catching_up'],
  ['9 not beside checksumming', ['checksumming', 'cutting_over'], 'checksumming'],
  ['9 not beside post_checksum', ['post_checksum', 'cutting_over'], 'post_checksum'],
  ['9 not beside a word that counts like pending', ['resuming', 'cutting_over'], 'running'],
  ['10 waiting_for_cutover', ['completed', 'waiting_for_cutover'], 'waiting_for_cutover'],
  ['10 not beside a pending one', ['pending', 'waiting_for_cutover'], 'pending'],
  ['10 not beside another kind of waiting', ['waiting_for_deploy', 'waiting_for_cutover'], 'pending'],
  ['10 not beside a running one', ['running', 'waiting_for_cutover'], 'running'],
  ['11 waiting_for_deploy', ['completed', 'waiting_for_deploy'], 'waiting_for_deploy'],
  ['11 not beside a pending one', ['pending', 'waiting_for_deploy'], 'pending'],
  ['12 any revert_window', ['completed', 'revert_window'], 'revert_window'],
  ['12 before 13', ['running', 'revert_window'], 'revert_window'],
  ['12 before 14', ['pending', 'catching_up', 'revert_window'], 'revert_window'],
  ['12 although 10 would match without it', ['waiting_for_cutover', 'revert_window'], 'revert_window'],
  ['13 any running', ['completed', 'running'], 'running'],
  ['13 before 15', ['catching_up', 'running'], 'running'],
  ['13 before 18', ['pending', 'running'], 'running'],
  ['14 catching_up while one is pending', ['pending', 'catching_up'], 'running'],
  ['14 checksumming while one is pending', ['pending', 'checksumming'], 'running'],
  ['14 post_checksum while one is pending', ['pending', 'post_checksum'], 'running'],
  ['14 catching_up beside a word that counts like pending', ['validating_branch', 'catching_up'], 'running'],
  ['14 not while the other one waits', ['waiting_for_deploy', 'catching_up'], 'catching_up'],
  ['15 any catching_up', ['completed', 'catching_up'], 'catching_up'],
  ['15 before 16', ['checksumming', 'catching_up'], 'catching_up'],
  ['16 any checksumming', ['completed', 'checksumming'], 'checksumming'],
  ['16 before 17', ['post_checksum', 'checksumming'], 'checksumming'],
  ['17 any post_checksum', ['completed', 'post_checksum'], 'post_checksum'],
  ['18 otherwise', ['completed', 'pending'], 'pending'],
];

describe('projectStates, rule by rule', () => {
  it.each(TABLE)('%s', (_rule, children, parent) => {
    expect(projectStates(children)).toBe(parent);
    expect(projectStates(children.toReversed())).toBe(parent);
  });

  it.each(COUNTS_AS_PENDING)('counts %s, which no rule names, like pending beside any other state', (word) => {
    for (const other of STATES) expect(projectStates([word, other])).toBe(projectStates(['pending', other]));
  });
});

describe('projectStates against the oracle', () => {
  it('agrees on all 27405 multisets of up to four children', () => {
    let count = 0;
    for (const children of multisets(STATES, 4)) {
      count += 1;
      const expected = oracleStates(children);
      if (projectStates(children) !== expected) expect.fail(`[${children.join(' ')}] should be ${expected}`);
    }
    expect(count).toBe(27_405); // up to 4 of 26 words with repetition: C(26 + 4, 4)
  });

  it('agrees on larger sets', () => {
    fc.assert(
      fc.property(states, (children) => {
        expect(projectStates(children)).toBe(oracleStates(children));
      }),
    );
  });
});

describe('projectStates, whatever the children', () => {
  it('depends on which states occur, not on their order or number', () => {
    fc.assert(
      fc.property(
        states.chain((children) => fc.tuple(fc.constant(children), fc.shuffledSubarray([...children, ...children]))),
        ([children, some]) => {
          const shuffled = [...some, ...children].toReversed();
          expect(projectStates(shuffled)).toBe(projectStates(children));
        },
      ),
    );
  });

  it('gives a single child its own state, except where the state counts as pending', () => {
    for (const word of STATES) {
      expect(projectStates([word])).toBe(COUNTS_AS_PENDING.includes(word) ? 'pending' : word);
    }
  });

  it('returns exactly the states that project to themselves, so projecting twice changes nothing', () => {
    const returned = new Set([...multisets(STATES, 2)].map(projectStates));
    expect(STATES.filter((word) => returned.has(word))).toEqual(
      STATES.filter((word) => projectStates([word]) === word),
    );
    fc.assert(
      fc.property(states, (children) => {
        expect(projectStates([projectStates(children)])).toBe(projectStates(children));
      }),
    );
  });

  it('never returns the states that only a rollout projection gives', () => {
    fc.assert(
      fc.property(states, (children) => {
        expect(['paused', 'running_degraded']).not.toContain(projectStates(children));
      }),
    );
  });

  it('is completed only when there are children and all of them are', () => {
    fc.assert(
      fc.property(states, (children) => {
        const all = children.length > 0 && children.every((child) => child === 'completed');
        expect(projectStates(children) === 'completed').toBe(all);
      }),
    );
  });

  it('is not completed any more once an unfinished child is added', () => {
    fc.assert(
      fc.property(fc.nat(5), state, (done, added) => {
        fc.pre(added !== 'completed');
        const children = Array.from({ length: done }, (): State => 'completed');
        expect(projectStates([...children, added])).not.toBe('completed');
      }),
    );
  });

  it('ignores completed children as long as there is another', () => {
    fc.assert(
      fc.property(states, (children) => {
        fc.pre(children.length > 0);
        expect(projectStates([...children, 'completed'])).toBe(projectStates(children));
      }),
    );
  });

  it('is terminal only through a terminal child', () => {
    fc.assert(
      fc.property(states, (children) => {
        if (isTerminal(projectStates(children))) expect(children).toContain(projectStates(children));
      }),
    );
  });

  it('is never made terminal by a word that nobody knows', () => {
    const unknown = fc.string().filter((word) => normaliseState(word) === 'pending');
    fc.assert(
      fc.property(states, unknown, (children, word) => {
        const before = projectStates(children);
        const after = projectStates([...children, normaliseState(word)]);
        if (isTerminal(after)) expect(after).toBe(before);
        expect(after).not.toBe('completed');
      }),
    );
  });

  it('settles over children still in flight only as failed, cancelled or reverted', () => {
    const early = new Set<State>();
    for (const children of multisets(STATES, 3)) {
      const parent = projectStates(children);
      if (isSettled(parent) && !children.every(isTerminal)) early.add(parent);
    }
    expect([...early].toSorted()).toEqual(['cancelled', 'failed', 'reverted']);
  });
});
