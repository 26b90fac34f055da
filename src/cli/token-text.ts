/** Tokens on the command line: `hf1.` and the schedule as compressed JSON in URL-safe letters. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { Json, Token } from '../sim/index.ts';
import { UserError } from '../user-error.ts';

const PREFIX = 'hf1.';
/** A token is typed or pasted: what is larger than this when unpacked is no token. */
const MAX_BYTES = 16 * 1024 * 1024;

const shape = z.tuple([z.string(), z.json(), z.array(z.string())]);

/** Whether an argument is meant as a token, and not as a file. */
export function looksLikeToken(text: string): boolean {
  return /^hf\d+\./.test(text);
}

/** The token as one word. */
export function formatToken({ system, config, steps }: Token): string {
  return PREFIX + deflateRawSync(JSON.stringify([system, config, steps]), { level: 9 }).toString('base64url');
}

/** @throws UserError for a text that is no token of this version */
export function parseToken(text: string): Token {
  if (!text.startsWith(PREFIX)) {
    throw new UserError(`this token begins with "${text.split('.')[0]}.", but this version of holdfast reads "${PREFIX}" tokens only. Make it again with "holdfast check".`);
  }
  try {
    const packed = Buffer.from(text.slice(PREFIX.length), 'base64url');
    const json: unknown = JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_BYTES }).toString());
    const [system, config, steps] = shape.parse(json);
    return { system, config: config as Json, steps };
  } catch {
    throw new UserError('this token is damaged: it does not unpack. Was it cut off when it was copied? Make it again with "holdfast check".');
  }
}
