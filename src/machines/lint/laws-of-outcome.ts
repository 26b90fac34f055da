/** Laws about outcomes: when a parent may say that it is over, and with what. */
import { isSettled, isTerminal, type State } from '../vocabulary.ts';
import { holds, holdsBegun, stateOf } from './kinds.ts';
import { letter, type Input, type Law } from './law.ts';
import type { LintedChild } from './projection.ts';

/** What a parent with a failed child may say: each of them tells of a failure. */
const TELLS_OF_FAILURE: readonly State[] = ['failed', 'running_degraded', 'paused'];

const completedIffAll: Law = {
  name: 'completed-iff-all',
  says: 'the parent is completed if all its children are, and there are some, and never otherwise',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const open = children.findIndex((child) => stateOf(child) !== 'completed');
    const all = open < 0 && children.length > 0;
    if ((questions.ask(children, released) === 'completed') === all) return;
    found(all ? 'late' : 'early', () => ({ why: all ? 'every child is completed' : notCompleted(children, open) }));
  },
};

function notCompleted(children: readonly LintedChild[], open: number): string {
  return open < 0 ? 'there are no children' : `${letter(open)} is ${children[open]?.state}`;
}

const terminalHasWitness: Law = {
  name: 'terminal-has-witness',
  says: 'a terminal parent has a child in that state',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const parent = questions.ask(children, released);
    if (isTerminal(parent) && !children.some((child) => stateOf(child) === parent)) {
      found(parent, () => ({ why: `no child is ${parent}` }));
    }
  },
};

const failureShows: Law = {
  name: 'failure-shows',
  says: `with a failed child the parent is ${TELLS_OF_FAILURE.join(', ')}, and nothing that hides it`,
  needs: 'states',
  check: (input, questions, found) => {
    const parent = questions.ask(input.children, input.released);
    if (!TELLS_OF_FAILURE.includes(parent)) whereFailed(input, (why) => found(parent, () => ({ why })));
  },
};

const failedAbsorbs: Law = {
  name: 'failed-absorbs',
  says: 'with a failed child the parent is failed, whatever the others do',
  needs: 'states',
  check: (input, questions, found) => {
    const parent = questions.ask(input.children, input.released);
    if (parent !== 'failed') whereFailed(input, (why) => found(parent, () => ({ why })));
  },
};

function whereFailed({ children }: Input, tell: (why: string) => void): void {
  const failed = children.findIndex((child) => stateOf(child) === 'failed');
  if (failed >= 0) tell(`${letter(failed)} has failed`);
}

const neverTerminalWhileHeld: Law = {
  name: 'never-terminal-while-held',
  says: 'a terminal parent has no child that still holds its target: unsettled and not orphaned (a stopped parent may have stopped children)',
  needs: 'states',
  check: earlyEnd(isTerminal, holds, 'still holds its target'),
};

const neverTerminalWhileBegun: Law = {
  name: 'never-terminal-while-begun',
  says: 'a terminal parent has no child that has begun and still holds its target: claimed by some driver, unsettled and not orphaned (a stopped parent may have stopped children)',
  needs: 'states',
  check: earlyEnd(isTerminal, holdsBegun, 'has begun and still holds its target'),
};

const neverFailedWhileBegun: Law = {
  name: 'never-failed-while-begun',
  says: 'a failed parent has no child that has begun and still holds its target',
  needs: 'states',
  check: earlyEnd((parent) => parent === 'failed', holdsBegun, 'has begun and still holds its target'),
};

/** The parent is over while a child is not. A parent that is stopped says of its stopped children what they are. */
function earlyEnd(
  over: (parent: State) => boolean,
  isOpen: (child: LintedChild) => boolean,
  verb: string,
): Law['check'] {
  return ({ children, released }, questions, found) => {
    const parent = questions.ask(children, released);
    if (!over(parent)) return;
    const open = children.findIndex((child) => isOpen(child) && stateOf(child) !== parent);
    if (open >= 0) found(parent, () => ({ why: `${letter(open)} (${children[open]?.state}) ${verb}` }));
  };
}

const stoppedIsNotSettled: Law = {
  name: 'stopped-is-not-settled',
  says: 'a parent is not settled while a stopped child could be started again',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const parent = questions.ask(children, released);
    if (!isSettled(parent)) return;
    const stopped = children.findIndex((child) => stateOf(child) === 'stopped' && !child.orphaned);
    if (stopped >= 0) found(parent, () => ({ why: `${letter(stopped)} is stopped and can be started again` }));
  },
};

export const LAWS_OF_OUTCOME: readonly Law[] = [
  completedIffAll,
  terminalHasWitness,
  failureShows,
  failedAbsorbs,
  neverTerminalWhileHeld,
  neverTerminalWhileBegun,
  neverFailedWhileBegun,
  stoppedIsNotSettled,
];
