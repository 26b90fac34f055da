/** What was thrown by code of the user's, in words, and where. */
import { fileURLToPath } from 'node:url';
import { shellPath } from '../terminal/shell-word.ts';

/** The message of what was thrown; and the place in the user's code, if the stack says. */
export interface Thrown {
  readonly text: string;
  readonly where?: string;
}

/** A line of a stack, or, of code that cannot be parsed, the line before all others. */
const PLACE = /(?<path>(?:file:\/\/|\/|[A-Z]:\\)[^\n()]*?)(?<line>:\d+(?::\d+)?)\)?$/m;

/** Says it without a stack. Whatever is thrown may be no error. */
export function messageOf(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { text: `it threw ${JSON.stringify(thrown) ?? String(thrown)}` };
  const { name, message, stack = '' } = thrown;
  const text = name === 'Error' ? message : `${name}: ${message}`;
  // The message may hold a path of its own, as that of a missing import does.
  const frames = stack
    .replace(message, '')
    .split('\n')
    .filter((frame) => !frame.includes('node:'));
  const place = frames.map((frame) => PLACE.exec(frame)?.groups).find((groups) => groups !== undefined);
  return { text, ...(place === undefined ? {} : { where: `${pathOf(place['path'] ?? '')}${place['line']}` }) };
}

function pathOf(path: string): string {
  return shellPath(path.startsWith('file:') ? fileURLToPath(path) : path);
}
