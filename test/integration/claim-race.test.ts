import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as machines from '../../src/machines/index.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';

const DIST = process.env['HOLDFAST_DIST'] ?? 'dist';
const PROCESSES = 4;
const OPERATIONS = 60;

/** Claims until a second has brought nothing more, and prints what it claimed. All processes begin at the same moment. */
const CLAIMER = `
const [path, dist, begin] = process.argv.slice(2);
const { openSqliteStore } = await import(dist + '/store/sqlite.js');
const rules = await import(dist + '/machines/index.js');
const store = await openSqliteStore(path, { rules, claimInterval: 1 });
const claimed = [];
await new Promise((resolve) => setTimeout(resolve, Number(begin) - Date.now()));
for (;;) {
  const by = { holder: String(process.pid), signal: AbortSignal.timeout(1000) };
  const claim = await store.claim({ apply: 'race', operation: null }, by).catch((error) => error);
  if (claim.operation !== undefined) claimed.push(claim.operation);
  else if (by.signal.aborted) break;
}
console.log(JSON.stringify(claimed));
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast race '));
});

afterEach(() => rm(folder, { recursive: true }));

it('gives each operation to exactly one of several processes that claim at the same time', async () => {
  const path = join(folder, 'rollout.db');
  const ids = Array.from({ length: OPERATIONS }, (_, index) => `op${index}`);
  const store = await openSqliteStore(path, { rules: machines });
  const operations = ids.map((id) => ({ id, onFailure: 'halt' as const, payload: '' }));
  await store.createApply({ apply: 'race', protocol: 'merged', order: 'parallel', operations });
  await writeFile(join(folder, 'claimer.mjs'), CLAIMER);
  const begin = String(Date.now() + 1500);
  const claimers = Array.from({ length: PROCESSES }, () =>
    promisify(execFile)(process.execPath, [join(folder, 'claimer.mjs'), path, pathToFileURL(DIST).href, begin]),
  );
  const claimed = (await Promise.all(claimers)).map(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(claimed.flat().sort((a, b) => a.localeCompare(b))).toEqual(ids.sort((a, b) => a.localeCompare(b)));
  expect(claimed.filter((each) => each.length > 0).length).toBeGreaterThan(1);
  await store.close();
});
