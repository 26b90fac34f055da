/** Opens a SQLite file as a Holdfast store, or says why it is none. libsql answers synchronously, so all of this does. */
import Database from 'libsql';
import { existsSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../user-error.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** An open libsql database. */
export type Connection = Database.Database;

/** What can be bound to a `?`. */
export type Value = string | number | null;

/** How long SQLite waits for another process's write: short, because the whole process waits with it. */
const BUSY_TIMEOUT_MS = 1000;
/** The first 16 bytes of every SQLite database. */
const MAGIC = 'SQLite format 3\0';
const OPEN_ATTEMPTS = 50;
const OPEN_PAUSE_MS = 100;

/** Opens the file, creating it and its tables when they are missing. A file that is not a store is a `UserError`. */
export async function connect(path: string): Promise<Connection> {
  if (!existsSync(dirname(path))) throw new UserError(`cannot open the store ${path}: its folder does not exist`);
  if (await hasOtherContents(path)) throw new UserError(`cannot open the store ${path}: ${REASONS['SQLITE_NOTADB']}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return open(path);
    } catch (error) {
      if (!isBusy(error) || attempt === OPEN_ATTEMPTS) throw explained(path, error);
    }
    await sleep(OPEN_PAUSE_MS);
  }
}

/** Runs `work` in one transaction: all of it is stored, or, when it throws, nothing. */
export function transact<T>(db: Connection, mode: 'DEFERRED' | 'IMMEDIATE', work: () => T): T {
  db.exec(`BEGIN ${mode}`);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** All rows of a query. `all` and not `get`: a statement that is not run to its end keeps its read transaction open. */
export function rowsOf(db: Connection, sql: string, values: readonly Value[]): unknown[] {
  return db.prepare(sql).all([...values]);
}

/** Runs a statement that changes rows. */
export function run(db: Connection, sql: string, values: readonly Value[]): void {
  db.prepare(sql).run([...values]);
}

function open(path: string): Connection {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec('PRAGMA foreign_keys = ON');
    transact(db, 'IMMEDIATE', () => prepareTables(db, path));
    db.exec('PRAGMA journal_mode = WAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite takes a file shorter than its own header for an empty database and overwrites it: look before it does. */
async function hasOtherContents(path: string): Promise<boolean> {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).size === 0) return false;
  const file = await openFile(path);
  const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
  await file.close();
  return buffer.toString('latin1') !== MAGIC;
}

function prepareTables(db: Connection, path: string): void {
  const [tables, application, version] = [count(db), pragma(db, 'application_id'), pragma(db, 'user_version')];
  if (tables === 0 && application === 0 && version === 0) db.exec(SCHEMA);
  else if (application !== APPLICATION_ID)
    throw new UserError(`${path} is a SQLite database, but not a Holdfast store; name another file`);
  else if (version < 1 || version > SCHEMA_VERSION) throw new UserError(otherVersion(path, version));
  else for (let from = version; from < SCHEMA_VERSION; from += 1) db.exec(MIGRATIONS[from] ?? '');
}

function otherVersion(path: string, version: number): string {
  return `the store ${path} has schema version ${version}, and this Holdfast works with version ${SCHEMA_VERSION}: use the Holdfast that wrote it`;
}

function count(db: Connection): number {
  const [row] = rowsOf(db, 'SELECT count(*) AS n FROM sqlite_schema', []) as { n: number }[];
  return row?.n ?? 0;
}

function pragma(db: Connection, name: 'application_id' | 'user_version'): number {
  const [row] = rowsOf(db, `SELECT ${name} AS n FROM pragma_${name}`, []) as { n: number }[];
  return row?.n ?? 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error));
}

const REASONS: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'it is not a SQLite database',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_READONLY: 'it cannot be written',
  SQLITE_CANTOPEN: 'it cannot be opened for writing',
  SQLITE_BUSY: 'another process keeps it locked',
};

function explained(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const known = Object.keys(REASONS).find((code) => codeOf(error).startsWith(code));
  const reason = known === undefined ? connectionFailure(error) : REASONS[known];
  return reason === undefined ? error : new UserError(`cannot open the store ${path}: ${reason}`);
}

/** libsql reports a file that cannot be opened without a code. */
function connectionFailure(error: unknown): string | undefined {
  return error instanceof Error && error.message.startsWith('ConnectionFailed')
    ? REASONS['SQLITE_CANTOPEN']
    : undefined;
}
