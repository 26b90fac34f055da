/** What a schedule costs the person who reads it: faults first, then preemptions, then steps. */

/** How hard a schedule is to read. @public */
export interface ScheduleCost {
  /** Steps that inject a fault or a disturbance with a budget. */
  readonly faults: number;
  /**
   * How often an actor is interrupted although it could go on at once (Musuvathi and Qadeer, Iterative context bounding for systematic
   * testing of multithreaded programs, PLDI 2007). One that waits for a timer, is blocked or is down is not interrupted.
   */
  readonly preemptions: number;
  readonly steps: number;
}

/** Below 0 if the first schedule is easier to read than the second. */
export function compareCosts(one: ScheduleCost, other: ScheduleCost): number {
  return one.faults - other.faults || one.preemptions - other.preemptions || one.steps - other.steps;
}
