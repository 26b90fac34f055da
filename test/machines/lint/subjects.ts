/** Projections that keep laws, to be spoilt by one line each. */
import { projectRollout } from '../../../src/machines/project-rollout.ts';
import { projectStates } from '../../../src/machines/project.ts';
import { isSettled, normaliseState, STATES, type State } from '../../../src/machines/vocabulary.ts';
import { ofOperations, ofStates, type LintedChild, type LintedProjection } from '../../../src/machines/lint/index.ts';

export type Words = readonly string[];
type Release = { readonly released: boolean };

/** The shipped projection of states. */
export const base = (words: Words): string => projectStates(words.map(normaliseState));

/** Settled only when all are, else the least advanced of the open ones. It hides a failure until the end. */
export function careful(words: Words): string {
  const states = words.map(normaliseState);
  const open = states.filter((state) => !isSettled(state));
  const outcomes: State[] = ['failed', 'cancelled', 'reverted', 'completed'];
  const candidates = open.length > 0 ? STATES.filter((state) => open.includes(state)) : outcomes;
  return candidates.find((state) => states.includes(state)) ?? 'pending';
}

/** Pending exactly while nothing has begun. */
export function watchful(words: Words): string {
  const begun = STATES.slice(STATES.indexOf('running'));
  return words.some((word) => begun.includes(normaliseState(word))) ? 'running' : 'pending';
}

/** The shipped projection of operations. */
export function rollout(children: readonly LintedChild[], release: Release): string {
  return projectRollout(
    children.map((child) => ({ ...child, state: normaliseState(child.state) })),
    release,
  );
}

/** The base unless something else is said first. */
export function spoilt(first: (words: Words) => string | false): LintedProjection {
  return ofStates('spoilt', (words) => first(words) || base(words));
}

/** The same for `careful`. */
export function spoiltCareful(first: (words: Words) => string | false): LintedProjection {
  return ofStates('spoilt', (words) => first(words) || careful(words));
}

/** The same for the rollout. */
export function spoiltRollout(
  first: (children: readonly LintedChild[], release: Release) => string | false,
): LintedProjection {
  return operations((children, release) => first(children, release) || rollout(children, release));
}

/** A projection of operations that claims all but what makes order matter. */
export function operations(project: Parameters<typeof ofOperations>[1]): LintedProjection {
  return ofOperations('operations', project, { 'permutation-invariant': 'order matters' });
}
