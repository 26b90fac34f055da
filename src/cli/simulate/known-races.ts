/** The races of a corpus, replayed: what became of them. */
import { setImmediate } from 'node:timers/promises';
import type { KnownRace } from '../../report/index.ts';
import { UserError } from '../../user-error.ts';
import type { CorpusRace } from '../../files/corpus.ts';
import { brokenIn, follow, readToken } from '../replay/replay-token.ts';

/**
 * Replays the races one after the other.
 *
 * @param goOn asked before each whether there is time for it
 */
export async function replayKnown(
  races: readonly CorpusRace[],
  goOn: (property: string) => boolean,
): Promise<KnownRace[]> {
  const known: KnownRace[] = [];
  for (const { property, token } of races) {
    await setImmediate();
    if (!goOn(property)) break;
    known.push({ property, token, outcome: await outcomeOf({ property, token }) });
  }
  return known;
}

async function outcomeOf({ property, token }: CorpusRace): Promise<KnownRace['outcome']> {
  const schedule = scheduleOf(token);
  if (schedule === null) return 'diverged';
  const outcome = await follow(schedule, 'model');
  if (brokenIn(outcome).some((violation) => violation.property === property)) return 'still broken';
  if (outcome.trace.divergence !== null) return 'diverged';
  return outcome.undecided.some((open) => open.property === property) ? 'undecided' : 'fixed';
}

/** Null for a token of a rollout that cannot be built any more. */
function scheduleOf(token: string) {
  try {
    return readToken(token);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
