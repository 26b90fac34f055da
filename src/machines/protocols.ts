/**
 * The ladder of write protocols: how a drive turns its own state and its siblings' rows into `applies.state`.
 *
 * A protocol is data. Each rung differs from the one before in one rule, so a bug can be shown on the rung that has it and
 * its fix on the rung that mends it.
 */

/** One way of deriving and writing the aggregate. @public */
export interface Protocol {
  readonly name: string;
  readonly summary: string;
  /** Whose states the aggregate is derived from: the drive's own tasks, or every operation row of the apply. */
  readonly source: 'own' | 'siblings';
  /** When the siblings cannot be known: trust the own state, or refuse to terminalize from it. */
  readonly degraded: 'trust-own' | 'refuse-terminal';
  /** When there are no siblings (no operation ids, no operation store): the own state decides, or it is refused like any other. */
  readonly legacy: 'authoritative' | 'refuse-terminal';
  /** How rows become a state: by states alone, or under the operations' `on_failure` policies. */
  readonly projection: 'base' | 'rollout';
  /** Who stamps `completed_at`: the operation that just finished, or the aggregate. */
  readonly stamps: 'operation' | 'aggregate';
  /** Whose error message is kept: the failed operation that wrote last, or the first failed one in deployment order. */
  readonly error: 'last' | 'first';
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

/** The protocols from the oldest to the newest. @public */
export const PROTOCOLS: readonly Protocol[] = [OWN_TASKS, FALLBACK, REFUSE, MERGED];

/** The protocol that the driver uses and `check` checks when none is named. @public */
export const SHIPPED_PROTOCOL = MERGED;

/** The protocol of that name, or undefined. @public */
export function findProtocol(name: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol.name === name);
}
