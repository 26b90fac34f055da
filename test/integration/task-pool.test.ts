import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskPool } from '../../src/threads/index.ts';
import { ROOT } from './cli-process.ts';

interface Shipped {
  readonly TaskPool: typeof TaskPool;
}

const WORKER = `
import { SystemError } from '${pathToFileURL(ROOT).href}dist/sim/index.js';
import { serve } from '${pathToFileURL(ROOT).href}dist/threads/index.js';
serve((task) => {
  if (task === 'mistake') throw new SystemError('the system is wrong');
  if (task === 'end') process.exit(7);
  if (task === 'fault') throw new RangeError('the program is wrong');
  return task * 2;
});
`;

let folder: string;
let script: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-pool-'));
  script = pathToFileURL(join(folder, 'worker.mjs'));
  await writeFile(script, WORKER);
});
afterAll(() => rm(folder, { recursive: true }));

/** The pool as it is shipped: its side of the workers is a compiled file. */
async function shippedPool(threads: number) {
  // oxlint-disable-next-line import/no-dynamic-require -- because what is compiled lies where the types are not looked for
  const shipped = (await import(`${ROOT}dist/threads/index.js`)) as Shipped;
  expect(shipped.TaskPool.isAvailable(script)).toBe(true);
  return new shipped.TaskPool<number | string, number>(script, threads);
}

describe('a pool of threads', () => {
  it('carries out more tasks than it has threads, and goes on after one that failed', async () => {
    const pool = await shippedPool(2);
    const tasks = [1, 'fault', 2, 'mistake', 3, 4, 5];
    const settled = await Promise.allSettled(tasks.map((task) => pool.run(task)));
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
      2,
      'the program is wrong',
      4,
      'the system is wrong',
      6,
      8,
      10,
    ]);
    await pool.end();
  });

  it('says that a thread died, and does not wait for what it was doing', async () => {
    const pool = await shippedPool(1);
    await expect(pool.run('end')).rejects.toThrow('a thread died in the middle of its work, with exit code 7');
    await pool.end();
  });

  it("tells a mistake in a system from a fault of the program's own", async () => {
    const pool = await shippedPool(1);
    const reasons = await Promise.all(
      ['mistake', 'fault'].map((task) => pool.run(task).catch((error: unknown) => error)),
    );
    expect(reasons.map((reason) => (reason as Error).constructor.name)).toEqual(['SystemError', 'RangeError']);
    await pool.end();
  });
});
