/** Explorations on several threads, and tasks that threads carry out one by one. */
export { serve, TaskPool, type CarryOut } from './task-pool.ts';
export { ThreadCrew, type CrewOptions } from './thread-crew.ts';
