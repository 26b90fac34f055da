/** Schedules and faults as fast-check arbitraries that shrink. */
export { faultBudgets } from './fault-budgets.ts';
export { schedules, type Schedule, type ScheduleConstraints } from './schedules.ts';
export { scheduler, type SchedulerConstraints } from './scheduler.ts';
