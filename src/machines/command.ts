/**
 * Which commands an engine still takes. A command may arrive once more, long after its answer: a stop that comes again after a start
 * must not stop what was started. Each says by a number for which request it is, and an engine that was started for a younger one
 * refuses it.
 */

/** The number of the request that a command is for: greater for a younger one. @public */
export interface Numbered {
  readonly of: number;
}

/** Whether an engine that was started for request number `startedFor` still takes the command. @public */
export function isCurrent({ of }: Numbered, startedFor: number): boolean {
  return of >= startedFor;
}
