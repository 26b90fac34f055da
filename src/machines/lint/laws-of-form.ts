/** Laws about the projection as a function: what it may depend on, whatever the states mean. */
import { isTerminal, type State } from '../vocabulary.ts';
import { failedUnderPause } from './kinds.ts';
import { letter, replaced, type Found, type Input, type Law } from './law.ts';
import type { LintedChild } from './projection.ts';
import { NoState, type Questions } from './lint-questions.ts';

/** Words of no vocabulary; the last two are keys of every plain object, which a lookup by word may find. */
const UNKNOWN_WORDS = ['no_such_state', '', 'constructor', '__proto__'];

const total: Law = {
  name: 'total',
  says: 'every list of children has a state of the vocabulary; nothing throws, and the list is left as it was',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    try {
      questions.ask(children, released);
    } catch (error) {
      if (!(error instanceof NoState)) throw error;
      found('', () => ({ why: questions.problem(children, released) ?? 'it gives a state only when asked again' }));
    }
  },
};

const deterministic: Law = {
  name: 'deterministic',
  says: 'the same children have the same state whenever they are asked about',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const first = questions.ask(children, released);
    const second = questions.askAgain(children, released);
    if (first !== second) found('', () => ({ why: `asked again it says ${second}` }));
  },
};

const emptyIsPending: Law = {
  name: 'empty-is-pending',
  says: 'no children at all are pending, and never an outcome',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    if (children.length === 0 && questions.ask(children, released) !== 'pending') {
      found('', () => ({ why: 'nothing has happened' }));
    }
  },
};

const permutationInvariant: Law = {
  name: 'permutation-invariant',
  says: 'the order of the children does not matter',
  needs: 'states',
  check: checkOrder,
};

const orderOnlyUnderPause: Law = {
  name: 'order-only-under-pause',
  says: 'the order matters only where a failed child asks to pause and was not released',
  needs: 'operations',
  check: (input, questions, found) => {
    if (input.released || !input.children.some(failedUnderPause)) checkOrder(input, questions, found);
  },
};

/** Where lists are sequences each is visited, so neighbours are enough; a multiset is asked about in every order. */
function checkOrder({ children, released }: Input, questions: Questions, found: Found): void {
  const parent = questions.ask(children, released);
  for (const other of questions.ordered ? swaps(children) : permutations(children)) {
    const state = questions.ordered ? questions.ask(other, released) : questions.askAgain(other, released);
    if (state !== parent) {
      found(`${parent}, ${state}`, () => ({ why: 'in another order', after: { children: other, released } }));
    }
  }
}

function* swaps(children: readonly LintedChild[]): Generator<readonly LintedChild[]> {
  for (let index = 1; index < children.length; index += 1) {
    const [left, right] = [children[index - 1] as LintedChild, children[index] as LintedChild];
    if (left !== right) yield replaced(replaced(children, index - 1, right), index, left);
  }
}

/** Every different order of the children. */
function* permutations(children: readonly LintedChild[]): Generator<readonly LintedChild[]> {
  if (children.length === 0) yield [];
  for (const [index, first] of children.entries()) {
    if (children.indexOf(first) < index) continue;
    for (const rest of permutations(children.toSpliced(index, 1))) yield [first, ...rest];
  }
}

const duplicateInsensitive: Law = {
  name: 'duplicate-insensitive',
  says: 'a second child just like the one before it changes nothing',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    for (let index = 1; index < children.length; index += 1) {
      if (children[index] !== children[index - 1]) continue;
      const without = children.toSpliced(index, 1);
      if (questions.ask(without, released) !== questions.ask(children, released)) {
        found('', () => ({ why: `without ${letter(index)}`, after: { children: without, released } }));
      }
    }
  },
};

const singleChild: Law = {
  name: 'single-child',
  says: "a single child's state is its parent's",
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const [only, second] = children;
    if (only === undefined || second !== undefined) return;
    if (questions.ask(children, released) !== only.state) found(only.state, () => ({ why: `A is ${only.state}` }));
  },
};

