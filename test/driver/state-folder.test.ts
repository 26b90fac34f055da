import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { safeName } from '../../src/driver/command/state-folder.ts';
import { prepareStateFolder } from '../../src/driver/index.ts';
import { UserError } from '../../src/user-error.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'holdfast state ')), 'apply');
});

afterEach(() => rm(join(folder, '..'), { recursive: true }));

it('is made for a new run, and found again by the same run', async () => {
  await prepareStateFolder({ folder, run: 'one', started: false });
  await prepareStateFolder({ folder, run: 'one', started: true });
  expect(await readFile(join(folder, 'run'), 'utf8')).toBe('one');
});

it('of another run is refused: its exit codes would be taken for this one’s', async () => {
  await prepareStateFolder({ folder, run: 'one', started: false });
  const other = prepareStateFolder({ folder, run: 'two', started: false });
  await expect(other).rejects.toThrow(UserError);
  await expect(other).rejects.toThrow('belongs to another run');
});

it('that is missing although commands were started is refused: they may be running', async () => {
  await expect(prepareStateFolder({ folder, run: 'one', started: true })).rejects.toThrow('missing or incomplete');
});

it('gives every name a file name of its own that cannot lead elsewhere', () => {
  const names = ['eu west', 'eu/west', '..', '.', 'eu%2Fwest', '.hidden', 'ü'];
  expect(names.map(safeName)).toEqual(['eu%20west', 'eu%2Fwest', '%2E.', '%2E', 'eu%252Fwest', '%2Ehidden', '%C3%BC']);
});
