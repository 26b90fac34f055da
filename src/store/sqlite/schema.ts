/** The tables of a Holdfast store in SQLite, and the marks in the file that tell it from others. */

/** `PRAGMA application_id`: "HOLD" in ASCII. */
export const APPLICATION_ID = 0x484f4c44;

/** `PRAGMA user_version`. Raise it with every change of the tables below. */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE applies (
  id            TEXT PRIMARY KEY,
  run           TEXT NOT NULL,
  protocol      TEXT NOT NULL,
  order_policy  TEXT NOT NULL,
  state         TEXT NOT NULL,
  released      INTEGER NOT NULL DEFAULT 0,
  started_at    TEXT,
  completed_at  TEXT,
  error_message TEXT,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL
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
