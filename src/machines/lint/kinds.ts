/** The kinds of children that a lint combines, and the words that its laws use of them. */
import { isSettled, isState, normaliseState, STATES, type State } from '../vocabulary.ts';
import type { LintedChild } from './projection.ts';

/** The policies that are told apart; any other word counts as the first. */
const POLICIES = ['halt', 'continue', 'pause'] as const;

/** One kind for each state: for a projection that reads nothing else. */
export const STATE_KINDS: readonly LintedChild[] = STATES.map((state) => kind(state, 'halt'));

/**
 * Every state under every policy, and what only a child that has not begun can be besides: an orphan, and stopped before
 * any driver claimed it. The other combinations of flags contradict themselves, and no row has them.
 */
export const OPERATION_KINDS: readonly LintedChild[] = STATES.flatMap((state) =>
  variants(state).flatMap((flags) => POLICIES.map((policy) => kind(state, policy, flags))),
);

function variants(state: State): readonly Partial<LintedChild>[] {
  if (state === 'pending') return [{}, { orphaned: true }];
  if (state === 'stopped') return [{}, { neverStarted: true }, { neverStarted: true, orphaned: true }];
  return [{}];
}

function kind(state: State, onFailure: string, flags: Partial<LintedChild> = {}): LintedChild {
  return Object.freeze({ state, onFailure, orphaned: false, neverStarted: false, ...flags });
}

/** The state that the child's word stands for. */
export function stateOf({ state }: LintedChild): State {
  return isState(state) ? state : normaliseState(state);
}

/** Its outcome can still change, and it can still start: it may write to its target. */
export function holds(child: LintedChild): boolean {
  return !child.orphaned && !isSettled(stateOf(child));
}

/** It holds its target and some driver has claimed it. */
export function holdsBegun(child: LintedChild): boolean {
  const state = stateOf(child);
  return holds(child) && state !== 'pending' && !(state === 'stopped' && child.neverStarted);
}

/** It failed and its policy asks to wait for a human. */
export function failedUnderPause({ state, onFailure }: LintedChild): boolean {
  return state === 'failed' && onFailure === 'pause';
}
