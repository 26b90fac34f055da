/**
 * Tokens on the command line: `hf1.`, then a schedule in URL-safe letters. They stand for the CRC-32 of what follows, and the
 * schedule as compressed JSON: a letter that was lost or changed in copying must not give another schedule.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json, Token } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';

const PREFIX = 'hf1.';
const SUM_BYTES = 4;
/** A token is typed or pasted: what is larger than this when unpacked is no token. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Whether an argument is meant as a token, and not as a file. */
export function looksLikeToken(text: string): boolean {
  return /^hf\d+\./.test(text);
}

/** The token as one word. */
export function formatToken({ system, config, steps, cycle }: Token): string {
  const schedule = [system, config, steps, ...(cycle === undefined ? [] : [cycle])];
  const packed = deflateRawSync(JSON.stringify(schedule), { level: 9 });
  return PREFIX + Buffer.concat([sumOf(packed), packed]).toString('base64url');
}

/** @throws UserError for a text that is no token of this version, or not a whole one */
export function parseToken(text: string): Token {
  if (!text.startsWith(PREFIX)) {
    const version = text.split('.')[0];
    throw new UserError(
      `this token begins with "${version}.", but this version of holdfast reads "${PREFIX}" tokens only. ${AGAIN}`,
    );
  }
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  const packed = bytes.subarray(SUM_BYTES);
  // Decoding skips what is no letter of the alphabet, and spare bits of the last one: only the very same text is the token.
  const whole = PREFIX + bytes.toString('base64url') === text && sumOf(packed).equals(bytes.subarray(0, SUM_BYTES));
  if (!whole) throw new UserError(`this token is damaged. Was it cut off when it was copied? ${AGAIN}`);
  return unpack(packed);
}

const AGAIN = 'Make it again with "holdfast check".';

function unpack(packed: Buffer): Token {
  const json = inflated(packed);
  if (!isSchedule(json)) throw new UserError(`this token holds no schedule. ${AGAIN}`);
  const [system, config, steps, cycle] = json;
  return { system, config, steps, ...(cycle === undefined ? {} : { cycle }) };
}

/** Undefined for what does not unpack to JSON. */
function inflated(packed: Buffer): unknown {
  try {
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_BYTES }).toString());
  } catch {
    return undefined;
  }
}

/** The config is whatever JSON it is: only the system that it is for can tell whether it fits. */
function isSchedule(json: unknown): json is [string, Json, string[], string[]?] {
  if (!Array.isArray(json) || json.length < 3 || json.length > 4) return false;
  const [system, , ...lists] = json as unknown[];
  return typeof system === 'string' && lists.every(isListOfLabels);
}

const isListOfLabels = (value: unknown): boolean =>
  Array.isArray(value) && value.every((label) => typeof label === 'string');

function sumOf(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
