import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines } from '../../../src/cli/input/read-lines.ts';
import { readText, textOf } from '../../../src/cli/input/read-text.ts';
import { UserError } from '../../../src/user-error.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast text '));
});
afterAll(() => rm(folder, { recursive: true }));

async function complaint(name: string): Promise<string> {
  const path = join(folder, name);
  const error: unknown = await readText(path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replace(path, 'PATH');
}

describe('readText', () => {
  it('reads UTF-8, without a byte order mark', async () => {
    await writeFile(join(folder, 'ö'), '\ufeffñ✓\r\n');
    expect(await readText(join(folder, 'ö'))).toBe('ñ✓\r\n');
    await writeFile(join(folder, 'empty'), '');
    expect(await readText(join(folder, 'empty'))).toBe('');
  });

  it('says why it cannot', async () => {
    await writeFile(join(folder, 'latin1'), Buffer.from([0x6e, 0xe4]));
    await writeFile(join(folder, 'huge'), Buffer.alloc(1024 * 1024 + 1, 'a'));
    expect(await complaint('nowhere')).toBe('cannot read PATH: there is no such file');
    expect(await complaint('.')).toMatch(/: it is a folder; name the files in it$/);
    expect(await complaint('latin1')).toBe('cannot read PATH: it is not UTF-8 text');
    expect(await complaint('huge')).toBe('cannot read PATH: it is longer than 1 MiB');
  });

  it('does not wait for the end of what has none', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
    await expect(textOf(endless, 'x')).rejects.toThrow('cannot read x: it is longer than 1 MiB');
  });
});

describe('readLines', () => {
  const lines = async (pieces: readonly Buffer[]): Promise<string[]> => {
    const read: string[] = [];
    for await (const [number, line] of readLines(Readable.from(pieces), 'x')) {
      read.push(line);
      expect(number).toBe(read.length);
    }
    return read;
  };

  it('finds the same lines however the text arrives', async () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '✓', ' ') }), { minLength: 1 });
    const cuts = fc.array(fc.nat({ max: 50 }));
    await fc.assert(
      fc.asyncProperty(texts, cuts, fc.constantFrom('\n', '\r\n'), async (texts, cuts, end) => {
        const bytes = Buffer.from(texts.map((text) => text + end).join(''));
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.map((place, index) => bytes.subarray(place, places[index + 1] ?? bytes.length));
        expect(await lines(pieces)).toEqual(texts);
      }),
    );
  });

  it('finds a last line without an end, and none after the last end', async () => {
    expect(await lines([Buffer.from('a\n'), Buffer.from('b')])).toEqual(['a', 'b']);
    expect(await lines([Buffer.from('a\n')])).toEqual(['a']);
    expect(await lines([])).toEqual([]);
  });

  it('refuses a line that is too long to hold', async () => {
    const piece = Buffer.alloc(1024 * 1024);
    await expect(lines(Array.from({ length: 17 }, () => piece))).rejects.toThrow('it has a line longer than 16 MiB');
  });
});
