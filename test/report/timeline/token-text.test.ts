import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatToken, looksLikeToken, parseToken } from '../../../src/report/timeline/token-text.ts';
import type { Json, Token } from '../../../src/sim/index.ts';
import { UserError } from '../../../src/user-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TOKEN: Token = {
  system: 'rollout',
  config: { protocol: 'merged', operations: 2, faults: { read: 1 } },
  steps: ['drive:A claim#1 takes effect', 'drive:A claim#1 is answered', 'drive:B crashes'],
};
const TEXT = formatToken(TOKEN);

/** JSON of what JSON can tell apart: it has no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('a token', () => {
  it('is one word that a shell takes as it is', () => {
    expect(TEXT).toMatch(/^hf1\.[\w-]+$/);
    expect(looksLikeToken(TEXT)).toBe(true);
  });

  it('reads back as the schedule that it was made from', () => {
    const labels = fc.array(fc.string());
    const tokens = fc.record(
      { system: fc.string(), config: json, steps: labels, cycle: labels },
      { requiredKeys: ['system', 'config', 'steps'] },
    );
    fc.assert(
      fc.property(tokens, (token) => {
        expect(parseToken(formatToken(token))).toEqual(token);
      }),
    );
  });

  it('that was printed before tokens had cycles is still read', () => {
    const printed =
      'hf1.gvTQzGXNMQ7CMAwF0KtEnzVLGbPBNaoOVuKUiLSubBeGqndHgpH5DW-ESu-yO-KBTcUlS0fCwjpzQYRsrORNVkO6RlTauxvSAWUqSMN5xhFF24vTLeRObbkMwenJFrhWzo74x80CrfZm_Q4_vYesZA82TNMH';
    expect(parseToken(printed)).toEqual(TOKEN);
  });

  it('is refused when any part of it was cut off', () => {
    for (let length = 'hf1.'.length; length < TEXT.length; length += 1)
      expect(complaint(TEXT.slice(0, length))).toContain('damaged');
  });

  it('is refused when any letter of it is another one', () => {
    const places = fc.integer({ min: 'hf1.'.length, max: TEXT.length - 1 });
    const letters = fc.constantFrom(...ALPHABET, ' ', '!', '=', '\n', 'é');
    fc.assert(
      fc.property(places, letters, (at, letter) => {
        fc.pre(TEXT[at] !== letter);
        expect(complaint(TEXT.slice(0, at) + letter + TEXT.slice(at + 1))).toContain('damaged');
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused when something was added to it or doubled', () => {
    for (const text of [`${TEXT}A`, `${TEXT}=`, `${TEXT} `, `${TEXT}${TEXT}`])
      expect(complaint(text)).toContain('damaged');
  });

  it('is refused when it holds something else than a schedule', () => {
    for (const value of [
      ['rollout', {}, [], [1]],
      null,
      [],
      ['rollout', {}],
      ['rollout', {}, [1]],
      ['rollout', {}, [], 1],
      ['rollout', {}, [], [], []],
      [1, {}, []],
    ]) {
      expect(complaint(sealed(deflateRawSync(JSON.stringify(value))))).toContain('this token holds no schedule');
    }
    expect(complaint(sealed(deflateRawSync('no JSON')))).toContain('this token holds no schedule');
    expect(complaint(sealed(Buffer.from('not deflated')))).toContain('this token holds no schedule');
  });

  it('is refused when it unpacks to more memory than any schedule takes', () => {
    const bomb = deflateRawSync(JSON.stringify(['rollout', {}, ['x'.repeat(17 * 1024 * 1024)]]));
    expect(bomb.length).toBeLessThan(100_000);
    expect(complaint(sealed(bomb))).toContain('this token holds no schedule');
  });

  it('of another version is named as such', () => {
    const text = TEXT.replace('hf1.', 'hf2.');
    expect(looksLikeToken(text)).toBe(true);
    expect(complaint(text)).toContain('begins with "hf2.", but this version of holdfast reads "hf1." tokens only');
  });

  it.each(['hf.x', 'hf1', 'scenarios/hf1.yaml', 'xhf1.abc', ''])('is not what %j looks like', (text) => {
    expect(looksLikeToken(text)).toBe(false);
  });
});

function complaint(text: string): string {
  try {
    parseToken(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return expect.fail(`expected a UserError for ${text}`);
}

/** What is packed, with its right sum in front. */
function sealed(packed: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(packed));
  return `hf1.${Buffer.concat([sum, packed]).toString('base64url')}`;
}

/** CRC-32 bit by bit, by its definition (ISO 3309, reflected polynomial 0xEDB88320). */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
