/** A store in memory, for tests and examples: it keeps to the whole port, and forgets everything with the process. */
import type { ApplyRow, OperationRow } from '../machines/index.ts';
import type { Store, StoredOperation, StoreOptions } from './port.ts';
import type { ApplySpec } from './spec.ts';
import { TableStore } from './table-store.ts';
import type { Tables } from './tables.ts';

/** One apply as it is kept. Changed by replacing it, so that a transaction that fails leaves what was. */
interface Entry {
  readonly spec: ApplySpec;
  readonly run: string;
  readonly revision: number;
  readonly apply: ApplyRow;
  readonly operations: readonly StoredOperation[];
}

const FRESH = { state: 'pending', errorMessage: null } as const;

/** The rows of a store in memory, which any number of stores of one process may share. @public */
export class MemoryDatabase {
  /** @internal */
  entries: ReadonlyMap<string, Entry> = new Map();
}

/** Opens a store on the rows of that database, a new one by default. @public */
export function openMemoryStore(options: StoreOptions = {}, database: MemoryDatabase = new MemoryDatabase()): Store {
  return new TableStore(new MemoryTables(database), options);
}

class MemoryTables implements Tables {
  readonly #database: MemoryDatabase;
  #isClosed = false;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  transact<T>(_mode: 'read' | 'write', work: () => T): T {
    if (this.#isClosed) throw new Error('this store is closed: open another one on its database');
    const before = this.#database.entries;
    try {
      return work();
    } catch (error) {
      this.#database.entries = before;
      throw error;
    }
  }

  readView(id: string, now: number) {
    const entry = this.#database.entries.get(id);
    if (entry === undefined) return undefined;
    // Nothing asks for a release yet.
    return { apply: entry.apply, released: false, order: entry.spec.order, operations: entry.operations, now };
  }

  readRevision(id: string) {
    const { revision, operations } = this.#entry(id);
    return { revision, size: operations.length };
  }

  readSpec(id: string) {
    return this.#database.entries.get(id);
  }

  insertApply(spec: ApplySpec, run: string): void {
    const apply = { ...FRESH, startedAt: null, completedAt: null };
    const operations = spec.operations.map(({ id, onFailure }) => ({
      ...FRESH,
      id,
      onFailure,
      started: false,
      startRequested: false,
      resumed: false,
      holding: null,
    }));
    this.#put(spec.apply, { spec: structuredClone(spec), run, revision: 0, apply, operations });
  }

  updateApply(id: string, apply: ApplyRow): void {
    const entry = this.#entry(id);
    this.#put(id, { ...entry, apply, revision: entry.revision + 1 });
  }

  updateOperation(id: string, { id: operation, state, errorMessage, started }: OperationRow): void {
    this.#change(id, operation, { state, errorMessage, started });
    const entry = this.#entry(id);
    this.#put(id, { ...entry, revision: entry.revision + 1 });
  }

  updateStart(id: string, { id: operation, startRequested, resumed }: StoredOperation): void {
    this.#change(id, operation, { startRequested, resumed });
  }

  updateHolding(id: string, operation: string, holding: StoredOperation['holding']): void {
    this.#change(id, operation, { holding });
  }

  close(): void {
    this.#isClosed = true;
  }

  #change(id: string, operation: string, columns: Partial<StoredOperation>): void {
    const entry = this.#entry(id);
    const operations = entry.operations.map((row) => (row.id === operation ? { ...row, ...columns } : row));
    this.#put(id, { ...entry, operations });
  }

  #entry(id: string): Entry {
    const entry = this.#database.entries.get(id);
    if (entry === undefined) throw new Error(`no apply ${JSON.stringify(id)} in this store`);
    return entry;
  }

  #put(id: string, entry: Entry): void {
    this.#database.entries = new Map(this.#database.entries).set(id, entry);
  }
}
