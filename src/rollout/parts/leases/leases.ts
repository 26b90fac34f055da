/**
 * Leases of the modelled store: drivers that may take any operation, each under a lease, with writes fenced by its token.
 *
 * It wraps the services of a store without leases. Three abstractions keep it small, and none of them hides a race:
 *
 * - **The token is the name of the driver that claimed.** A real one is fresh for each claim, and is only ever compared with the one
 *   that is stored. A drive forgets its token before it claims anew, and a request dies with the state that waits for it, so no two
 *   claims of one driver ever have their tokens in use at the same time: the name tells claims apart as well as a fresh word does.
 *   (If statements still travelled after their sender had died, it would not: then the token would need a generation.)
 * - **There is no clock.** Only the fault `expiry` lets a lease run out under a driver that still works, at any instant. That covers
 *   late heartbeats, a driver that froze and wakes as a zombie, and clocks that differ by however much: all that another driver can
 *   see of any of them is that it may claim earlier than the holder thinks. Nor does a holder here presume that: it may ask its engine
 *   something after another driver has claimed, as in no run of a driver whose clocks keep to the law of `src/machines/lease-times.ts`.
 * - **A driver that claims has let go of what it held**, as it forgot the token. After a crash its lease stands until it expires or
 *   its driver is back and claims; in production it would run out in the time that this takes.
 */
import {
  holdsLease,
  isDifferent,
  LEASE_LOST,
  type ApplyWrite,
  type Claim,
  type ClaimInput,
  type OperationWrite,
  type TasksWrite,
} from '../../../machines/index.ts';
import {
  BLOCKED,
  Failure,
  type Blocked,
  type EnvironmentAction,
  type SafetyProperty,
  type Service,
  type Transaction,
} from '../../../sim/index.ts';
import type { RolloutConfig } from '../../base/config.ts';
import type { Part, Services } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { MAX_DRIVERS } from '../../base/settings.ts';
import { leasable, LEGACY, type LeaseRow, type RolloutStore } from '../../base/modelled-store.ts';
import { driverFates, FATES, unlessWedged } from './driver-fates.ts';
import { LEASE_MUTANTS } from './lease-mutants.ts';

type Tx = Transaction<RolloutStore>;
type LeaseCell = `lease:${string}`;
type Safety = SafetyProperty<RolloutStore>;

/** The cells of the part: nobody holds anything yet. */
function leaseCells({ operations }: Scene): Partial<RolloutStore> {
  const free = Object.fromEntries(leasable(operations).map((id): [LeaseCell, null] => [`lease:${id}`, null]));
  return { ...free, wedged: null };
}

/** The same services, with a lease for each operation. */
function leased(services: Services, { config: { holders } }: Scene): Services {
  const { claim, writeOperation, writeApply, writeTasks } = services;
  return {
    ...services,
    claim: {
      ...claim,
      run: (input, tx, self) => (isFull(tx, self, holders) ? BLOCKED : claimAny(input, tx, self, claim.run)),
    },
    pollEngine: unlessWedged(services.pollEngine),
    writeOperation: {
      ...writeOperation,
      run: (write, tx, self) => writeRow({ write, holders }, tx, self, writeOperation.run),
    },
    writeApply: { ...writeApply, run: (write, tx, self) => writeAggregate(write, tx, self, writeApply.run) },
    ...(writeTasks === undefined ? {} : { writeTasks: heldTasks(writeTasks) }),
  };
}

/** Leases that run out at any instant. One that nobody holds, or that has run out, cannot. */
function leaseExpiry(operations: readonly string[]): Record<string, EnvironmentAction<RolloutStore>> {
  const nameOf = (id: string): string => (operations.length > 0 ? `operation:${id}` : 'the apply');
  const actions = leasable(operations).map(
    (id) => [`lease of ${nameOf(id)} expires`, expiryOf(`lease:${id}`)] as const,
  );
  return Object.fromEntries(actions);
}

function expiryOf(cell: LeaseCell): EnvironmentAction<RolloutStore> {
  return {
    budget: 'expiry',
    run: (tx) => {
      const lease = tx.read(cell);
      if (lease === null || lease.expired) return BLOCKED;
      tx.write(cell, { ...lease, expired: true });
    },
  };
}

type Run<Input, Output> = (input: Input, tx: Tx, self: string) => Output;

/** Claims the first operation in deployment order that has work and that no other driver holds. */
function claimAny(input: ClaimInput, tx: Tx, self: string, claim: Run<ClaimInput, Claim | Blocked>): Claim | Blocked {
  const free = leasable(tx.read('order')).filter((id) => isFree(tx.read(`lease:${id}`), self));
  for (const id of free) {
    const claimed = claim({ ...input, operation: id === LEGACY ? null : id }, tx, self);
    if (claimed !== BLOCKED) return { ...claimed, lease: take(id, tx, self) };
  }
  return BLOCKED;
}

/** Whether as many other drivers as may hold leases do. */
function isFull(tx: Tx, self: string, holders: number | undefined): boolean {
  if (holders === undefined) return false;
  const leases = leasable(tx.read('order')).map((id) => tx.read(`lease:${id}`));
  const others = leases.flatMap((lease) => (isFree(lease, self) ? [] : [lease?.holder]));
  return new Set(others).size >= holders;
}

function isFree(lease: LeaseRow | null, self: string): boolean {
  return lease === null || lease.expired || lease.holder === self;
}

function take(taken: string, tx: Tx, self: string): string {
  for (const id of leasable(tx.read('order')))
    if (tx.read(`lease:${id}`)?.holder === self) tx.write(`lease:${id}`, null);
  tx.write(`lease:${taken}`, { holder: self, token: self, expired: false });
  return self;
}

