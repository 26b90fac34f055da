/** What may be wrong with the statements of a transaction in one line. */
import type { ApplyWrite } from '../../../machines/index.ts';
import type { AnySystem, Transaction } from '../../../sim/index.ts';
import { withActions, withService, type Mutation } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import { rowsOf, type LeaseRow, type RolloutStore, type Session } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type LeaseCell = `lease:${string}`;

const has = (system: AnySystem, kind: 'session' | 'lease'): boolean =>
  Object.keys(system.store).some((cell) => cell.startsWith(`${kind}:`));

/** A rollout that has no such cells is left as it is. */
const where =
  (kinds: readonly ('session' | 'lease')[], mutate: Mutation): Mutation =>
  (system) =>
    kinds.every((kind) => has(system, kind)) ? mutate(system) : { ...system };

/** Transactions that begin in another way. */
const opening = (change: (session: Session, tx: Tx, self: string) => Session): Mutation =>
  withActions(/./, (run) => (tx) => {
    const write = (cell: keyof RolloutStore, value: never): void => {
      const opens = cell.startsWith('session:') && value !== null;
      tx.write(cell, opens ? (change(value, tx, cell.replace('session:', '')) as never) : value);
    };
    return run({
      read: (cell) => tx.read(cell),
      actor: (name) => tx.actor(name),
      send: (actor, event) => tx.send(actor, event),
      write,
    });
  });

const isOperation = (row: string): boolean => row.startsWith('operation:');
const leaseOf = (row: string): LeaseCell => row.replace('operation:', 'lease:') as LeaseCell;

/** What is left of a session without the rows of operations, which it neither locks nor has read. */
function withoutOperations({ of, rows, seen }: Session): Session {
  const own = rows.filter(isOperation).flatMap((row) => [row, leaseOf(row)]);
  const kept = Object.entries(seen).filter(([cell]) => !own.includes(cell));
  return { of, rows: rows.filter((row) => !isOperation(row)), seen: Object.fromEntries(kept) };
}

/** The reading of the apply with the rows in its place. */
function rowsFirst(session: Session, tx: Tx): Session {
  if (session.of !== 'readRollout') return session;
  return { ...session, seen: Object.fromEntries(rowsOf(tx).map((row) => [`operation:${row.id}`, row])) };
}

/** A write of the apply that finds its own token, and locks nothing to keep it. */
function unlockedToken(session: Session, tx: Tx, self: string): Session {
  const own = session.rows.find(isOperation);
  const isHeld = own !== undefined && tx.read(leaseOf(own))?.token === self;
  return session.of === 'writeApply' && isHeld ? withoutOperations(session) : session;
}

/** Its token was found good when it was looked at: it is written whoever holds the lease by now. */
const lookingNoMore = withService<ApplyWrite>('writeApply', (run) => (write, tx, self) => {
  const session = tx.read(`session:${self}`);
  const lease: LeaseRow | null = session?.of === 'writeApply' ? tx.read(`lease:${write.operation ?? ''}`) : null;
  const looks = session?.rows.some(isOperation) ?? true;
  return run(looks || lease === null ? write : { ...write, lease: lease.token }, tx, self);
});

/** A claim that has selected an operation, and locks nothing to keep it. */
function unlockedClaim(session: Session, tx: Tx): Session {
  if (session.of !== 'claim') return session;
  const own = session.rows.filter(isOperation).flatMap((row) => [row as `operation:${string}`, leaseOf(row)]);
  // On a snapshot it takes no lock to find out: a row that was changed since cannot be updated.
  if (own.some((cell) => cell in session.seen)) return session;
  const seen = { ...session.seen, ...Object.fromEntries(own.map((cell) => [cell, tx.read(cell)])) };
  return { ...session, rows: session.rows.filter((row) => !isOperation(row)), seen };
}

/** A request that waits for no transaction, and that none can tell from the row of the apply. */
const unlockedStop = withActions(/./, (run, label) => (tx) => {
  if (label !== 'stop requested') return run(tx);
  return run({
    read: (cell) => (cell.startsWith('session:') ? (null as never) : tx.read(cell)),
    actor: (name) => tx.actor(name),
    send: (actor, event) => tx.send(actor, event),
    write: (cell, value) => {
      if (cell !== 'revision') tx.write(cell, value);
    },
  });
});

export const ISOLATION_MUTANTS: readonly Mutant[] = [
  {
    name: 'rows-first',
    summary: 'a reading of the rollout reads the rows first, and then the apply with its revision',
    matters: ({ compares }) => compares === 'revision',
    mutate: where(['session'], opening(rowsFirst)),
  },
  {
    name: 'unlocked-token',
    summary: 'a write of the apply looks at its token without a lock',
    mutate: where(['session', 'lease'], (system) => lookingNoMore(opening(unlockedToken)(system))),
  },
  {
    name: 'unlocked-claim',
    summary: 'a claim selects an operation without a lock',
    mutate: where(['session', 'lease'], opening(unlockedClaim)),
  },
  {
    name: 'unlocked-stop',
    summary: 'a request to stop neither locks nor changes the row of the apply',
    matters: ({ compares }) => compares === 'revision',
    mutate: where(['session'], unlockedStop),
  },
];
