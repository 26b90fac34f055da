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

/** What tells an operation's place in the rollout, and with it whether it can still start. @public */
export type PlacedOperation = Omit<Child, 'orphaned'> & {
  readonly deployment: string;
  readonly key: string;
} & (
    | {
        readonly kind: 'work';
        /** Its number in a rollout that goes table by table; null for an operation that runs its whole change. */
        readonly step: number | null;
      }
    // Said, not read from the key: a table may be called group_finalizer too, and work taken for a finalizer
    // could lose its hold on the target.
    | { readonly kind: 'group_finalizer' }
  );

type Failure = 'hard' | 'hold' | 'none';

const FINALIZER_SUFFIX = '/group_finalizer';

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

/** More than waiting for its first claim: not `pending`, and not stopped before any driver claimed it. */
function hasBegun({ state, neverStarted }: Pick<Child, 'state' | 'neverStarted'>): boolean {
  return state !== 'pending' && !(state === 'stopped' && neverStarted);
}

/**
 * Says of each operation of an apply whether it can never start, keeping the order and every other field.
 *
 * Two kinds of not-begun operation are orphaned: a group finalizer after work of its own scope has failed, and a table
 * step behind an earlier step that failed, was cancelled or was reverted; each looks only at its own deployment. What
 * has begun is never orphaned, so the result never has contradictory flags.
 *
 * @public
 */
export function markOrphans<T extends PlacedOperation>(operations: readonly T[]): (T & Pick<Child, 'orphaned'>)[] {
  return operations.map((operation) => ({
    ...operation,
    orphaned:
      !hasBegun(operation) &&
      operations.some((other) => other.deployment === operation.deployment && orphans(other, operation)),
  }));
}

/** Whether what happened to `work` means that `waiting`, of the same deployment, can never start. */
function orphans(work: PlacedOperation, waiting: PlacedOperation): boolean {
  if (work.kind !== 'work') return false;
  if (waiting.kind === 'group_finalizer') return work.state === 'failed' && finalizes(waiting.key, work.key);
  if (work.step === null || waiting.step === null || work.step >= waiting.step) return false;
  return work.state === 'failed' || work.state === 'cancelled' || work.state === 'reverted';
}

/**
 * Whether the work belongs to the finalizer's scope: the scope itself or a key below it. Keys are compared as they are
 * and by whole segments, so `ns_1/group_finalizer` covers `ns_1/-80/t` and neither `NS_1/-80/t` nor `ns_10/-80/t`.
 * A finalizer without a scope covers nothing.
 */
function finalizes(finalizerKey: string, workKey: string): boolean {
  if (!finalizerKey.endsWith(FINALIZER_SUFFIX)) return false;
  const scope = finalizerKey.slice(0, -FINALIZER_SUFFIX.length);
  return scope !== '' && (workKey === scope || workKey.startsWith(`${scope}/`));
}
