/**
 * What every store adapter must do, as tests for vitest. An adapter's test file calls `storeConformance` with a way to open connections to
 * one database:
 *
 *     storeConformance('PostgreSQL', async () => {
 *       const database = await createDatabase();
 *       return { connect: (options) => openStore(database, options), destroy: () => database.drop() };
 *     });
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findProtocol,
  LEASE_LOST,
  SHIPPED_PROTOCOL,
  type ApplyWrite,
  type Claim,
  type OperationWrite,
  type Protocol,
  type State,
} from '../machines/index.ts';
import { UserError } from '../user-error.ts';
import { isOver } from './claimable.ts';
import type { Store, StoreOptions } from './port.ts';
import type { ApplySpec } from './spec.ts';

/** A database of its own for one test; `connect` opens one more connection to it. @public */
export interface ConformanceDatabase {
  connect(options: StoreOptions): Promise<Store>;
  destroy(): Promise<void>;
}

const APPLY = 'add-index';
const TTL = 10_000;

const threeInARow: ApplySpec = {
  apply: APPLY,
  protocol: 'merged',
  order: 'rolling',
  operations: ['us', 'eu', 'ap'].map((id) => ({ id, onFailure: 'halt', payload: `migrate ${id}` })),
};

const allAtOnce: ApplySpec = { ...threeInARow, order: 'parallel' };

