/**
 * The state vocabulary that applies, operations and tasks share.
 *
 * A state is *terminal* when nothing moves it by itself, and *settled* when its outcome can no longer change:
 * `stopped` is terminal but not settled, because a stopped operation can be started again and so still holds
 * its target.
 */

/** Every state word, in the order in which a rollout usually meets them. */
export const STATES = [
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
  'running_degraded',
  'paused',
  'resuming',
  'waiting_for_cutover',
  'recovering',
  'cutting_over',
  'revert_window',
  'reverting',
  'skipping_revert',
  'failed_retryable',
  'completed',
  'failed',
  'cancelled',
  'reverted',
  'stopped',
] as const;

/** One word of the vocabulary. @public */
export type State = (typeof STATES)[number];

/** States that only an apply can be in: no operation or task ever reports them. */
export const PARENT_ONLY_STATES = ['running_degraded', 'paused'] as const satisfies readonly State[];

const KNOWN: ReadonlySet<string> = new Set(STATES);
const SETTLED: ReadonlySet<State> = new Set<State>(['completed', 'failed', 'cancelled', 'reverted']);
const TASK_TERMINAL = SETTLED;

/** Words that engines use for states of the vocabulary. */
const SYNONYMS: Readonly<Record<string, State>> = {
  complete: 'completed',
  recovering_cutover: 'recovering',
};

/** Whether the word is a state of the vocabulary, exactly as written. @public */
export function isState(word: string): word is State {
  return KNOWN.has(word);
}

/** Nothing moves this apply or operation by itself. @public */
export function isTerminal(state: State): boolean {
  return state === 'stopped' || SETTLED.has(state);
}

/** The outcome can no longer change: terminal, but not `stopped`. @public */
export function isSettled(state: State): boolean {
  return SETTLED.has(state);
}

/** Nothing moves this task by itself. A stopped task is resumed with its operation, so it is not terminal. @public */
export function isTaskTerminal(state: State): boolean {
  return TASK_TERMINAL.has(state);
}

/** Maps an engine's word to the vocabulary: letter case is ignored, synonyms are resolved, an unknown word is `pending`. @public */
export function normaliseState(word: string): State {
  const lower = word.toLowerCase();
  if (isState(lower)) return lower;
  return Object.hasOwn(SYNONYMS, lower) ? (SYNONYMS[lower] ?? 'pending') : 'pending';
}
