/**
 * The rollout projection: operations to their apply, with what each operation's `on_failure` policy makes of a failure.
 *
 * The policy decides when a failure is recorded and whether the rollout waits for a human; it never turns a failure
 * into a success. Anything but a failed base projection stands as it is.
 */
import { projectStates } from './project.ts';
import { isSettled } from './vocabulary.ts';
import type { State } from './vocabulary.ts';

/** One operation, as far as the projection of its apply depends on it. @public */
export interface Child {
  readonly state: State;
  /** The policy captured on the operation: exactly `halt`, `continue` or `pause`; any other word counts as `halt`. */
  readonly onFailure: string;
  /** It can never start (see `markOrphans`), so it holds nothing. */
  readonly orphaned: boolean;
  /** No driver has ever claimed it. Matters only for `stopped`: any other state says by itself whether it has begun. */
  readonly neverStarted: boolean;
}

type Failure = 'hard' | 'hold' | 'none';

/**
 * Projects the operations of an apply, given in deployment order, to the state of the apply.
 *
 * `released` is the apply's release latch: it turns the policy `pause` into `continue`, and touches no other policy.
 *
 * The flags are taken as said: an orphaned child holds nothing, and `neverStarted` counts only in a state that does not say
 * by itself whether the child has begun. A row read before its claim and folded with a driver's fresh state may still say
 * `neverStarted`; failing a `continue` rollout over such a stale read would be a false terminal.
 *
 * A failed base never settles while a begun child holds its target. A base that is `cancelled` or `reverted` stands
 * even then, because the policy modulates only a failed one.
 *
 * @public
 */
export function projectRollout(children: readonly Child[], { released }: { readonly released: boolean }): State {
  const base = projectStates(children.map((child) => child.state));
  return base === 'failed' ? projectFailed(children, released) : base;
}

function projectFailed(children: readonly Child[], released: boolean): State {
  const lastHolder = children.findLastIndex(holds);
  const failures = children.map((child, index) => failureOf(child, !released && index < lastHolder));
  if (failures.includes('hard')) {
    return children.some((child) => holds(child) && hasBegun(child)) ? 'running_degraded' : 'failed';
  }
  if (failures.includes('hold')) return 'paused';
  return children.some(holds) ? 'running_degraded' : 'failed';
}

/** What this child does to its rollout: fail it for good, hold it (where there is later work to hold), or nothing. */
function failureOf(child: Child, canHold: boolean): Failure {
  if (child.state !== 'failed' || child.onFailure === 'continue') return 'none';
  if (child.onFailure !== 'pause') return 'hard';
  return canHold ? 'hold' : 'none';
}

/** It may still write to its target, now or after it is started. */
function holds(child: Child): boolean {
  return !isSettled(child.state) && !child.orphaned;
}

/** @internal More than waiting for its first claim: not `pending`, and not stopped before any driver claimed it. */
export function hasBegun({ state, neverStarted }: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return state !== 'pending' && !(state === 'stopped' && neverStarted);
}