/** Declares the tests of the adapter of that name; `create` is asked for an empty database before each of them. @public */
export function storeConformance(adapter: string, create: () => Promise<ConformanceDatabase>): void {
  describe(`${adapter} store`, () => {
    let database: ConformanceDatabase;
    let stores: Store[];
    let clock: number;

    beforeEach(async () => {
      [database, stores, clock] = [await create(), [], Date.UTC(2026, 10, 23)];
    });

    afterEach(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.destroy();
    });

    async function open(): Promise<Store> {
      const store = await database.connect({ leaseTtl: TTL, claimInterval: 5, now: () => clock });
      stores.push(store);
      return store;
    }

    async function openWith(spec: ApplySpec): Promise<Store> {
      const store = await open();
      await store.createApply(spec);
      return store;
    }

    describe('creating an apply', () => {
      it('starts pending, its operations in the order given', async () => {
        const store = await openWith(threeInARow);
        expect(await store.readApply({ apply: APPLY })).toEqual({
          state: 'pending',
          startedAt: null,
          completedAt: null,
          errorMessage: null,
        });
        expect(await store.listOperations({ apply: APPLY })).toEqual(
          ['us', 'eu', 'ap'].map((id) => ({
            id,
            state: 'pending',
            onFailure: 'halt',
            errorMessage: null,
            started: false,
          })),
        );
        expect(await store.readRelease({ apply: APPLY })).toBe(false);
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'pending' });
      });

      it('finds the same apply the second time, from another connection too, and touches nothing', async () => {
        const [one, two] = [await open(), await open()];
        const first = await one.createApply(threeInARow);
        await claimNow(one);
        expect(await two.createApply(threeInARow)).toEqual({ created: false, run: first.run });
        expect(first.created).toBe(true);
        expect(await statesOf(two)).toEqual(['running', 'pending', 'pending']);
      });

      it('is created once by two connections at the same time', async () => {
        const created = await Promise.all([await open(), await open()].map((store) => store.createApply(threeInARow)));
        expect(created.filter((each) => each.created)).toHaveLength(1);
        expect(new Set(created.map((each) => each.run)).size).toBe(1);
      });

      it('refuses another definition under the same id, naming every difference', async () => {
        const store = await openWith(threeInARow);
        const [us, eu, ap] = threeInARow.operations as [Operation, Operation, Operation];
        const other: ApplySpec = {
          ...allAtOnce,
          operations: [us, { ...eu, payload: 'rm -rf' }, { ...ap, onFailure: 'pause' }],
        };
        const error = await store.createApply(other).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(UserError);
        expect(String(error)).toContain('order: stored rolling, given parallel');
        expect(String(error)).toContain('command of eu: stored migrate eu, given rm -rf');
        expect(String(error)).toContain('on_failure of ap: stored halt, given pause');
        await expect(store.createApply({ ...threeInARow, operations: [us] })).rejects.toThrow(
          'deployments: stored us, eu, ap, given us',
        );
      });

      it('keeps several applies apart', async () => {
        const store = await openWith(threeInARow);
        await store.createApply({ ...threeInARow, apply: 'drop-index' });
        await claimNow(store);
        expect((await store.view({ apply: 'drop-index' })).operations.every((row) => row.holding === null)).toBe(true);
      });

      it('rejects what is asked about an unknown apply', async () => {
        await expect((await open()).readApply({ apply: 'nowhere' })).rejects.toThrow('no apply "nowhere"');
      });
    });

    describe('claiming', () => {
      it('takes the first operation in deployment order, marks it started and runs it', async () => {
        const store = await openWith(threeInARow);
        const claim = await claimNow(store);
        expect(claim).toEqual({ operation: 'us', lease: expect.any(String), reopened: false });
        const [us] = (await store.view({ apply: APPLY })).operations;
        expect(us).toMatchObject({ state: 'running', started: true });
        expect(us?.holding).toEqual({ token: claim.lease, holder: 'tester', expiresAt: clock + TTL });
      });

      it('gives one operation to exactly one of many claims at the same time', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const claims = await settleSoon(
          [one, two, one, two, one, two].map((store) => (signal) => claimNow(store, null, signal)),
        );
        expect(claims.map((claim) => claim.operation)).toEqual(['us']);
      });

      it('gives each operation of a parallel apply to a claim of its own', async () => {
        const [one, two] = [await openWith(allAtOnce), await open()];
        const claims = await settleSoon(
          [one, two, one, two, one, two].map((store) => (signal) => claimNow(store, null, signal)),
        );
        expect(new Set(claims.map((claim) => claim.operation))).toEqual(new Set(['us', 'eu', 'ap']));
        expect(claims).toHaveLength(3);
        expect(new Set(claims.map((claim) => claim.lease)).size).toBe(3);
      });

      it('waits while nothing is claimable and takes an operation as soon as it is', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const us = await claimNow(one);
        const waiting = claimNow(two);
        expect(await isPending(waiting)).toBe(true);
        await one.writeOperation(report(us, 'completed'));
        expect((await waiting).operation).toBe('eu');
      });

      it('rejects a waiting claim when the signal aborts', async () => {
        const store = await openWith(threeInARow);
        await claimNow(store);
        const stop = new AbortController();
        const waiting = claimNow(store, null, stop.signal);
        stop.abort();
        await expect(waiting).rejects.toThrow('abort');
      });

      it('waits for the operation that it was asked for', async () => {
        const store = await openWith(allAtOnce);
        expect((await claimNow(store, 'ap')).operation).toBe('ap');
        expect(await mustWait(store, 'ap')).toBe(true);
      });

      it('takes over an active operation when its lease has run out, under a new token', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const lost = await claimNow(one);
        clock += TTL - 1;
        expect(await mustWait(two)).toBe(true);
        clock += 1;
        const taken = await claimNow(two);
        expect(taken.operation).toBe('us');
        expect(taken.lease).not.toBe(lost.lease);
      });

      it('takes over at once when the lease was released', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const us = await claimNow(one);
        await one.release(leaseOf(us));
        expect((await claimNow(two)).operation).toBe('us');
      });

      it('lets a stranded parent be projected: claims a finished operation while the apply is not terminal', async () => {
        const store = await openWith({ ...threeInARow, operations: threeInARow.operations.slice(0, 1) });
        const dead = await claimNow(store);
        await store.writeApply(aggregate(dead, 'running'));
        await store.writeOperation(report(dead, 'completed'));
        clock += TTL;
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(false);
        const rescue = await claimNow(store);
        expect(rescue).toMatchObject({ operation: 'us', reopened: false });
        expect(await statesOf(store)).toEqual(['completed']);
        await store.writeApply(aggregate(rescue, 'completed'));
        await store.release(leaseOf(rescue));
        expect(await mustWait(store)).toBe(true);
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(true);
      });
    });

    describe('deployment order', () => {
      it('rolling: begins an operation only once every earlier one is completed', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await store.writeOperation(report(us, 'waiting_for_cutover'));
        expect(await mustWait(store)).toBe(true);
        await store.writeOperation(report(us, 'completed'));
        expect((await claimNow(store)).operation).toBe('eu');
        expect(await mustWait(store, 'ap')).toBe(true);
      });

      it('never begins what is behind a failed one, and is over once the failure is the verdict', async () => {
        const store = await openWith(threeInARow);
        await failFirst(store);
        expect(await mustWait(store)).toBe(true);
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(true);
      });

      it('begins an operation behind a failed one when its own policy is continue', async () => {
        const [us, eu, ap] = threeInARow.operations as [Operation, Operation, Operation];
        const store = await openWith({ ...threeInARow, operations: [us, { ...eu, onFailure: 'continue' }, ap] });
        await failFirst(store);
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(false);
        const claim = await claimNow(store);
        expect(claim).toMatchObject({ operation: 'eu', reopened: false });
        await store.writeOperation(report(claim, 'completed'));
        await store.release(leaseOf(claim));
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(true);
      });

      it('parallel: a failure leaves running siblings claimable, but begins no more', async () => {
        const store = await openWith(allAtOnce);
        const [us, eu] = [await claimNow(store), await claimNow(store)];
        await store.writeOperation(report(us, 'failed', 'exit code 1'));
        await store.writeApply(aggregate(us, 'failed'));
        await store.release(leaseOf(eu));
        expect((await claimNow(store)).operation).toBe('eu');
        expect(await mustWait(store)).toBe(true);
      });
    });

    describe('stopped applies', () => {
      async function stopAll(store: Store): Promise<void> {
        const us = await claimNow(store);
        await store.writeOperation(report(us, 'stopped'));
        await store.writeApply({ ...aggregate(us, 'stopped'), completedAt: 'clear' });
        await store.release(leaseOf(us));
      }

      it('stay put until somebody asks to start them', async () => {
        const store = await openWith(threeInARow);
        await stopAll(store);
        expect(await mustWait(store)).toBe(true);
        expect(isOver(SHIPPED_PROTOCOL, await store.view({ apply: APPLY }))).toBe(true);
      });

      it('are reopened by the claim after a start request, once', async () => {
        const store = await openWith(threeInARow);
        await stopAll(store);
        await store.requestStart({ apply: APPLY });
        const claim = await claimNow(store);
        expect(claim).toMatchObject({ operation: 'us', reopened: true });
        expect(await statesOf(store)).toEqual(['resuming', 'pending', 'pending']);
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'resuming' });
        expect((await store.view({ apply: APPLY })).operations.map((row) => row.startRequested)).toEqual([
          false,
          false,
          false,
        ]);
      });

      it('are reopened again by a claim that takes over what was resumed, whoever has written them as stopped since', async () => {
        const store = await openWith(threeInARow);
        await stopAll(store);
        await store.requestStart({ apply: APPLY });
        const lost = await claimNow(store);
        await store.writeApply({ ...aggregate(lost, 'stopped'), completedAt: 'clear' });
        clock += TTL;
        expect(await claimNow(store)).toMatchObject({ operation: 'us', reopened: true });
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'resuming' });
      });

      it('stay put once what was resumed has stopped again, until somebody asks once more', async () => {
        const store = await openWith(threeInARow);
        await stopAll(store);
        await store.requestStart({ apply: APPLY });
        await stopAll(store);
        expect(await mustWait(store)).toBe(true);
        await store.requestStart({ apply: APPLY });
        expect(await claimNow(store)).toMatchObject({ operation: 'us', reopened: true });
      });

      it('are not resumed by the claim that rescues a stranded parent', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await store.writeOperation(report(us, 'stopped'));
        await store.release(leaseOf(us));
        expect(await claimNow(store)).toMatchObject({ operation: 'us', reopened: false });
        expect(await statesOf(store)).toEqual(['stopped', 'pending', 'pending']);
      });
    });

    describe('leases', () => {
      it('a write renews the lease, and so does a heartbeat', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        clock += TTL / 2;
        await store.writeOperation(report(us, 'running'));
        clock += TTL / 2;
        expect(await mustWait(store)).toBe(true);
        await store.heartbeat(leaseOf(us));
        clock += TTL - 1;
        expect(await mustWait(store)).toBe(true);
      });

      it('a heartbeat renews the lease in full, however much is left of it', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        clock += 1;
        await store.heartbeat(leaseOf(us));
        clock += TTL - 1;
        expect(await mustWait(store)).toBe(true);
      });

      it('an expired lease that nobody took still writes', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        clock += TTL * 2;
        await store.writeOperation(report(us, 'completed'));
        expect(await statesOf(store)).toEqual(['completed', 'pending', 'pending']);
      });

      it('a lost lease writes nothing and says so', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const lost = await claimNow(one);
        clock += TTL;
        const taken = await claimNow(two);
        const before = await two.view({ apply: APPLY });
        await expect(one.writeOperation(report(lost, 'failed', 'boom'))).rejects.toMatchObject({ name: LEASE_LOST });
        await expect(one.writeApply(aggregate(lost, 'failed'))).rejects.toMatchObject({ name: LEASE_LOST });
        await expect(one.heartbeat(leaseOf(lost))).rejects.toMatchObject({ name: LEASE_LOST });
        await one.release(leaseOf(lost));
        expect(await two.view({ apply: APPLY })).toEqual(before);
        await two.writeOperation(report(taken, 'completed'));
      });

      it('refuses writes without a lease, or for an operation that is not there', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await expect(store.writeApply({ ...aggregate(us, 'completed'), lease: null })).rejects.toMatchObject({
          name: LEASE_LOST,
        });
        await expect(store.writeApply({ ...aggregate(us, 'completed'), operation: null })).rejects.toMatchObject({
          name: LEASE_LOST,
        });
        await expect(store.writeOperation({ ...report(us, 'completed'), operation: 'xx' })).rejects.toMatchObject({
          name: LEASE_LOST,
        });
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'pending' });
      });
    });

    describe('conditional writes', () => {
      const read = (store: Store) => store.readRollout({ apply: APPLY });

      it('have one reading for all that they compare: the state, the revision, the rows, and how many there should be', async () => {
        const store = await openWith(threeInARow);
        expect(await read(store)).toEqual({
          state: 'pending',
          revision: 0,
          size: 3,
          operations: await store.listOperations({ apply: APPLY }),
        });
      });

      it('every change of a row moves the revision, on every connection', async () => {
        const [store, other] = [await openWith(threeInARow), await open()];
        const seen = [(await read(store)).revision];
        const see = async () => void seen.push((await read(other)).revision);
        const us = await claimNow(store);
        await see();
        await store.writeOperation(report(us, 'completed'));
        await see();
        await store.writeApply(aggregate(us, 'running'));
        await see();
        expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
        expect(new Set(seen).size).toBe(4);
      });

      it('what changes no row leaves the revision: a heartbeat, a repeated report, the same aggregate once more', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await store.writeApply(aggregate(us, 'running'));
        const { revision } = await read(store);
        clock += TTL / 2;
        await store.heartbeat(leaseOf(us));
        await store.writeOperation(report(us, 'running'));
        expect(await store.writeApply({ ...aggregate(us, 'running'), condition: { revision } })).toBe('written');
        expect((await read(store)).revision).toBe(revision);
      });

      it('write at the revision that they name, and conflict at any other, changing nothing', async () => {
        const store = await openWith(allAtOnce);
        const [us, eu] = [await claimNow(store), await claimNow(store)];
        const { revision } = await read(store);
        await store.writeOperation(report(eu, 'failed', 'exit code 1'));
        const before = await store.view({ apply: APPLY });
        const late = { ...aggregate(us, 'completed'), condition: { revision } };
        expect(await store.writeApply(late)).toBe('conflict');
        expect(await store.view({ apply: APPLY })).toEqual(before);
        const now = { ...aggregate(us, 'failed'), condition: { revision: (await read(store)).revision } };
        expect(await store.writeApply(now)).toBe('written');
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'failed' });
      });

      it('let exactly one of two writes at the same revision win', async () => {
        const [one, two] = [await openWith(allAtOnce), await open()];
        const [us, eu] = [await claimNow(one), await claimNow(two)];
        const { revision } = await read(one);
        const outcomes = await Promise.all([
          one.writeApply({ ...aggregate(us, 'running'), condition: { revision } }),
          two.writeApply({ ...aggregate(eu, 'failed'), condition: { revision } }),
        ]);
        expect(outcomes.toSorted()).toEqual(['conflict', 'written']);
      });

      it('on a state write while that is stored, also when they change nothing', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        const write = (state: State, expected: State) =>
          store.writeApply({ ...aggregate(us, state), completedAt: 'clear', condition: { state: expected } });
        expect(await write('running', 'running')).toBe('conflict');
        expect(await write('running', 'pending')).toBe('written');
        expect(await write('running', 'running')).toBe('written');
        expect(await write('completed', 'pending')).toBe('conflict');
        expect(await store.sampleApply({ apply: APPLY })).toEqual({ state: 'running' });
      });

      it('need the lease, whether or not their condition holds', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const lost = await claimNow(one);
        clock += TTL;
        await claimNow(two);
        const { revision } = await read(one);
        await expect(one.writeApply({ ...aggregate(lost, 'failed'), condition: { revision } })).rejects.toMatchObject({
          name: LEASE_LOST,
        });
      });
    });

    describe('under the protocol fenced', () => {
      it('an operation that is completed takes no late failure, and the write is acknowledged', async () => {
        const store = await openWith(threeInARow);
        const us = await claimFenced(store);
        await store.writeOperation({ ...report(us, 'completed'), finalRows: 'all' });
        const { revision } = await store.readRollout({ apply: APPLY });
        await store.writeOperation({ ...report(us, 'failed', 'too late'), finalRows: 'all' });
        expect(await store.readRollout({ apply: APPLY })).toMatchObject({
          revision,
          operations: [{ state: 'completed', errorMessage: null }, {}, {}],
        });
      });

      it('begins nothing once the apply is settled', async () => {
        const [us, eu, ap] = threeInARow.operations as [Operation, Operation, Operation];
        const store = await openWith({ ...allAtOnce, operations: [us, { ...eu, onFailure: 'continue' }, ap] });
        const claim = await claimFenced(store);
        await store.writeOperation(report(claim, 'failed', 'exit code 1'));
        await store.writeApply(aggregate(claim, 'failed'));
        await store.release(leaseOf(claim));
        expect(await mustWait(store, null, claimFenced)).toBe(true);
        expect(isOver(FENCED, await store.view({ apply: APPLY }))).toBe(true);
      });

      it('goes on behind a failed operation whose policy is continue', async () => {
        const [us, eu, ap] = threeInARow.operations as [Operation, Operation, Operation];
        const store = await openWith({ ...threeInARow, operations: [{ ...us, onFailure: 'continue' }, eu, ap] });
        const claim = await claimFenced(store);
        await store.writeOperation(report(claim, 'failed', 'exit code 1'));
        expect((await claimFenced(store)).operation).toBe('eu');
      });

      it('leaves a finished operation alone while siblings go on, and claims it when its apply is stranded', async () => {
        const store = await openWith({ ...allAtOnce, operations: allAtOnce.operations.slice(0, 2) });
        const [us, eu] = [await claimFenced(store), await claimFenced(store)];
        await store.writeOperation(report(us, 'completed'));
        await store.release(leaseOf(us));
        expect(await mustWait(store, null, claimFenced)).toBe(true);
        await store.writeOperation(report(eu, 'completed'));
        await store.release(leaseOf(eu));
        const rescue = await claimFenced(store);
        expect(rescue).toMatchObject({ operation: 'us', reopened: false });
        await store.writeApply(aggregate(rescue, 'completed'));
        await store.release(leaseOf(rescue));
        expect(await mustWait(store, null, claimFenced)).toBe(true);
      });
    });

    describe('writing rows', () => {
      it('stamps the apply when it starts and once when it settles', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        const startedAt = new Date(clock).toISOString();
        await store.writeApply({ ...aggregate(us, 'running'), completedAt: 'clear' });
        clock += 1000;
        await store.writeApply({ ...aggregate(us, 'failed'), errorMessage: 'exit code 7' });
        const completedAt = new Date(clock).toISOString();
        clock += 1000;
        await store.writeApply(aggregate(us, 'failed'));
        expect(await store.readApply({ apply: APPLY })).toEqual({
          state: 'failed',
          startedAt,
          completedAt,
          errorMessage: 'exit code 7',
        });
      });

      it('keeps an outcome: a late report does not revive a failed operation', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await store.writeOperation(report(us, 'failed', 'exit code 1: no space'));
        await store.writeOperation(report(us, 'running'));
        expect((await store.listOperations({ apply: APPLY }))[0]).toMatchObject({
          state: 'failed',
          errorMessage: 'exit code 1: no space',
        });
      });

      it('refuses a state that only an apply can be in', async () => {
        const store = await openWith(threeInARow);
        const us = await claimNow(store);
        await expect(store.writeOperation(report(us, 'running_degraded'))).rejects.toThrow('never running_degraded');
        expect(await statesOf(store)).toEqual(['running', 'pending', 'pending']);
      });

      it('shows every committed write to every other connection', async () => {
        const [one, two] = [await openWith(threeInARow), await open()];
        const us = await claimNow(one);
        await one.writeOperation(report(us, 'completed'));
        expect(await statesOf(two)).toEqual(['completed', 'pending', 'pending']);
        await one.writeApply(aggregate(us, 'completed'));
        expect(await two.sampleApply({ apply: APPLY })).toEqual({ state: 'completed' });
      });
    });
  });
}

