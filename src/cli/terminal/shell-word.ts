/** Words and paths as a shell reads them, for commands that are printed to be copied. */
import { relative } from 'node:path';

/** The word, quoted where it has to be. */
export function shellWord(word: string): string {
  return /^[\w./@%+:,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The absolute path as it is written in the working folder, quoted where it has to be. */
export function shellPath(path: string): string {
  return shellWord(fromHere(path));
}

function fromHere(path: string): string {
  try {
    return relative('', path);
  } catch {
    // There is no way from a working folder that was removed.
    return path;
  }
}
