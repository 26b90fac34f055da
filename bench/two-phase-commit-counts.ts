/** What every explorer has to find in two-phase commit: worlds and steps between them, by the number of managers. */
import type { Counts } from './row.ts';

const EXPECTED: Readonly<Record<number, { readonly states: number; readonly transitions: number }>> = {
  5: { states: 8_832, transitions: 58_145 },
  6: { states: 50_816, transitions: 402_305 },
  7: { states: 296_448, transitions: 2_744_705 },
  8: { states: 1_745_408, transitions: 18_507_777 },
  9: { states: 10_340_352, transitions: 123_558_401 },
};

/** How many worlds there are. @throws RangeError for a number of managers that was never counted */
export function statesOf(managers: number): number {
  return expected(managers).states;
}

/** Passes the counts on if they are all of the model. @throws Error if they are not */
export function checkedCounts(who: string, managers: number, found: { states: number; transitions: number }): Counts {
  const { states, transitions } = expected(managers);
  if (found.states === states && found.transitions === transitions) return { states, transitions };
  throw new Error(
    `${who} found ${found.states} states and ${found.transitions} transitions of two-phase commit with ${managers} managers, which has ${states} and ${transitions}: it does not explore the same model`,
  );
}

function expected(managers: number): { readonly states: number; readonly transitions: number } {
  const known = EXPECTED[managers];
  if (known === undefined) throw new RangeError(`two-phase commit with ${managers} managers was never counted`);
  return known;
}
