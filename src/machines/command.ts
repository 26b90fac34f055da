/**
 * Which commands an engine still takes. A command may arrive once more, long after its answer: a stop that comes again after a start
 * must not stop what was started. One that says by a number for which request it is, is refused by an engine that was started for a
 * younger one.
 */

/** The number of the request that a command is for, greater for a younger one; null where it does not say. @public */
export interface Numbered {
  readonly of: number | null;
}

/** Whether an engine that was started for request number `startedFor` still takes the command. @public */
export function isCurrent({ of }: Numbered, startedFor: number): boolean {
  return of === null || of >= startedFor;
}
