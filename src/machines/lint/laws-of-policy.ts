/** Laws about `on_failure` policies and the release latch. */
import { letter, replaced, type Found, type Input, type Law } from './law.ts';
import type { LintedChild } from './projection.ts';
import type { Questions } from './lint-questions.ts';

/** Words that are no policy: one looks like it, one is a key of every plain object, which a lookup by word may find. */
const UNKNOWN_POLICIES = ['Continue', 'constructor'];

const unknownPolicyIsHalt: Law = {
  name: 'unknown-policy-is-halt',
  says: 'a word that is no policy counts as halt, the strictest',
  needs: 'operations',
  check: (input, questions, found) => {
    for (const [index, child] of input.children.entries()) {
      if (child.onFailure !== 'halt') continue;
      for (const onFailure of UNKNOWN_POLICIES) underPolicy(input, index, { ...child, onFailure }, questions, found);
    }
  },
};

const policyOnlyOfFailures: Law = {
  name: 'policy-only-of-failures',
  says: 'the policy of a child that has not failed does not matter',
  needs: 'operations',
  check: (input, questions, found) => {
    for (const [index, child] of input.children.entries()) {
      if (child.state === 'failed' || child.onFailure !== 'halt') continue;
      for (const other of questions.otherPolicies(child)) underPolicy(input, index, other, questions, found);
    }
  },
};

/** The parent says the same with one child under another policy. */
function underPolicy(input: Input, index: number, child: LintedChild, questions: Questions, found: Found): void {
  const { children, released } = input;
  const other = replaced(children, index, child);
  if (questions.ask(other, released) === questions.ask(children, released)) return;
  const why = `${letter(index)} under ${child.onFailure}`;
  found('', () => ({ why, after: { children: other, released } }));
}

const releaseOnlyEndsPause: Law = {
  name: 'release-only-ends-pause',
  says: 'a release ends paused, and changes nothing else',
  needs: 'operations',
  check: ({ children, released }, questions, found) => {
    if (released) return;
    const [before, after] = [questions.ask(children, false), questions.ask(children, true)];
    if (before === 'paused' ? after !== 'paused' : after === before) return;
    found(`${before} to ${after}`, () => ({ why: 'released', after: { children, released: true } }));
  },
};

export const LAWS_OF_POLICY: readonly Law[] = [unknownPolicyIsHalt, policyOnlyOfFailures, releaseOnlyEndsPause];
