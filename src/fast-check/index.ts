/** Schedules, faults, rollouts and orders of promises as fast-check arbitraries that shrink. */
export { faultBudgets } from './fault-budgets.ts';
export { rollouts, type RolloutConstraints } from './rollouts.ts';
export { scheduledRollouts, type ScheduledRollout, type ScheduledRolloutConstraints } from './scheduled-rollouts.ts';
export { scheduler, type SchedulerConstraints } from './promise-scheduler.ts';
export { schedules, type Schedule, type ScheduleConstraints } from './schedules.ts';
