/** The store port on a SQLite file, through libsql. Several processes of one machine may share the file. */
import type { Store, StoreOptions } from './port.ts';
import { connect, transact, type Connection } from './sqlite/connection.ts';
import * as rows from './sqlite/rows.ts';
import { TableStore } from './table-store.ts';
import type { Tables } from './tables.ts';

/** Opens the store in the SQLite file at `path`, creating it when it is missing. @public */
export async function openSqliteStore(path: string, options: StoreOptions = {}): Promise<Store> {
  return new TableStore(tablesOf(await connect(path)), options);
}

function tablesOf(db: Connection): Tables {
  return {
    transact: (mode, work) => transact(db, mode === 'write' ? 'IMMEDIATE' : 'DEFERRED', work),
    readView: (apply, now) => rows.readView(db, apply, now),
    readRevision: (apply) => rows.readRevision(db, apply),
    readSpec: (apply) => rows.readSpec(db, apply),
    insertApply: (spec, run, at) => rows.insertApply(db, spec, run, at),
    updateApply: (apply, row, at) => rows.updateApply(db, apply, row, at),
    updateOperation: (apply, row, at) => rows.updateOperation(db, apply, row, at),
    updateStart: (apply, row) => rows.updateStart(db, apply, row),
    updateHolding: (apply, operation, holding) => rows.updateHolding(db, apply, operation, holding),
    close: () => void db.close(),
  };
}
