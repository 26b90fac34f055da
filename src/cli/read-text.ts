import { readFile } from 'node:fs/promises';
import { UserError } from '../user-error.ts';

/** The text of a file. @throws UserError if it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(`cannot read ${path}: ${why(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

function why({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the files in it';
  if (code === 'EACCES') return 'permission denied';
  return message;
}
