import { describe, expect, it } from 'vitest';
import { createLeases } from '../../src/driver/held-leases.ts';
import type { Trouble } from '../../src/driver/changes.ts';
import { LEASE_LOST, leaseTimes } from '../../src/machines/index.ts';
import type { Lease, Store } from '../../src/store/index.ts';

const LEASE: Lease = { apply: 'add-index', operation: 'us', lease: 'token' };

/** Leases of 900 ms, which are presumed lost after 600, by a clock that the test sets. */
function keep(heartbeat: () => Promise<null>) {
  const clock = { now: 1000 };
  const troubles: Trouble[] = [];
  const given: Lease[] = [];
  const store = { heartbeat, release: async (lease: Lease) => (given.push(lease), null) } as unknown as Store;
  const leases = createLeases({
    store,
    times: leaseTimes(900),
    now: () => clock.now,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  return { clock, troubles, given, leases };
}

const presumed = 'not renewed in time';
const lost = expect.objectContaining({ name: LEASE_LOST }) as Error;
const renewed = async (): Promise<null> => null;

describe('a lease', () => {
  it('is good until its last renewal was sent too long ago', async () => {
    const { clock, leases } = keep(renewed);
    await leases.add(LEASE);
    clock.now += 599;
    expect(() => leases.require(LEASE)).not.toThrow();
    clock.now += 1;
    expect(() => leases.require(LEASE)).toThrow(presumed);
  });

  it('counts from when the renewal was sent, and not from its answer', async () => {
    const { clock, leases } = keep(async () => {
      clock.now += 400;
      return null;
    });
    await leases.add(LEASE);
    clock.now += 200;
    expect(() => leases.require(LEASE)).toThrow(presumed);
  });

  it('is not taken up where the first renewal fails, and is given back all the same', async () => {
    const { leases, given } = keep(() => Promise.reject(new Error('no store')));
    await expect(leases.add(LEASE)).rejects.toThrow('no store');
    expect(() => leases.require(LEASE)).toThrow(presumed);
    await leases.giveBackAll();
    expect(given).toEqual([LEASE]);
  });

  it('is good again where a later renewal succeeds, as nobody has taken it', async () => {
    let works = true;
    const { clock, leases, troubles } = keep(() => (works ? renewed() : Promise.reject(new Error('no store'))));
    const stop = new AbortController();
    await leases.add(LEASE);
    works = false;
    clock.now += 600;
    const keeping = leases.keepAlive(stop.signal);
    await expect.poll(() => troubles, { timeout: 20_000, interval: 5 }).not.toEqual([]);
    expect(() => leases.require(LEASE)).toThrow(presumed);
    works = true;
    await expect.poll(() => leases.require(LEASE), { timeout: 20_000, interval: 5 }).toBeUndefined();
    stop.abort();
    await keeping;
  });

  it('is lost for good once the store says so', async () => {
    let works = true;
    const { leases, given, troubles } = keep(() =>
      works ? renewed() : Promise.reject(Object.assign(new Error('taken'), { name: LEASE_LOST })),
    );
    const stop = new AbortController();
    await leases.add(LEASE);
    works = false;
    const keeping = leases.keepAlive(stop.signal);
    await expect.poll(() => troubles, { timeout: 20_000, interval: 5 }).not.toEqual([]);
    expect(() => leases.require(LEASE)).toThrow(lost);
    stop.abort();
    await keeping;
    await leases.giveBackAll();
    expect(given).toEqual([]);
  });
});
