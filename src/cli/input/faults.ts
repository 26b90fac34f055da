/** `--faults read=1,stale=1`: which faults may happen, and how often. */
import { ROLLOUT_FAULTS } from '../../rollout/index.ts';
import type { FaultBudget } from '../../sim/index.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';

/** The largest budget of one fault: a world keeps count of it, and more than this is no longer a question about races. */
export const MAX_BUDGET = 1000;

/** The furthest that a stale read may look back: every version is a word of every world. */
export const MAX_STALE_VERSIONS = 100;

/** The faults there are, each with what it does. */
export type KnownFaults = Readonly<Record<string, string>>;

/**
 * Reads a budget. `none` and an empty text mean no faults; a name alone means once.
 *
 * @param known the faults there are; those of rollouts by default
 * @throws UserError
 */
export function parseFaults(text: string, known: KnownFaults = ROLLOUT_FAULTS): FaultBudget {
  if (text.trim() === '' || text === 'none') return {};
  const entries = text.split(',').map((part) => parseFault(part.trim(), known));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--faults names "${twice}" twice`);
  return Object.fromEntries(entries);
}

/** The names of the faults, with what each does. */
export function faultsHelp(known: KnownFaults = ROLLOUT_FAULTS): string {
  const width = Math.max(...Object.keys(known).map((name) => name.length)) + 2;
  const rows = Object.entries(known).map(([name, what]) => `  ${name.padEnd(width)}${what}`);
  return `Faults and disturbances, with a budget each (NAME=COUNT):\n${rows.join('\n')}`;
}

function parseFault(part: string, known: KnownFaults): [string, number] {
  const [name = '', count = '1', ...rest] = part.split('=');
  if (name === '') throw wrongForm(part);
  if (!Object.hasOwn(known, name)) {
    const hint = name === 'none' || name === 'help' ? `. "${name}" stands alone` : '';
    throw new UserError(`--faults: ${unknownWord('fault', name, Object.keys(known))}${hint}`);
  }
  const budget = /^\d+$/.test(count) && rest.length === 0 ? Number(count) : Number.NaN;
  if (budget <= MAX_BUDGET) return [name, budget];
  throw wrongForm(part);
}

function wrongForm(part: string): UserError {
  return new UserError(
    `--faults ${JSON.stringify(part)}: expected NAME=COUNT with a whole number from 0 to ${MAX_BUDGET}, as in read=1`,
  );
}
