import { expect, it } from 'vitest';
import { patiently } from '../../../src/cli/terminal/patiently.ts';

const locked = (): Error => Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });

it('tries again while the store is locked', async () => {
  let attempts = 0;
  const answer = patiently('x.db', async () => {
    attempts += 1;
    if (attempts < 3) throw locked();
    return attempts;
  });
  expect(await answer).toBe(3);
});

it('gives up at some time, and says why', async () => {
  await expect(patiently('x.db', () => Promise.reject(locked()))).rejects.toThrow(
    'cannot use the store x.db: another process keeps it locked',
  );
});

it('passes any other failure on at once', async () => {
  await expect(patiently('x.db', () => Promise.reject(new Error('other')))).rejects.toThrow('other');
});
