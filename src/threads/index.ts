/** Explorations on several threads. */
export { ThreadCrew } from './thread-crew.ts';
