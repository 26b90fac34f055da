/**
 * The two projections once more, written from the rules in another style than the code under test: the base as regular
 * expressions over the sorted words, the rollout as statements with quantifiers over positions. Slow and plain.
 */
import type { Child } from '../../src/machines/project-rollout.ts';
import type { State } from '../../src/machines/vocabulary.ts';

/** A whole word that no rule names: what concerns branches and deploy requests, and four others. */
const UNNAMED = /^(\w+_branch(_changes)?|\w+_deploy_request|running_degraded|paused|resuming|skipping_revert)$/;

/** Tested in order against the words, sorted and each followed by a semicolon. */
const BASE: readonly (readonly [RegExp, State])[] = [
  [/\bfailed;/, 'failed'],
  [/\bfailed_retryable;/, 'failed_retryable'],
  [/\bcancelled;/, 'cancelled'],
  [/\bstopped;/, 'stopped'],
  [/\breverting;/, 'reverting'],
  [/\breverted;/, 'reverted'],
  [/^(completed;)+$/, 'completed'],
  [/\brecovering;/, 'recovering'],
  [/^(?!.*\b(pending|running|catching_up|checksumming|post_checksum);).*\bcutting_over;/, 'cutting_over'],
  [/^(completed;)*(waiting_for_cutover;)+$/, 'waiting_for_cutover'],
  [/^(completed;)*(waiting_for_deploy;)+$/, 'waiting_for_deploy'],
  [/\brevert_window;/, 'revert_window'],
  [/\brunning;/, 'running'],
  [/^(?=.*\bpending;).*\b(catching_up|checksumming|post_checksum|cutting_over);/, 'running'],
  [/\bcatching_up;/, 'catching_up'],
  [/\bchecksumming;/, 'checksumming'],
  [/\bpost_checksum;/, 'post_checksum'],
  [/^/, 'pending'],
];

/** Section 2 of the domain. */
export function oracleStates(states: readonly State[]): State {
  const words = states
    .map((state) => `${state.replace(UNNAMED, 'pending')};`)
    .toSorted()
    .join('');
  for (const [pattern, state] of BASE) if (pattern.test(words)) return state;
  throw new Error('the last pattern matches every text');
}

/** Section 3 of the domain, the flags taken as they are. */
export function oracleRollout(children: readonly Child[], released: boolean): State {
  const base = oracleStates(children.map((child) => child.state));
  if (base !== 'failed') return base;

  const settled = ['completed', 'failed', 'cancelled', 'reverted'];
  const begun: number[] = [];
  const holding: number[] = [];
  for (const [index, { state, orphaned, neverStarted }] of children.entries()) {
    if (state === 'stopped' ? !neverStarted : state !== 'pending') begun.push(index);
    if (!settled.includes(state) && !orphaned) holding.push(index);
  }
  const failed = [...children.entries()].filter(([, child]) => child.state === 'failed');
  const hard = failed.filter(([, { onFailure }]) => !['continue', 'pause'].includes(onFailure));
  const paused = failed.filter(([, { onFailure }]) => onFailure === 'pause' && !released);

  if (hard.length > 0) return holding.some((index) => begun.includes(index)) ? 'running_degraded' : 'failed';
  if (paused.some(([index]) => holding.some((later) => later > index))) return 'paused';
  return holding.length === 0 ? 'failed' : 'running_degraded';
}

/** Every multiset of at most `size` of the items, the empty one first, each in the items' order. */
export function* multisets<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  yield [];
  if (size === 0) return;
  for (const [index, item] of items.entries()) {
    for (const rest of multisets(items.slice(index), size - 1)) yield [item, ...rest];
  }
}

/** Every sequence of at most `size` of the items, the empty one first. */
export function* sequences<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  yield [];
  if (size === 0) return;
  for (const item of items) {
    for (const rest of sequences(items, size - 1)) yield [item, ...rest];
  }
}
