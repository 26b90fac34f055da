/** The tables of a Holdfast store in SQLite, and the marks in the file that tell it from others. */

/** `PRAGMA application_id`: "HOLD" in ASCII. */
export const APPLICATION_ID = 0x484f4c44;

/** `PRAGMA user_version`. Raise it with every change of the tables below, and say in `MIGRATIONS` how to get there. */
export const SCHEMA_VERSION = 3;

/** What leads from a version to the next. */
export const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE applies ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applies ADD COLUMN operation_count INTEGER NOT NULL DEFAULT 0;
UPDATE applies SET operation_count = (SELECT count(*) FROM apply_operations WHERE apply_id = applies.id);
PRAGMA user_version = 2;
`,
  2: `
ALTER TABLE apply_operations ADD COLUMN resumed INTEGER NOT NULL DEFAULT 0;
PRAGMA user_version = 3;
`,
};

export const SCHEMA = `
CREATE TABLE applies (
  id              TEXT PRIMARY KEY,
  run             TEXT NOT NULL,
  protocol        TEXT NOT NULL,
  order_policy    TEXT NOT NULL,
  state           TEXT NOT NULL,
  released        INTEGER NOT NULL DEFAULT 0,
  started_at      TEXT,
  completed_at    TEXT,
  error_message   TEXT,
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL,
  revision        INTEGER NOT NULL DEFAULT 0,
  operation_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE apply_operations (
  apply_id         TEXT NOT NULL REFERENCES applies (id),
  id               TEXT NOT NULL,
  position         INTEGER NOT NULL,
  state            TEXT NOT NULL,
  on_failure       TEXT NOT NULL,
  payload          TEXT NOT NULL,
  error_message    TEXT,
  started          INTEGER NOT NULL DEFAULT 0,
  start_requested  INTEGER NOT NULL DEFAULT 0,
  resumed          INTEGER NOT NULL DEFAULT 0,
  lease_token      TEXT,
  lease_holder     TEXT,
  lease_expires_at INTEGER,
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  PRIMARY KEY (apply_id, id),
  UNIQUE (apply_id, position)
) STRICT;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;
