/** How this program shows a system of one's own, and the command that replays a race of it. */
import type { CheckOptions } from '../../report/index.ts';
import type { AnySystem } from '../../sim/index.ts';
import type { Io } from './io.ts';

/** @param word the place of the system, as it is typed */
export function ownLook(io: Io, { actors }: AnySystem, word: string): CheckOptions {
  return {
    width: io.width,
    color: io.color,
    actors: Object.keys(actors),
    replayCommand: (token) => `${io.program} replay ${word} ${token}`,
  };
}
