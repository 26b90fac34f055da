/** What is asked for in code, held against what there is: a mistake is named before anything runs. */
import { nearest, unknownWord } from '../../nearest.ts';
import { SystemError } from './system.ts';

/** The largest number that a word of a world holds. */
export const LARGEST = 2 ** 31 - 1;

/** @throws SystemError for anything but a whole number in this range; of two ends that are infinite, none is one */
export function requireWhole(what: string, value: unknown, from: number, to: number): void {
  if (Number.isInteger(value) && (value as number) >= from && (value as number) <= to) return;
  if (value === Infinity && to === Infinity) return;
  const range = to === Infinity ? `of at least ${from}` : `from ${from} to ${to}`;
  throw new SystemError(`${what} is ${shown(value)}: it must be a whole number ${range}`);
}

/** @throws SystemError for anything but true, false and nothing at all */
export function requireFlag(what: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new SystemError(`${what} is ${shown(value)}: it must be true or false`);
}

/** @throws SystemError for a word that is none of these */
export function requireWord(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return;
  throw new SystemError(typeof value === 'string' ? unknownWord(what, value, known) : notOneOf(what, value, known));
}

const notOneOf = (what: string, value: unknown, known: readonly string[]): string =>
  `${what} is ${shown(value)}: it must be one of ${known.join(', ')}`;

/** @throws SystemError for an option that does not exist: what it asks for would not be done, and nobody would know */
export function requireOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new SystemError(`${what} takes its options as an object, not ${shown(options)}`);
  for (const option of Object.keys(options)) requireWord(`option of ${what}`, option, known);
}

/** @throws SystemError for a key that is probably a slip: it is not known, and near to one that is */
export function requireNoSlip(what: string, keys: readonly string[], known: readonly string[]): void {
  for (const key of keys) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    if (meant !== undefined)
      throw new SystemError(`${what} says "${key}". Did you mean "${meant}"? Known: ${known.join(', ')}`);
  }
}

/** @throws SystemError for a name that cannot be read in a label or a report */
export function requireName(kind: string, name: unknown): void {
  if (typeof name !== 'string') throw new SystemError(`the name of ${kind} is ${shown(name)}: it must be a text`);
  if (name.trim() === '') throw new SystemError(`the name of ${kind} is empty: it goes into labels and reports`);
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(name))
    throw new SystemError(`the name ${JSON.stringify(name)} of ${kind} has a line break or a control character in it`);
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : Object.is(value, -0) ? '-0' : String(value);
}
