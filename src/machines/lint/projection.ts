/** A projection as the linter sees it: a name, a function over words, and which laws it does not promise. */
import type { Child } from '../project-rollout.ts';

/** A child whose state is any word: what the vocabulary does not know must be put up with too. @public */
export interface LintedChild extends Omit<Child, 'state'> {
  readonly state: string;
}

/** Laws that a projection does not promise, by name, each with what it does instead. @public */
export type Unclaimed = Readonly<Record<string, string>>;

/**
 * What `lintProjection` takes; made by `ofStates` or `ofOperations`.
 *
 * @public
 */
export interface LintedProjection {
  readonly name: string;
  /** `operations`: policies, flags and the release count too, and are varied. */
  readonly reads: 'states' | 'operations';
  readonly unclaimed: Unclaimed;
  /** Children in deployment order. Expected to return a word of the vocabulary. */
  readonly project: (children: readonly LintedChild[], released: boolean) => string;
}

/**
 * A projection of state words alone.
 *
 * @example
 * lintProjection(ofStates('mine', (words) => (words.includes('failed') ? 'failed' : 'running')), { size: 3 })
 *
 * @public
 */
export function ofStates(
  name: string,
  project: (words: readonly string[]) => string,
  unclaimed: Unclaimed = {},
): LintedProjection {
  const byStates: LintedProjection['project'] = (children) =>
    project(Object.freeze(children.map(({ state }) => state)));
  return { name, reads: 'states', unclaimed, project: byStates };
}

/** A projection of operations in deployment order, with policies and flags, under a release latch. @public */
export function ofOperations(
  name: string,
  project: (children: readonly LintedChild[], options: { readonly released: boolean }) => string,
  unclaimed: Unclaimed = {},
): LintedProjection {
  return { name, reads: 'operations', unclaimed, project: (children, released) => project(children, { released }) };
}
