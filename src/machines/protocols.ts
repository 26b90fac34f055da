/**
 * The ladder of write protocols: how a drive turns its own state and its siblings' rows into `applies.state`.
 *
 * A protocol is data. Each rung differs from the one before in one rule, or in the few that its name stands for, so a bug can be
 * shown on the rung that has it and its fix on the rung that mends it. `fencing.md` beside this file argues why the last one has
 * no window left.
 */

/** One way of deriving and writing the aggregate. @public */
export interface Protocol {
  readonly name: string;
  readonly summary: string;
  /** Whose states the aggregate is derived from: the drive's own tasks, or every operation row of the apply. */
  readonly source: 'own' | 'siblings';
  /** When the siblings cannot be known: trust the own state, refuse to terminalize from it, or write nothing at all. */
  readonly degraded: 'trust-own' | 'refuse-terminal' | 'write-nothing';
  /** When there are no siblings (no operation ids, no operation store): the own state decides, or it is refused like any other. */
  readonly legacy: 'authoritative' | 'refuse-terminal';
  /** How rows become a state: by states alone, or under the operations' `on_failure` policies. */
  readonly projection: 'base' | 'rollout';
  /** Who stamps `completed_at`: the operation that just finished, or the aggregate. */
  readonly stamps: 'operation' | 'aggregate';
  /** Whose error message is kept: the failed operation that wrote last, or the first failed one in deployment order. */
  readonly error: 'last' | 'first';
  /** What a drive does whose operation has finished before its apply: stay and project at every poll, or leave it to the siblings. */
  readonly finished: 'stay' | 'leave';
  /** What a drive does whose operation waits for its cutover: stay and poll it, or leave it until its row says that it cuts over. */
  readonly waiting: 'stay' | 'leave';
  /** When an operation may begin or be resumed: whatever its apply says, or only while that is open. */
  readonly begins: 'any-time' | 'while-open';
  /** On what the write of the aggregate is conditional: nothing, the stored state, or the revision of apply and operations. */
  readonly compares: 'nothing' | 'state' | 'revision';
  /** What stands for the own operation in the aggregate: its engine's fresh report, or its row as it was read with the others. */
  readonly ownRow: 'fresh' | 'listed';
  /**
   * Which operation rows no report moves: failed, cancelled and reverted ones; stopped ones too, which only a claim resumes; or all
   * that are terminal, so that a completed operation cannot fail any more.
   */
  readonly finalRows: 'failures' | 'stopped-too' | 'all';
  /**
   * When an operation that is stopped, cancelled or reverted ends its apply: at once, as states alone have it, or once no sibling is
   * in flight any more. For a failed one the rollout projection has seen to that.
   */
  readonly ends: 'at-once' | 'at-last';
  /** What a report without tasks says: that the work waits to begin, as no tasks project to that, or nothing. */
  readonly silence: 'pending' | 'nothing';
  /**
   * What a report says that is from before the last start of its engine, as far as its drive can tell by the number of the attempt: as
   * much as any other, or nothing.
   */
  readonly oldReports: 'believed' | 'dropped';
  /**
   * When a drive tells how the apply ended: before it writes so, after its write, or after its write, which says in the same statement
   * that it is owed, so that a drive that was lost in between makes up for it.
   */
  readonly announces: 'before' | 'after' | 'owed';
  /** Whether a command to an engine says for which request it is, so that one which comes once more, too late, can be refused. */
  readonly commands: 'bare' | 'numbered';
  /**
   * What an update under a condition (a token, a state) is taken for whose database reports no row: for one whose condition does not
   * hold, or for nothing before the row was looked at. Where a database counts the rows that an update changed, and not those that it
   * found, an update of a row that is like that already reports none.
   */
  readonly zeroRows: 'lost' | 'look-again';
}

const OWN_TASKS: Protocol = {
  name: 'own-tasks',
  summary: 'project the own tasks only',
  source: 'own',
  degraded: 'trust-own',
  legacy: 'authoritative',
  projection: 'base',
  stamps: 'operation',
  error: 'last',
  finished: 'stay',
  waiting: 'stay',
  begins: 'any-time',
  compares: 'nothing',
  ownRow: 'fresh',
  finalRows: 'failures',
  ends: 'at-once',
  silence: 'pending',
  oldReports: 'believed',
  announces: 'before',
  commands: 'bare',
  zeroRows: 'lost',
};

const FALLBACK: Protocol = {
  ...OWN_TASKS,
  name: 'fallback',
  summary: 'project all operation rows; on any trouble use the own state',
  source: 'siblings',
};

const REFUSE: Protocol = {
  ...FALLBACK,
  name: 'refuse',
  summary: 'project all operation rows; on any trouble refuse to terminalize, for legacy applies too',
  degraded: 'refuse-terminal',
  legacy: 'refuse-terminal',
};

const MERGED: Protocol = {
  ...REFUSE,
  name: 'merged',
  summary: 'like refuse, but a legacy apply has no siblings and its own state is authoritative',
  legacy: 'authoritative',
};

const HELD: Protocol = {
  ...MERGED,
  name: 'held',
  summary:
    'like merged, but the apply is held open until nothing is in flight, and its stamps and error are the aggregate’s',
  projection: 'rollout',
  stamps: 'aggregate',
  error: 'first',
  finished: 'leave',
  begins: 'while-open',
  ownRow: 'listed',
  finalRows: 'stopped-too',
  announces: 'after',
};

const CAS: Protocol = {
  ...HELD,
  name: 'cas',
  summary: 'like held, but the write succeeds only while the stored state is the one read before the rows',
  compares: 'state',
  zeroRows: 'look-again',
};

const FENCED: Protocol = {
  ...CAS,
  name: 'fenced',
  summary:
    'like cas, but the write succeeds only while apply and operations are at the revision of the rows it derives from, and no terminal state comes before what is in flight has ended',
  compares: 'revision',
  degraded: 'write-nothing',
  finalRows: 'all',
  ends: 'at-last',
  silence: 'nothing',
  oldReports: 'dropped',
  waiting: 'leave',
  announces: 'owed',
  commands: 'numbered',
};

/** The protocols from the oldest to the newest. @public */
export const PROTOCOLS: readonly Protocol[] = [OWN_TASKS, FALLBACK, REFUSE, MERGED, HELD, CAS, FENCED];

/** The protocol that the driver uses and `check` checks when none is named. @public */
export const SHIPPED_PROTOCOL = MERGED;

/** The protocol of that name, or undefined. @public */
export function findProtocol(name: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol.name === name);
}
