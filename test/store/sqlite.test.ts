import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Database from 'libsql';
import * as machines from '../../src/machines/index.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { UserError } from '../../src/user-error.ts';
import { storeConformance } from '../../src/store/conformance.ts';

async function tempFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'holdfast store '));
}

storeConformance('SQLite', async () => {
  const folder = await tempFolder();
  return {
    connect: (options) => openSqliteStore(join(folder, 'rollout.db'), options),
    destroy: () => rm(folder, { recursive: true }),
  };
});

const options = {};
const spec = {
  apply: 'a',
  protocol: 'merged',
  order: 'rolling',
  operations: [{ id: 'us', onFailure: 'halt', payload: '' }],
} as const;

/** The tables of schema version 1, with a rollout of two. */
const FIRST_SCHEMA = `
CREATE TABLE applies (
  id TEXT PRIMARY KEY, run TEXT NOT NULL, protocol TEXT NOT NULL, order_policy TEXT NOT NULL, state TEXT NOT NULL,
  released INTEGER NOT NULL DEFAULT 0, started_at TEXT, completed_at TEXT, error_message TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE apply_operations (
  apply_id TEXT NOT NULL REFERENCES applies (id), id TEXT NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL,
  on_failure TEXT NOT NULL, payload TEXT NOT NULL, error_message TEXT, started INTEGER NOT NULL DEFAULT 0,
  start_requested INTEGER NOT NULL DEFAULT 0, lease_token TEXT, lease_holder TEXT, lease_expires_at INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (apply_id, id), UNIQUE (apply_id, position)
) STRICT;
INSERT INTO applies (id, run, protocol, order_policy, state, created_at, updated_at)
  VALUES ('a', 'r', 'merged', 'parallel', 'running', 'then', 'then');
INSERT INTO apply_operations (apply_id, id, position, state, on_failure, payload, created_at, updated_at)
  VALUES ('a', 'us', 0, 'completed', 'halt', '', 'then', 'then'), ('a', 'eu', 1, 'pending', 'halt', '', 'then', 'then');
PRAGMA application_id = 1213156420;
PRAGMA user_version = 1;
`;

describe('a SQLite file', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await tempFolder();
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function refusal(path: string): Promise<string> {
    const error = await openSqliteStore(path, options).then(
      () => 'opened',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    return String(error);
  }

  it('is refused when it is no database, however short', async () => {
    for (const text of ['x', 'apply: add-index\n', 'not a database '.repeat(500)]) {
      await writeFile(join(folder, 'notes.txt'), text);
      expect(await refusal(join(folder, 'notes.txt'))).toContain('it is not a SQLite database');
    }
  });

  it('is refused when it belongs to another program', async () => {
    const path = join(folder, 'other.db');
    const other = new Database(path);
    other.exec('CREATE TABLE applies (id TEXT)');
    other.close();
    expect(await refusal(path)).toContain('not a Holdfast store');
  });

  it('is refused when another version of the schema wrote it', async () => {
    const path = join(folder, 'new.db');
    await (await openSqliteStore(path, options)).close();
    const later = new Database(path);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(await refusal(path)).toContain('has schema version 99, and this Holdfast works with version 3');
  });

  it('is brought up to date when an older schema wrote it, with what was stored', async () => {
    const path = join(folder, 'old.db');
    const old = new Database(path);
    old.exec(FIRST_SCHEMA);
    old.close();
    for (const _open of ['first', 'again']) {
      const store = await openSqliteStore(path, options);
      expect(await store.readRollout({ apply: 'a' })).toMatchObject({
        state: 'running',
        revision: 0,
        size: 2,
        operations: [{ id: 'us' }, { id: 'eu' }],
      });
      await store.close();
    }
    const store = await openSqliteStore(path, options);
    const eu = await store.claim(
      { apply: 'a', operation: 'eu', protocol: machines.SHIPPED_PROTOCOL },
      { holder: 'tester', signal: AbortSignal.timeout(5000) },
    );
    expect(eu.operation).toBe('eu');
    expect((await store.readRollout({ apply: 'a' })).revision).toBe(1);
    await store.close();
  });

  it('is refused when its folder is missing, or when it is a folder', async () => {
    expect(await refusal(join(folder, 'missing', 'rollout.db'))).toContain('its folder does not exist');
    expect(await refusal(folder)).toContain('cannot be opened');
  });

  it('keeps what was written when it is opened again', async () => {
    const path = join(folder, 'rollout.db');
    const before = await openSqliteStore(path, options);
    await before.createApply(spec);
    await before.close();
    const after = await openSqliteStore(path, options);
    expect(await after.sampleApply({ apply: 'a' })).toEqual({ state: 'pending' });
    await after.close();
    await expect(after.sampleApply({ apply: 'a' })).rejects.toThrow();
  });

  it('rejects instead of crashing while another connection keeps it locked, and works again afterwards', async () => {
    const path = join(folder, 'rollout.db');
    const store = await openSqliteStore(path, options);
    const rival = new Database(path);
    rival.exec('BEGIN IMMEDIATE');
    await expect(store.createApply(spec)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    rival.exec('ROLLBACK');
    expect((await store.createApply(spec)).created).toBe(true);
    rival.close();
    await store.close();
  });

  it('forgets what a process wrote that was killed before it committed', async () => {
    const path = join(folder, 'rollout.db');
    const store = await openSqliteStore(path, options);
    await store.createApply(spec);
    await killMidTransaction(path);
    expect(await store.sampleApply({ apply: 'a' })).toEqual({ state: 'pending' });
    const claim = await store.claim(
      { apply: 'a', operation: null, protocol: machines.SHIPPED_PROTOCOL },
      { holder: 'tester', signal: AbortSignal.timeout(5000) },
    );
    expect(claim.operation).toBe('us');
    await store.close();
  });
});

/** A process that changes the apply inside a transaction and is killed with SIGKILL before it commits. */
async function killMidTransaction(path: string): Promise<void> {
  const script = `
    const Database = require(process.argv[1]);
    const db = new Database(process.argv[2]);
    db.exec("BEGIN IMMEDIATE; UPDATE applies SET state = 'completed'");
    console.log('written');
    setInterval(() => {}, 1000);`;
  const libsql = createRequire(import.meta.url).resolve('libsql');
  const child = spawn(process.execPath, ['-e', script, libsql, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