const idempotent: Law = {
  name: 'idempotent',
  says: 'a parent that is projected as if it were a child keeps its state',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    const parent = questions.ask(children, released);
    const alone = [questions.plain(parent)];
    if (questions.ask(alone, released) !== parent) {
      found(parent, () => ({ why: 'projected once more', after: { children: alone, released } }));
    }
  },
};

const groupingKeepsOutcome: Law = {
  name: 'grouping-keeps-outcome',
  says: 'projecting two groups of children first, and then the groups, gives the same terminal state',
  needs: 'states',
  check: (input, questions, found) => checkGroups(input, questions, found, isTerminal),
};

const groupingInsensitive: Law = {
  name: 'grouping-insensitive',
  says: 'projecting two groups of children first, and then the groups, gives the same state',
  needs: 'states',
  check: (input, questions, found) => checkGroups(input, questions, found, () => true),
};

function checkGroups(
  { children, released }: Input,
  questions: Questions,
  found: Found,
  matters: (state: State) => boolean,
): void {
  const flat = questions.ask(children, released);
  for (const groups of questions.ordered ? cuts(children) : splits(children)) {
    const parents = groups.map((group) => questions.plain(questions.ask(group, released)));
    const nested = questions.ask(parents, released);
    if (nested === flat || !(matters(flat) || matters(nested))) continue;
    const shown = groups.map((group) => `[${group.map(({ state }) => state).join(', ')}]`).join(' and ');
    found(`${flat}, ${nested}`, () => ({ why: `in groups ${shown}`, after: { children: parents, released } }));
  }
}

type Groups = readonly [readonly LintedChild[], readonly LintedChild[]];

/** Two groups of neighbours. */
function* cuts(children: readonly LintedChild[]): Generator<Groups> {
  for (let at = 1; at < children.length; at += 1) yield [children.slice(0, at), children.slice(at)];
}

/** Any two groups; the last child's is the second, so that no pair comes twice. */
function* splits(children: readonly LintedChild[]): Generator<Groups> {
  for (let mask = 1; mask < 2 ** (children.length - 1); mask += 1) {
    const isFirst = (_: LintedChild, index: number): boolean => Math.floor(mask / 2 ** index) % 2 === 1;
    yield [children.filter(isFirst), children.filter((child, index) => !isFirst(child, index))];
  }
}

const unknownSafe: Law = {
  name: 'unknown-safe',
  says: 'a word of no vocabulary counts as pending, and never makes a parent terminal that was not without it',
  needs: 'states',
  check: ({ children, released }, questions, found) => {
    for (const [index, child] of children.entries()) {
      if (child.state !== 'pending') continue;
      for (const word of UNKNOWN_WORDS) checkUnknown({ children, released }, index, word, questions, found);
    }
  },
};

function checkUnknown(
  { children, released }: Input,
  index: number,
  word: string,
  questions: Questions,
  found: Found,
): void {
  const known = questions.ask(children, released);
  const strange = replaced(children, index, { ...(children[index] as LintedChild), state: word });
  const state = questions.askAgain(strange, released);
  const without = children.toSpliced(index, 1);
  if (state !== known) {
    found('counts', () => ({ why: `${letter(index)} as an unknown word`, after: { children: strange, released } }));
  }
  if (isTerminal(state) && !isTerminal(questions.ask(without, released))) {
    found('ends', () => ({ why: `without ${letter(index)}`, after: { children: without, released } }));
  }
}

export const LAWS_OF_FORM: readonly Law[] = [
  total,
  deterministic,
  emptyIsPending,
  unknownSafe,
  permutationInvariant,
  orderOnlyUnderPause,
  duplicateInsensitive,
  singleChild,
  idempotent,
  groupingKeepsOutcome,
  groupingInsensitive,
];
