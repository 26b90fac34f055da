/** Laws about time: what the parent does when one child takes a step. */
import { isSettled, STATES, type State } from '../vocabulary.ts';
import { holds } from './kinds.ts';
import { letter, replaced, type Found, type Input, type Law } from './law.ts';
import type { Questions } from './lint-questions.ts';

/**
 * The way of work that goes well, from the first state to the last. What is not on it — a failure, a pause, a stop, a
 * recovery, a revert — is neither ahead nor behind, and no law here speaks of steps to it or from it.
 */
const FORWARD: readonly State[] = [
  'pending',
  'preparing_branch',
  'applying_branch_changes',
  'validating_branch',
  'creating_deploy_request',
  'validating_deploy_request',
  'waiting_for_deploy',
  'running',
  'catching_up',
  'checksumming',
  'post_checksum',
  'waiting_for_cutover',
  'cutting_over',
  'revert_window',
  'completed',
];

/** What a child has not begun in, or is only being set up in. */
const NOT_BEGUN: ReadonlySet<string> = new Set(FORWARD.slice(0, FORWARD.indexOf('running')));

const COPYING: readonly State[] = ['running', 'catching_up', 'checksumming', 'post_checksum', 'completed'];

const PLACES: ReadonlyMap<string, number> = new Map(FORWARD.map((state, place) => [state, place]));

const monotone: Law = {
  name: 'monotone',
  says: `a child's step forward never moves the parent back, on the way ${shown(FORWARD)}`,
  needs: 'states',
  check: (input, questions, found) => checkForward(input, questions, found, FORWARD),
};

const monotoneWhileCopying: Law = {
  name: 'monotone-while-copying',
  says: `a child's step forward never moves the parent back while every child is somewhere on the way ${shown(COPYING)}`,
  needs: 'states',
  check: (input, questions, found) => {
    if (input.children.every(({ state }) => COPYING.includes(state as State))) {
      checkForward(input, questions, found, COPYING);
    }
  },
};

function shown(states: readonly State[]): string {
  return states.join(' < ');
}

/** Steps of one child to any later place on the way. */
function checkForward({ children, released }: Input, questions: Questions, found: Found, way: readonly State[]): void {
  const from = questions.ask(children, released);
  const place = PLACES.get(from);
  if (place === undefined) return;
  for (const [index, child] of children.entries()) {
    const start = way.indexOf(child.state as State);
    if (start < 0 || child.orphaned) continue;
    for (const step of way.slice(start + 1)) {
      const after = replaced(children, index, questions.moved(child, step));
      const to = questions.ask(after, released);
      if ((PLACES.get(to) ?? place) >= place) continue;
      found(`${from} to ${to}`, () => ({ why: becomes(index, step), after: { children: after, released } }));
    }
  }
}

const becomes = (index: number, state: State): string => `${letter(index)} becomes ${state}`;

const completingKeepsSettled: Law = {
  name: 'completing-keeps-settled',
  says: 'a settled parent is not unsettled by one more child that completes',
  needs: 'states',
  check: (input, questions, found) => checkSettled(input, questions, found, ['completed']),
};

const settledIsFinal: Law = {
  name: 'settled-is-final',
  says: 'a settled parent is not unsettled by any step of a child that is not settled itself',
  needs: 'states',
  check: (input, questions, found) => checkSettled(input, questions, found, STATES),
};

function checkSettled(
  { children, released }: Input,
  questions: Questions,
  found: Found,
  steps: readonly State[],
): void {
  const from = questions.ask(children, released);
  if (!isSettled(from)) return;
  for (const [index, child] of children.entries()) {
    if (!holds(child)) continue;
    for (const step of steps) {
      const after = replaced(children, index, questions.moved(child, step));
      const to = questions.ask(after, released);
      if (isSettled(to)) continue;
      found(`${from} to ${to}`, () => ({ why: becomes(index, step), after: { children: after, released } }));
    }
  }
}

const pendingMeansNotBegun: Law = {
  name: 'pending-means-not-begun',
  says: `a pending parent has only children at ${[...NOT_BEGUN].join(', ')}`,
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    if (questions.ask(children, released) !== 'pending') return;
    for (const [index, { state }] of children.entries()) {
      if (!NOT_BEGUN.has(state)) found(state, () => ({ why: `${letter(index)} is ${state}` }));
    }
  },
};

export const LAWS_OF_PROGRESS: readonly Law[] = [
  completingKeepsSettled,
  settledIsFinal,
  monotoneWhileCopying,
  monotone,
  pendingMeansNotBegun,
];
