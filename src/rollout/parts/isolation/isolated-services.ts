/**
 * Isolation of the modelled store: what may happen between the statements of one transaction. Without this part there is no between.
 *
 * `src/machines/fencing.md` has the statements. Two instants stand for a transaction, and what falls between two others changes nothing:
 *
 * - **`claim`, `writeOperation` and `writeApply`**: the last statement that reads, and the commit. What is read before is locked, and so it is
 *   the same at the last one. What is written is seen by nobody before the commit.
 * - **`readRollout`**, which locks nothing: each of its two statements. On one snapshot they are one instant, that of the snapshot.
 *
 * Under `read-committed` each statement sees what is committed, and whoever changes a row that another one has locked waits for it. Under
 * `snapshot` all that a transaction reads is as of its first instant, and where a row that it changes or reads with a lock was changed since,
 * it fails and has changed nothing: the first updater wins, as under PostgreSQL's REPEATABLE READ. (MySQL's is another: there a read with
 * a lock sees what is committed, as under `read-committed`.) Where nobody may change a row that has changed since, it makes no difference
 * whether a lock is held or looked at in the end: sessions of a snapshot hold none.
 *
 * A drive that crashes, gives up or has been told no leaves its transaction open until the database ends it, which it does at some time; it
 * is ended before its drive polls again, and by the next one of the same drive. A drive that is back in the state in which it was lost
 * goes on with it: what it does then is what it could do without having been lost. A commit and its answer are one instant: between them
 * nothing happens that could not happen before the drive's next request, either.
 *
 * A transaction of one statement stays one instant. Requests of the operator and of the control loop are that, too, and wait for locks.
 */
import {
  BLOCKED,
  Failure,
  type Blocked,
  type EnvironmentAction,
  type Service,
  type Transaction,
} from '../../../sim/index.ts';
import type { Inside } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { firstInstant, type Isolation, type Knowledge } from './first-instant.ts';
import { noting, overtaken, rowOf, withSeen } from '../../base/session.ts';
import type { RolloutStore, Session, Transacted } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

/** The transactions, by the state of the drive that waits for them. */
const WAITS_IN: Readonly<Record<Transacted, string>> = {
  claim: 'claiming',
  writeOperation: 'writingOperation',
  readRollout: 'readingRollout',
  writeApply: 'writingApply',
};

/** How the first instant of each is called. */
const FIRST: Readonly<Record<Transacted, string>> = {
  claim: 'selects',
  writeOperation: 'locks and reads',
  readRollout: 'reads the apply',
  writeApply: 'locks and reads',
};

/** The requests that are more than one statement: without a token or a revision to look at, a write is one. */
function transactions({ protocol, config: { leases, isolation } }: Scene): readonly Transacted[] {
  const fenced = protocol.compares === 'revision';
  const writes = fenced || leases === true ? (['writeOperation', 'writeApply'] as const) : [];
  return ['claim', ...writes, ...(fenced && isolation === 'read-committed' ? (['readRollout'] as const) : [])];
}

/** The same services and environment, where a transaction of several statements takes several instants. */
export function isolated({ services, environment }: Inside, scene: Scene): Inside {
  const isolation = { scene, services, isSnapshot: scene.config.isolation === 'snapshot' };
  const several = transactions(scene);
  const isOne = (name: string): boolean => !several.some((each) => each === name);
  const atOnce = Object.entries(services).map(([name, service]) => [
    name,
    isOne(name) ? locking(service, isolation) : service,
  ]);
  const committing = several.map((of) => [of, committed(of, services[of] as Service<RolloutStore>, isolation)]);
  return {
    services: {
      ...Object.fromEntries([...atOnce, ...committing]),
      pollEngine: ended(services.pollEngine as Service<RolloutStore>),
    },
    environment: {
      ...Object.fromEntries(Object.entries(environment).map(([label, action]) => [label, yielding(action, isolation)])),
      ...Object.fromEntries(scene.drives.flatMap((drive) => several.map((of) => opening(of, drive, isolation)))),
      ...Object.fromEntries(scene.drives.map(ending)),
    },
  };
}