/** What a driver writes into an operation's row, and how many drivers may hold leases. */
interface HeldWrite {
  readonly write: OperationWrite;
  readonly holders: number | undefined;
}

/**
 * A row that is written is a sign of life: it renews the lease. One that has run out stays so while as many others as may hold leases
 * do: one of them was let in for it, and if each kept the other out, two drivers that let go of their work could wait for each other.
 */
function writeRow<Answer>(
  { write, holders }: HeldWrite,
  tx: Tx,
  self: string,
  run: Run<OperationWrite, Answer>,
): Answer {
  const lease = requireLease(write, tx);
  const cell = `operation:${write.operation}` as const;
  const before = tx.read(cell);
  const answer = run(write, tx, self);
  const note = noteOf(self, lease, isDifferent(before, tx.read(cell)) ? cell : null);
  tx.write(`lease:${write.operation}`, { ...lease, expired: lease.expired && isFull(tx, self, holders), ...note });
  return answer;
}

/** The same for the rows of tasks, which are a sign of life only together with the row that follows. */
function heldTasks(service: Service<RolloutStore>): Service<RolloutStore> {
  const run = (write: never, tx: Tx, self: string): unknown => {
    const { operation } = write as TasksWrite;
    const lease = requireLease(write, tx);
    const cell = `tasks:${operation}` as const;
    const before = tx.read(cell);
    const answer = service.run(write, tx, self);
    const changed = tx.read(cell).some((row, index) => isDifferent(before[index] ?? {}, row));
    const note = noteOf(self, lease, changed ? cell : null);
    if ('stale' in note) tx.write(`lease:${operation}`, { ...lease, ...note });
    return answer;
  };
  return { ...service, run };
}

function writeAggregate<Answer>(write: ApplyWrite, tx: Tx, self: string, run: Run<ApplyWrite, Answer>): Answer {
  const lease = requireLease(write, tx);
  const before = tx.read('apply');
  const answer = run(write, tx, self);
  const note = noteOf(self, lease, isDifferent(before, tx.read('apply')) ? 'apply' : null);
  if ('stale' in note) tx.write(`lease:${write.operation ?? LEGACY}`, { ...lease, ...note });
  return answer;
}

/** @throws Failure named LeaseLost, and the write changes nothing, unless the operation is held under the token of the write */
function requireLease({ operation, lease: token }: Pick<ApplyWrite, 'operation' | 'lease'>, tx: Tx): LeaseRow {
  const lease = tx.read(`lease:${operation ?? LEGACY}`);
  if (lease !== null && holdsLease(lease, token)) return lease;
  throw new Failure(
    LEASE_LOST,
    `the lease on ${operation === null ? 'the apply' : `operation ${operation}`} is held by another driver`,
  );
}

/**
 * That the writer changed a cell although another driver had claimed the operation, for a property to see. A store that checks
 * tokens never has to note it, so it tells no worlds apart.
 */
function noteOf(self: string, { holder }: LeaseRow, changed: string | null): Pick<LeaseRow, 'stale'> {
  if (changed === null || holder === self) return {};
  return { stale: `${self} changes ${changed} after ${holder} has claimed the operation` };
}

/** An operation is held by one driver until its lease has run out or was given back. */
const oneLeaseHolder = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'one-lease-holder',
  summary: 'the lease of an operation passes to another driver only once it has expired or was given back',
  each: operations,
  check: (after, before, id) => {
    const was = before.read(`lease:${id}`);
    const is = after.read(`lease:${id}`);
    if (was === null || is === null || was.expired || was.holder === is.holder) return null;
    return `${is.holder} takes the lease of ${id === LEGACY ? 'the apply' : `operation:${id}`} while ${was.holder} holds it`;
  },
});

const staleLeaseWritesNothing = (operations: readonly string[]): Safety => ({
  kind: 'safety',
  name: 'stale-lease-writes-nothing',
  summary: 'what a driver writes after another one has claimed its operation changes nothing',
  each: operations,
  check: (after, _before, id) => after.read(`lease:${id}`)?.stale ?? null,
});

/** What is asked of leases. */
function leaseProperties(operations: readonly string[]): Safety[] {
  return [oneLeaseHolder(operations), staleLeaseWritesNothing(operations)];
}

function withinOf({ leases, drivers, legacy, operations = 2 }: RolloutConfig): string | null {
  if (leases !== true) return null;
  if (legacy === true)
    return drivers === undefined || drivers === 1 ? 'one driver' : `${drivers} drivers take the apply`;
  const count = drivers ?? (typeof operations === 'number' ? operations : Object.keys(operations).length);
  return count === 1 ? 'one driver for all operations' : `${count} drivers, each takes any operation`;
}

function mistakeOf({ leases, drivers, holders }: RolloutConfig): string | null {
  if (holders !== undefined && leases !== true)
    return 'who may hold leases matters where there are leases only: add "leases: true"';
  if (drivers === undefined) return null;
  if (leases !== true) return 'drivers are counted where operations are leased only: add "leases: true"';
  const isPossible = Number.isInteger(drivers) && drivers >= 1 && drivers <= MAX_DRIVERS;
  return isPossible ? null : `a rollout has 1 to ${MAX_DRIVERS} drivers, not ${drivers}`;
}

export const LEASES: Part = {
  name: 'leases',
  brings: { leases: true },
  scenarioKey: 'drivers',
  within: withinOf,
  mistake: mistakeOf,
  faults: { expiry: 'a lease expires under a driver that still works (with leases)', ...FATES },
  cells: leaseCells,
  services: leased,
  environment: ({ operations, drives }) => ({ ...leaseExpiry(operations), ...driverFates(drives) }),
  properties: ({ operations }) => leaseProperties(leasable(operations)),
  mutants: LEASE_MUTANTS,
};
