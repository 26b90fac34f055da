/** `--faults read=1,stale=1`: which faults may happen, and how often. */
import { ROLLOUT_FAULTS } from '../rollout/index.ts';
import type { FaultBudget } from '../sim/index.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';

/** The largest budget of one fault: a world keeps count of it, and more than this is no longer a question about races. */
const MAX_BUDGET = 1000;

/** Reads a budget. `none` and an empty text mean no faults; a name alone means once. @throws UserError */
export function parseFaults(text: string): FaultBudget {
  if (text === '' || text === 'none') return {};
  const entries = text.split(',').map((part) => parseFault(part.trim()));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--faults names "${twice}" twice`);
  return Object.fromEntries(entries);
}

function parseFault(part: string): [string, number] {
  const [name = '', count = '1', ...rest] = part.split('=');
  if (!Object.hasOwn(ROLLOUT_FAULTS, name)) throw new UserError(unknownWord('fault', name, Object.keys(ROLLOUT_FAULTS)));
  const budget = /^\d+$/.test(count) && rest.length === 0 ? Number(count) : Number.NaN;
  if (budget <= MAX_BUDGET) return [name, budget];
  throw new UserError(`--faults ${part}: expected NAME=COUNT with a whole number from 0 to ${MAX_BUDGET}, as in read=1`);
}