/** Whether another transaction than that of this actor has the row locked. */
function isLocked(
  row: string | null,
  tx: Tx,
  self: string | null,
  { isSnapshot, scene: { drives } }: Isolation,
): boolean {
  if (isSnapshot || row === null) return false;
  return drives.some((drive) => drive !== self && tx.read(`session:${drive}`)?.rows.includes(row) === true);
}

/** What changes rows in one instant waits while it would change one that is locked. */
function locking(service: Service<RolloutStore>, isolation: Isolation): Service<RolloutStore> {
  const run: typeof service.run = (input, tx, self) => {
    const { result, written } = noting(tx, (all) => service.run(input, all, self));
    return written.some((cell) => isLocked(rowOf(cell), tx, self, isolation)) ? BLOCKED : result;
  };
  return service.access === 'write' ? { ...service, run } : service;
}

/**
 * The environment waits, too, and a request moves the revision: a claim that has looked for one has not committed yet, or is overtaken. It
 * never takes a lease: where it changes one, time has passed, and time waits for nobody.
 */
function yielding(action: Action, isolation: Isolation): Action {
  const run = (tx: Tx): Blocked | void => {
    const { result, written } = noting(tx, action.run);
    if (result === BLOCKED) return BLOCKED;
    const asks = isolation.scene.protocol.compares === 'revision' && written.includes('requests');
    const changed = written.filter((cell) => !cell.startsWith('lease:'));
    if (asks && !changed.includes('revision')) tx.write('revision', tx.read('revision') + 1);
    const rows = [...changed.map(rowOf), asks ? 'apply' : null];
    return rows.some((row) => isLocked(row, tx, null, isolation)) ? BLOCKED : result;
  };
  return { ...action, run };
}

/** A drive polls only once what it has left open is ended. */
function ended(service: Service<RolloutStore>): Service<RolloutStore> {
  return {
    ...service,
    run: (input, tx, self) => (tx.read(`session:${self}`) === null ? service.run(input, tx, self) : BLOCKED),
  };
}

function committed(of: Transacted, service: Service<RolloutStore>, { isSnapshot }: Isolation): Service<RolloutStore> {
  return {
    ...service,
    atomic: true,
    run: (input, tx, self) => {
      const session = tx.read(`session:${self}`);
      if (session?.of !== of) return BLOCKED;
      const row = isSnapshot ? overtaken(tx, session) : null;
      // A claim looks until it finds something: it selects anew.
      if (row !== null && of === 'claim') return BLOCKED;
      if (row !== null) throw new Failure('SerializationFailure', `${row} was changed after the transaction began`);
      const answer = service.run(input, withSeen(tx, session.seen), self);
      if (service.access === 'write') tx.write(`session:${self}`, null);
      return answer;
    },
  };
}

function opening(of: Transacted, drive: string, isolation: Isolation): [string, Action] {
  const run = (tx: Tx): Blocked | void => {
    const actor = tx.actor(drive);
    if (actor?.value !== WAITS_IN[of] || isUnderWay(of, tx.read(`session:${drive}`), tx, isolation)) return BLOCKED;
    const session = firstInstant(of, drive, actor.context as Knowledge, tx, isolation);
    if (session === null || session.rows.some((row) => isLocked(row, tx, drive, isolation))) return BLOCKED;
    tx.write(`session:${drive}`, session);
  };
  return [`${drive} ${of} ${FIRST[of]}`, { run }];
}

function isUnderWay(of: Transacted, session: Session | null, tx: Tx, { isSnapshot }: Isolation): boolean {
  if (session?.of !== of) return false;
  return of !== 'claim' || !isSnapshot || overtaken(tx, session) === null;
}

/** What a drive has open and does not wait for any more, the database ends at some time. */
function ending(drive: string): [string, Action] {
  const run = (tx: Tx): Blocked | void => {
    const session = tx.read(`session:${drive}`);
    if (session === null || tx.actor(drive)?.value === WAITS_IN[session.of]) return BLOCKED;
    tx.write(`session:${drive}`, null);
  };
  return [`transaction of ${drive} ends`, { run }];
}
