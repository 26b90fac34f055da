/** Text from outside: UTF-8, and not more of it than a person writes. */
import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { UserError } from '../../user-error.ts';
import type { Io } from '../terminal/io.ts';

/** What comes out of a stream without an encoding; with one, text. */
export type Pieces = AsyncIterable<string | Buffer>;

/** What is longer was not written by hand: most likely it is another file than the one that was meant. */
const MAX_BYTES = 1024 * 1024;

/** The text of a file. @throws UserError if it cannot be read, is too long or is not UTF-8 */
export async function readText(path: string): Promise<string> {
  return textOf(createReadStream(path), path);
}

/**
 * The text of a stream, read to its end. `name` is for messages.
 *
 * @throws UserError if it cannot be read, is too long or is not UTF-8
 */
export async function textOf(stream: Pieces, name: string): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of readable(stream, name)) {
    pieces.push(Buffer.from(piece as string));
    bytes += pieces.at(-1)?.length ?? 0;
    if (bytes > MAX_BYTES) throw new UserError(`cannot read ${name}: it is longer than ${MAX_BYTES >> 20} MiB`);
  }
  return decode(Buffer.concat(pieces), name);
}

/** Standard input, which ends where it is interrupted. */
export function standardInput({ stdin, signal }: Io): Pieces {
  return addAbortSignal(signal, stdin as Readable);
}

/** The same pieces; what goes wrong in reading them is a `UserError`, unless it is that somebody stopped it. */
export async function* readable(stream: Pieces, name: string): AsyncGenerator<string | Buffer> {
  try {
    yield* stream;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') return;
    throw new UserError(`cannot read ${name}: ${why(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

/** @throws UserError if the bytes are not UTF-8 */
export function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`cannot read ${name}: it is not UTF-8 text`, { cause });
  }
}

function why({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the files in it';
  if (code === 'EACCES') return 'permission denied';
  return message;
}
