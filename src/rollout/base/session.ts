/**
 * Transactions of the modelled store that take more than one instant: what a drive has open between the first one and its commit.
 *
 * Nobody sees a change before it is committed: a session writes nothing. So it is enough to keep what it has read and which rows it
 * has to itself, and to let the service run as a whole at the commit, with what was read then in front of its eyes.
 */
import { BLOCKED, type Transaction } from '../../sim/index.ts';
import type { LeaseRow, RolloutStore, Session } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Cell = keyof RolloutStore;

/** The row of the database that a cell is a column of; null for a cell that no session locks. The lease stands in its operation's row. */
export function rowOf(cell: string): string | null {
  if (cell === 'apply' || cell === 'revision') return 'apply';
  return /^(operation|lease):/.test(cell) ? cell.replace(/^lease:/, 'operation:') : null;
}

/** The same store, with some cells as they were seen before. What is written is read. */
export function withSeen(tx: Tx, seen: Session['seen']): Tx {
  const old = new Map(Object.entries(seen));
  return {
    ...tools(tx),
    read: (cell) => (old.has(cell) ? (old.get(cell) as never) : tx.read(cell)),
    write: (cell, value) => {
      old.delete(cell);
      tx.write(cell, value);
    },
  };
}

/** Runs a step, and notes the cells that it writes. */
export function noting<Result>(
  tx: Tx,
  run: (tx: Tx) => Result,
): { readonly result: Result; readonly written: readonly string[] } {
  const written = new Set<string>();
  const write = (cell: Cell, value: never): void => {
    written.add(cell);
    tx.write(cell, value);
  };
  const result = run({ ...tools(tx), write });
  return { result, written: [...written] };
}

/** What a service would read and change, if it took effect now; null if it cannot. */
export function rehearse(
  tx: Tx,
  run: (tx: Tx) => unknown,
): { readonly seen: Session['seen']; readonly changed: readonly string[] } | null {
  const seen = new Map<string, unknown>();
  const written = new Map<string, unknown>();
  const read = (cell: Cell): never => {
    if (written.has(cell)) return written.get(cell) as never;
    const value = tx.read(cell);
    seen.set(cell, value);
    return value as never;
  };
  const write = (cell: Cell, value: never): void => void written.set(cell, value);
  if (run({ read, write, actor: (name) => tx.actor(name), send: () => {} }) === BLOCKED) return null;
  // A lease that is taken changes its row even where the model has the same word for the token: a real one is fresh.
  const isChange = ([cell, value]: [string, unknown]): boolean => cell.startsWith('lease:') || differs(tx, cell, value);
  const changed = [...written].filter(isChange);
  return { seen: Object.fromEntries(seen), changed: changed.map(([cell]) => cell) };
}

/** The row among those of a session that somebody else has changed since it was seen, if there is one. */
export function overtaken(tx: Tx, { rows, seen }: Session): string | null {
  const isChanged = ([cell, before]: [string, unknown]): boolean =>
    cell.startsWith('lease:')
      ? isRetaken(before as LeaseRow | null, tx.read(cell as `lease:${string}`))
      : differs(tx, cell, before);
  const found = Object.entries(seen).find((entry) => rows.includes(rowOf(entry[0]) ?? '') && isChanged(entry));
  return found === undefined ? null : rowOf(found[0]);
}

function differs(tx: Tx, cell: string, value: unknown): boolean {
  return JSON.stringify(tx.read(cell as Cell)) !== JSON.stringify(value);
}

/** Taken, given back or renewed. That it has run out is no change of the row: nothing but time has passed. */
function isRetaken(before: LeaseRow | null, now: LeaseRow | null): boolean {
  return before?.token !== now?.token || (before?.expired === true && now?.expired === false);
}

/** The same transaction, to be changed in one of its tools. */
export function tools(tx: Tx): Tx {
  return {
    read: (cell) => tx.read(cell),
    actor: (name) => tx.actor(name),
    write: (cell, value) => tx.write(cell, value),
    send: (actor, event) => tx.send(actor, event),
  };
}
