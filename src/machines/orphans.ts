/** Operations that wait for others of their own deployment, and those that wait in vain: they can never start. */
import type { OperationRow } from './ports.ts';
import { hasBegun, type Child } from './project-rollout.ts';
import { isSettled, type State } from './vocabulary.ts';

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

const FINALIZER_SUFFIX = '/group_finalizer';

/** What ends the wait of a later table step for good. */
const UNDONE: ReadonlySet<State> = new Set<State>(['failed', 'cancelled', 'reverted']);

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
  if (!precedes(work, waiting)) return false;
  return waiting.kind === 'group_finalizer' ? work.state === 'failed' : UNDONE.has(work.state);
}

/** Whether `waiting`, of the same deployment, may begin only once `work` is completed: a step before it, or work of its scope. */
function precedes(work: PlacedOperation, waiting: PlacedOperation): boolean {
  if (work.kind !== 'work') return false;
  if (waiting.kind === 'group_finalizer') return finalizes(waiting.key, work.key);
  return work.step !== null && waiting.step !== null && work.step < waiting.step;
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

type PlacedRow = PlacedOperation & Pick<OperationRow, 'id'>;

/** The row with its place, or null: a row that names no deployment waits for nothing. */
function placed(row: OperationRow): PlacedRow | null {
  const { id, state, onFailure, started, deployment, key = '', step = null, kind = 'work' } = row;
  if (deployment === undefined) return null;
  const common = { id, state, onFailure, neverStarted: !started, deployment, key };
  return kind === 'work' ? { ...common, kind, step } : { ...common, kind };
}

/**
 * The ids of those operations of an apply that can never start, as they wait for what will never be completed: for work that ended
 * otherwise, or that can never start itself. {@link markOrphans} names those whose own work or step has failed them. That is not
 * enough where nothing begins before what it waits for is completed: the finalizer of an orphaned step would hold its apply for ever.
 *
 * @public
 */
export function orphansAmong(rows: readonly OperationRow[]): ReadonlySet<string> {
  const operations = rows.map(placed).filter((row) => row !== null);
  const orphaned = new Set<string>();
  const isLost = ({ id, state }: PlacedRow): boolean => orphaned.has(id) || (isSettled(state) && state !== 'completed');
  const waitsInVain = (waiting: PlacedRow): boolean =>
    !hasBegun(waiting) && operations.some((work) => waitsFor(waiting, work) && isLost(work));
  // Work comes before what waits for it, but perhaps not in the list: again, until there is no more.
  for (let known = -1; known < orphaned.size;) {
    known = orphaned.size;
    for (const operation of operations) if (waitsInVain(operation)) orphaned.add(operation.id);
  }
  return orphaned;
}

/**
 * Whether something of its own deployment keeps an operation from beginning: a finalizer waits until all work of its scope is
 * completed, a table step until all steps before it are. The order of the rollout comes on top of that. @public
 */
export function isHeldBack(operation: OperationRow, rows: readonly OperationRow[]): boolean {
  const waiting = placed(operation);
  if (waiting === null) return false;
  return rows.map(placed).some((work) => work !== null && work.state !== 'completed' && waitsFor(waiting, work));
}

function waitsFor(waiting: PlacedOperation, work: PlacedOperation): boolean {
  return work.deployment === waiting.deployment && precedes(work, waiting);
}
