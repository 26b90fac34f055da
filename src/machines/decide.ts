/** The aggregate decision inside one tick of a drive: which state of the apply, if any, may be written. */
import { orphansAmong } from './orphans.ts';
import type { ApplyWrite, OperationRow, TaskReport } from './ports.ts';
import { projectRollout } from './project-rollout.ts';
import { projectStates } from './project.ts';
import type { Protocol } from './protocols.ts';
import { isBegun } from './turn.ts';
import { isSettled, isTerminal, type State } from './vocabulary.ts';

/** Whose tasks a report carries: one operation's, none's (from before operations existed, or no tasks), or several's. */
export type Scope = 'operation' | 'legacy' | 'mixed';

/** Why the siblings' states are not known. */
export type Trouble =
  | 'siblings-not-asked'
  | 'tasks-of-several-operations'
  | 'no-operation-ids'
  | 'no-operation-store'
  | 'listing-failed'
  | 'listing-empty'
  | 'rows-missing'
  | 'release-unreadable'
  | 'own-row-missing';

/** Everything the decision looks at. */
export interface Facts {
  readonly protocol: Protocol;
  readonly operation: string | null;
  readonly scope: Scope;
  /** The operation's own fresh state, projected from its own tasks. */
  readonly own: State;
  readonly ownError: string | null;
  readonly operationStore: boolean;
  readonly listing: readonly OperationRow[] | 'unreadable';
  /** How many rows there should be, where the apply says so. */
  readonly size: number | null;
  readonly released: boolean | 'unreadable';
}

/**
 * What to write, or why nothing is written: then the stored value stays and the next poll reconciles. `degraded` says why the
 * own state stands in for the aggregate, null where the siblings were known.
 * @public
 */
export type Decision =
  | ({ readonly kind: 'write'; readonly degraded: Trouble | null } & Pick<
      ApplyWrite,
      'state' | 'completedAt' | 'errorMessage'
    >)
  | { readonly kind: 'undetermined'; readonly because: Trouble };

/** Tells whose tasks these are. No tasks at all counts as legacy: there is nothing that could have siblings. @public */
export function scopeOf(tasks: readonly TaskReport[]): Scope {
  const owners = new Set(tasks.map((task) => task.operation));
  if (owners.size > 1) return 'mixed';
  return owners.size === 0 || owners.has(null) ? 'legacy' : 'operation';
}

/** Whether the decision will need the sibling rows: the drive does not read what it would not use. */
export function needsListing(facts: Pick<Facts, 'protocol' | 'scope' | 'operationStore'>): boolean {
  return facts.protocol.source === 'siblings' && facts.scope === 'operation' && facts.operationStore;
}

/** Whether the decision will need the release latch: only a `pause` among the rows makes a difference to it. */
export function needsRelease(protocol: Protocol, rows: readonly OperationRow[]): boolean {
  return protocol.projection === 'rollout' && rows.some((row) => row.onFailure === 'pause');
}

/** Decides what, if anything, a drive may write to its apply. Pure and total. @public */
export function decideAggregate(facts: Facts): Decision {
  if (facts.protocol.source === 'own') return write(facts, facts.own, [], 'siblings-not-asked');
  const trouble = troubleOf(facts);
  if (trouble !== null) return degraded(facts, trouble);
  const rows = facts.protocol.ownRow === 'fresh' ? foldOwn(rowsOf(facts), facts) : rowsOf(facts);
  return write(facts, aggregateOf(facts.protocol, rows, facts.released === true), rows, null);
}

/** What the operation rows of an apply, in deployment order, add up to under a protocol. @public */
export function aggregateOf(protocol: Protocol, rows: readonly OperationRow[], released: boolean): State {
  if (protocol.projection === 'base') return projectStates(rows.map((row) => row.state));
  const orphans = orphansAmong(rows);
  const children = rows.map((row) => ({
    state: row.state,
    onFailure: row.onFailure,
    orphaned: orphans.has(row.id),
    neverStarted: !row.started,
  }));
  const state = projectRollout(children, { released });
  return protocol.ends === 'at-last' && isTerminal(state) ? atLast(state, rows) : state;
}

/**
 * The terminal state, but what is in flight adds up to while something is. A stop waits for what goes on; an outcome waits for what
 * may go on again, too. If that is stopped in part, it adds up to a stop, which waits in turn.
 */
function atLast(state: State, rows: readonly OperationRow[]): State {
  const ends = state === 'stopped' ? isTerminal : isSettled;
  const open = rows.filter((row) => isBegun(row) && !ends(row.state));
  if (open.length === 0) return state;
  const goesOn = projectStates(open.map((row) => row.state));
  return isTerminal(goesOn) ? atLast(goesOn, open) : goesOn;
}

function troubleOf(facts: Facts): Trouble | null {
  if (facts.scope === 'mixed') return 'tasks-of-several-operations';
  if (facts.scope === 'legacy') return 'no-operation-ids';
  if (!facts.operationStore) return 'no-operation-store';
  if (facts.listing === 'unreadable') return 'listing-failed';
  if (facts.listing.length === 0) return 'listing-empty';
  if (facts.size !== null && facts.listing.length !== facts.size) return 'rows-missing';
  if (facts.released === 'unreadable' && needsRelease(facts.protocol, facts.listing)) return 'release-unreadable';
  if (!facts.listing.some((row) => row.id === facts.operation)) return 'own-row-missing';
  return null;
}

/** Without siblings the own state decides, where the protocol trusts it to; a terminal one fails closed otherwise. */
function degraded(facts: Facts, because: Trouble): Decision {
  const alone = because === 'no-operation-ids' || because === 'no-operation-store';
  const trusted = alone && facts.protocol.legacy === 'authoritative';
  return trusted || mayWriteOwn(facts) ? write(facts, facts.own, [], because) : { kind: 'undetermined', because };
}

function mayWriteOwn({ protocol, own }: Facts): boolean {
  if (protocol.degraded === 'trust-own') return true;
  return protocol.degraded === 'refuse-terminal' && !isTerminal(own);
}

function rowsOf(facts: Facts): readonly OperationRow[] {
  return facts.listing === 'unreadable' ? [] : facts.listing;
}

function foldOwn(rows: readonly OperationRow[], facts: Facts): readonly OperationRow[] {
  const fresh = { state: facts.own, errorMessage: facts.ownError, started: true };
  return rows.map((row) => (row.id === facts.operation ? { ...row, ...fresh } : row));
}

function write(facts: Facts, state: State, rows: readonly OperationRow[], degraded: Trouble | null): Decision {
  return { kind: 'write', degraded, state, completedAt: stamp(facts, state), ...errorOf(facts, rows) };
}

function stamp({ protocol, own }: Facts, state: State): ApplyWrite['completedAt'] {
  if (protocol.stamps === 'operation') return isSettled(own) ? 'stamp' : 'keep';
  return isSettled(state) ? 'stamp' : 'clear';
}

/** Without rows the own operation stands for all: its error is then the first one, too. */
function errorOf(facts: Facts, rows: readonly OperationRow[]): Pick<ApplyWrite, 'errorMessage'> {
  if (facts.protocol.error === 'last' || rows.length === 0)
    return facts.own === 'failed' ? { errorMessage: facts.ownError } : {};
  const first = rows.find((row) => row.state === 'failed');
  return first === undefined ? {} : { errorMessage: first.errorMessage };
}
