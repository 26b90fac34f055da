/** When an operation that is done is claimed once more: to project an apply that everybody else has left. */
import { aggregateOf } from './decide.ts';
import type { OperationRow } from './ports.ts';
import type { Protocol } from './protocols.ts';
import { isTerminal, type State } from './vocabulary.ts';

/**
 * Whether an operation keeps no driver: it is terminal, or it waits for its cutover under a protocol whose drives leave it then. Whoever
 * asks for the cutover, or for a stop, makes it claimable again. @public
 */
export function keepsNoDriver({ waiting }: Pick<Protocol, 'waiting'>, { state }: Pick<OperationRow, 'state'>): boolean {
  return isTerminal(state) || (waiting === 'leave' && state === 'waiting_for_cutover');
}

/** An apply with its operations, as of one moment. */
export interface Standing<Row extends OperationRow> {
  readonly apply: State;
  readonly operations: readonly Row[];
  readonly released: boolean;
}

/**
 * Whether a drive of a finished operation has something left to do: its apply is not terminal, and nobody else will see to it.
 *
 * Where finished drives stay, any finished operation without a drive counts. Where they leave, one is missed only if no sibling
 * `goesOn` (is in flight, or may begin) and the stored state is not what the rows add up to: the one that finished last was lost
 * between its two writes. Claimed for less, finished operations would be claimed over and over.
 *
 * @public
 */
export function isStranded<Row extends OperationRow>(
  protocol: Protocol,
  { apply, operations, released }: Standing<Row>,
  goesOn: (row: Row) => boolean,
): boolean {
  if (isTerminal(apply)) return false;
  if (protocol.finished === 'stay') return true;
  return !operations.some(goesOn) && !isUpToDate(protocol, { apply, operations, released });
}

/** Whether the stored state is what the rows add up to: a drive that projected it once more would change nothing. @public */
export function isUpToDate<Row extends OperationRow>(
  protocol: Protocol,
  { apply, operations, released }: Standing<Row>,
): boolean {
  return aggregateOf(protocol, operations, released) === apply;
}
