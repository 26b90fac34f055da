/**
 * The projection of child states: tasks to their operation, operations to the base state of their apply.
 *
 * It depends only on which states occur, not on how often or in what order. Every state it returns projects to itself,
 * so an operation's projected state can be projected again without drift.
 */
import type { State } from './vocabulary.ts';

/** The states that occur among the children, those that no rule names already counted as `pending`. */
type Seen = ReadonlySet<State>;

interface Rule {
  readonly to: State;
  readonly when: (seen: Seen) => boolean;
}

/** States that no rule names. They count like `pending` everywhere, also where a rule asks for `pending`. */
const LIKE_PENDING: ReadonlySet<State> = new Set<State>([
  'preparing_branch',
  'applying_branch_changes',
  'validating_branch',
  'creating_deploy_request',
  'validating_deploy_request',
  'running_degraded',
  'paused',
  'resuming',
  'skipping_revert',
]);

const AFTER_COPY: readonly State[] = ['catching_up', 'checksumming', 'post_checksum'];

/** The first rule that matches wins, so their order is part of the contract. */
const RULES: readonly Rule[] = [
  any('failed'),
  any('failed_retryable'),
  any('cancelled'),
  any('stopped'),
  any('reverting'),
  any('reverted'),
  { to: 'completed', when: (seen) => seen.size === 1 && seen.has('completed') },
  any('recovering'),
  // A cutover shows only when it is the least advanced work left.
  {
    to: 'cutting_over',
    when: (seen) => seen.has('cutting_over') && !hasAny(seen, ['pending', 'running', ...AFTER_COPY]),
  },
  parked('waiting_for_cutover'),
  parked('waiting_for_deploy'),
  any('revert_window'),
  any('running'),
  // Work that has not begun has its whole copy ahead, so no later phase is claimed for the parent.
  { to: 'running', when: (seen) => seen.has('pending') && hasAny(seen, [...AFTER_COPY, 'cutting_over']) },
  any('catching_up'),
  any('checksumming'),
  any('post_checksum'),
];

/**
 * Projects the states of the children to the state of their parent: no children, or none that a rule matches, is
 * `pending`.
 *
 * @public
 */
export function projectStates(states: readonly State[]): State {
  const seen = new Set(states.map((state) => (LIKE_PENDING.has(state) ? 'pending' : state)));
  return RULES.find((rule) => rule.when(seen))?.to ?? 'pending';
}

/** One child in the state is enough. */
function any(state: State): Rule {
  return { to: state, when: (seen) => seen.has(state) };
}

/** Every child waits there or is done, and at least one waits. */
function parked(state: State): Rule {
  return { to: state, when: (seen) => seen.has(state) && seen.size === (seen.has('completed') ? 2 : 1) };
}

function hasAny(seen: Seen, states: readonly State[]): boolean {
  return states.some((state) => seen.has(state));
}