type Operation = ApplySpec['operations'][number];

const never = new AbortController().signal;

const FENCED = findProtocol('fenced') as Protocol;

const claimFenced = (store: Store, operation: string | null = null, signal?: AbortSignal): Promise<Claim> =>
  claimNow(store, operation, signal, FENCED);

function claimNow(
  store: Store,
  operation: string | null = null,
  signal: AbortSignal = never,
  protocol = SHIPPED_PROTOCOL,
): Promise<Claim> {
  return store.claim({ apply: APPLY, operation, protocol }, { holder: 'tester', signal });
}

function leaseOf({ operation, lease }: Claim) {
  return { apply: APPLY, operation: operation ?? '', lease: lease ?? '' };
}

function report(claim: Claim, state: State, errorMessage: string | null = null): OperationWrite {
  return { ...leaseOf(claim), state, errorMessage };
}

function aggregate(claim: Claim, state: State): ApplyWrite {
  return { ...leaseOf(claim), state, completedAt: 'stamp' };
}

async function statesOf(store: Store): Promise<State[]> {
  return (await store.listOperations({ apply: APPLY })).map((row) => row.state);
}

async function failFirst(store: Store): Promise<void> {
  const us = await claimNow(store);
  await store.writeOperation(report(us, 'failed', 'exit code 1'));
  await store.writeApply(aggregate(us, 'failed'));
  await store.release(leaseOf(us));
}

/** Whether the promise is still pending after a few looks of a waiting claim. */
function isPending(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 40));
  return Promise.race([promise.then(() => false), later]);
}

/** Whether a claim of it waits. The claim is taken back before this returns. */
async function mustWait(store: Store, operation: string | null = null, claimIt = claimNow): Promise<boolean> {
  const stop = new AbortController();
  const claim = claimIt(store, operation, stop.signal);
  const waits = await isPending(claim);
  stop.abort();
  await claim.catch(() => null);
  return waits;
}

/** Lets all claims run for a moment, ends those that still wait, and returns the claims that were granted. */
async function settleSoon(attempts: readonly ((signal: AbortSignal) => Promise<Claim>)[]): Promise<Claim[]> {
  const signal = AbortSignal.timeout(300);
  const settled = await Promise.allSettled(attempts.map((attempt) => attempt(signal)));
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
