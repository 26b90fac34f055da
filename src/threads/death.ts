/** What is said of a worker that is no more. */
import { CrewLost, PHASE } from '../sim/index.ts';
import type { Death } from './crew-plan.ts';

const DOING: Readonly<Record<number, string>> = {
  [PHASE.refill]: 'worlds were put into a larger table',
  [PHASE.expand]: 'worlds were expanded',
  [PHASE.count]: 'new worlds were counted',
  [PHASE.settle]: 'new worlds were numbered',
  [PHASE.link]: 'transitions were written down',
};

const ADVICE = 'try fewer threads (--threads 1), or more memory for the process';

/** A fault of the program where it threw an error; otherwise a loss, for which the exploration is cut. */
export function deathOf({ thread, error, exitCode }: Death, threads: number, phase: number): Error {
  const which = `thread ${thread + 1} of ${threads}`;
  const when = `while ${DOING[phase] ?? 'it was idle'}`;
  if (error !== null && !error.isOutOfMemory) return new Error(`${which} failed ${when}: ${error.stack}`);
  const how = error === null ? `it was ended from outside, exit code ${exitCode}` : 'it had no memory left';
  return new CrewLost(`the death of ${which} ${when} (${how}; ${ADVICE})`);
}
