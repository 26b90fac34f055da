import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite.ts';

const DIST = 'dist';
const PROCESSES = 4;
const OPERATIONS = 150;

/** Says that it is ready, waits for the start, claims until a second has brought nothing more, and prints what it claimed. */
const CLAIMER = `
const [path, dist] = process.argv.slice(2);
const { openSqliteStore } = await import(dist + '/store/sqlite.js');
const rules = await import(dist + '/machines/index.js');
const store = await openSqliteStore(path, { rules, claimInterval: 1 });
const claimed = [];
console.log('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
for (;;) {
  const by = { holder: String(process.pid), signal: AbortSignal.timeout(1000) };
  const claim = await store.claim({ apply: 'race', operation: null, protocol: rules.SHIPPED_PROTOCOL }, by).catch((error) => error);
  if (claim.operation !== undefined) claimed.push(claim.operation);
  else if (by.signal.aborted) break;
}
console.log(JSON.stringify(claimed));
process.exit();
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast race '));
});

afterEach(() => rm(folder, { recursive: true }));

it('gives each operation to exactly one of several processes that claim at the same time', async () => {
  const path = join(folder, 'rollout.db');
  const ids = Array.from({ length: OPERATIONS }, (_, index) => `op${index}`);
  const store = await openSqliteStore(path);
  const operations = ids.map((id) => ({ id, onFailure: 'halt' as const, payload: '' }));
  await store.createApply({ apply: 'race', protocol: 'merged', order: 'parallel', operations });
  await writeFile(join(folder, 'claimer.mjs'), CLAIMER);
  const claimers = Array.from({ length: PROCESSES }, () =>
    spawn(process.execPath, [join(folder, 'claimer.mjs'), path, pathToFileURL(DIST).href], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(claimers.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of claimers) stdin.write('go');
  const claimed = (await Promise.all(claimers.map(({ stdout }) => text(stdout)))).map(
    (line) => JSON.parse(line) as string[],
  );
  expect(claimed.flat().sort((a, b) => a.localeCompare(b))).toEqual(ids.sort((a, b) => a.localeCompare(b)));
  expect(claimed.filter((each) => each.length > 0).length).toBeGreaterThan(1);
  await store.close();
});
