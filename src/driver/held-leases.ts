/** The leases that this process holds: kept alive while it works, presumed lost when that fails for too long, given back when it leaves. */
import { isPresumedLost, LEASE_LOST, type LeaseTimes } from '../machines/index.ts';
import { LeaseLost, type Lease, type Store } from '../store/index.ts';
import type { Trouble } from './changes.ts';
import { pause } from './pause.ts';
import { troubleOf } from './trouble.ts';

export interface Leases {
  /** Takes up a lease that was just claimed. Rejects if it cannot be renewed: when it was granted, nobody here knows. */
  add(lease: Lease): Promise<void>;
  /** Throws `LeaseLost` if another driver is known to have taken the lease, and another error while that has to be presumed. */
  require(lease: Lease): void;
  /** Gives one lease back. A store that cannot be reached lets it run out instead. */
  giveBack(lease: Lease): Promise<void>;
  giveBackAll(): Promise<void>;
  /** Renews every lease as often as the times say, until the signal aborts. Never rejects. */
  keepAlive(signal: AbortSignal): Promise<void>;
}

/** What leases are kept with. */
export interface LeaseOptions {
  readonly store: Store;
  readonly times: LeaseTimes;
  /** The clock by which the store's leases run out, in milliseconds. */
  readonly now: () => number;
  readonly onTrouble: (trouble: Trouble) => void;
}

export function createLeases({ store, times, now, onTrouble }: LeaseOptions): Leases {
  const held = new Map<string, Lease>();
  /** When the last renewal that succeeded was sent, by token. */
  const sent = new Map<string, number>();

  const forget = ({ lease }: Lease): void => {
    held.delete(lease);
    sent.delete(lease);
  };

  const giveBack = async (lease: Lease): Promise<void> => {
    forget(lease);
    await store.release(lease).catch((error: unknown) => onTrouble(troubleOf('release', lease.operation, error)));
  };

  const renew = async (lease: Lease): Promise<void> => {
    const sentAt = now();
    await store.heartbeat(lease);
    if (held.has(lease.lease)) sent.set(lease.lease, sentAt);
  };

  const tryToRenew = async (lease: Lease): Promise<void> => {
    try {
      await renew(lease);
    } catch (error) {
      if (error instanceof Error && error.name === LEASE_LOST) forget(lease);
      onTrouble(troubleOf('heartbeat', lease.operation, error));
    }
  };

  return {
    add(lease) {
      held.set(lease.lease, lease);
      return renew(lease);
    },
    require(lease) {
      if (!held.has(lease.lease)) throw new LeaseLost(lease.operation);
      const renewalSentAt = sent.get(lease.lease) ?? -Infinity;
      if (isPresumedLost(times, { renewalSentAt, now: now() }))
        throw new Error(`the lease was not renewed in time, and another driver may have taken it`);
    },
    giveBack,
    giveBackAll: async () => void (await Promise.all([...held.values()].map(giveBack))),
    async keepAlive(signal) {
      while (await pause(times.renewEvery, signal)) await Promise.all([...held.values()].map(tryToRenew));
    },
  };
}
