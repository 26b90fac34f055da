/** Lines of a stream, one after the other, without waiting for its end. */
import { UserError } from '../../user-error.ts';
import { decode, readable, type Pieces } from './read-text.ts';

const LINE_END = 10;
/** A line is held in memory as a whole. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The lines of a stream with their numbers, from 1. The last one may lack its line end; `\r\n` ends a line, too.
 *
 * @throws UserError if the stream cannot be read, or a line is too long or not UTF-8
 */
export async function* readLines(stream: Pieces, name: string): AsyncGenerator<[number, string]> {
  let number = 1;
  for await (const bytes of split(readable(stream, name), name)) {
    yield [number, decode(bytes, `line ${number} of ${name}`).replace(/\r$/, '')];
    number += 1;
  }
}

async function* split(stream: Pieces, name: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    let rest = Buffer.from(piece as string);
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      yield Buffer.concat([...begun, rest.subarray(0, end)]);
      [begun, length, rest] = [[], 0, rest.subarray(end + 1)];
    }
    begun.push(rest);
    length += rest.length;
    if (length > MAX_BYTES)
      throw new UserError(`cannot read ${name}: it has a line longer than ${MAX_BYTES >> 20} MiB`);
  }
  if (length > 0) yield Buffer.concat(begun);
}
