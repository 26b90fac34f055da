/** A token of a system of one's own: the file says which system, the token what it was called with and which faults there were. */
import { z } from 'zod';
import { parseToken } from '../../report/timeline/token-text.ts';
import { UserError } from '../../user-error.ts';
import { readSystem } from '../input/read-system.ts';
import { placeText, placeWord, type SystemPlace } from '../input/system-place.ts';
import { ownLook } from '../terminal/own-look.ts';
import type { Schedule } from './replay-token.ts';

const ownConfig = z.strictObject({
  argument: z.json().exactOptional(),
  faults: z.record(z.string(), z.number()),
});

/** The schedule of the token on the system at this place. @throws UserError for a damaged token, or one of another system */
export async function readOwnToken(text: string, place: SystemPlace): Promise<Schedule> {
  const { system: name, config, ...steps } = parseToken(text);
  const own = ownConfig.safeParse(config);
  if (!own.success) {
    const remedy = name === 'rollout' ? ' It is one of a rollout: leave the file out' : '';
    throw new UserError(`this token was not made with a file like ${placeText(place)}.${remedy}`);
  }
  const { argument, faults } = own.data;
  const system = await readSystem(place, argument);
  if (system.name !== name)
    throw new UserError(`this token is one of the system "${name}", and ${placeText(place)} is "${system.name}"`);
  const replayed = { ...system, faults };
  return { system: replayed, title: name, look: (io) => ownLook(io, replayed, placeWord(place)), ...steps };
}
