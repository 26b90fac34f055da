/** `FILE#EXPORT`: where a system of one's own is. */
import { shellWord } from '../terminal/shell-word.ts';

/** A file, and what of it is meant. */
export interface SystemPlace {
  readonly file: string;
  /** Absent if no export is named. */
  readonly name?: string;
}

/** What Node runs, and TypeScript that it may run. */
export const MODULE_ENDINGS = '.ts, .mts, .cts, .js, .mjs or .cjs';

const PLACE = /^(?<file>.*\.[cm]?[jt]s)(?:#(?<name>.*))?$/s;

/** The place that an argument names; null for an argument that names none. */
export function systemPlace(word: string): SystemPlace | null {
  const { file, name } = PLACE.exec(word)?.groups ?? {};
  if (file === undefined) return null;
  return { file, ...(name === undefined || name === '' ? {} : { name }) };
}

/** Whether an argument looks like a file, or an export of one, that is no module. */
export const looksLikePlace = (word: string): boolean => /[#/\\]|\.[a-z]+$/i.test(word);

/** The place as it is shown. */
export const placeText = ({ file, name }: SystemPlace): string => (name === undefined ? file : `${file}#${name}`);

/** The place as it is typed: a "#" within a word is no comment to a shell. */
export const placeWord = ({ file, name }: SystemPlace): string =>
  name === undefined ? shellWord(file) : `${shellWord(file)}#${shellWord(name)}`;
