/** The leases that this process holds: kept alive while it works, given back when it leaves. */
import { LEASE_LOST } from '../machines/index.ts';
import type { Lease, Store } from '../store/index.ts';
import type { Trouble } from './changes.ts';
import { pause } from './pause.ts';
import { troubleOf } from './trouble.ts';

export interface Leases {
  add(lease: Lease): void;
  /** Gives one lease back. A store that cannot be reached lets it run out instead. */
  giveBack(lease: Lease): Promise<void>;
  giveBackAll(): Promise<void>;
  /** Renews every lease three times in each time to live, until the signal aborts. Never rejects. */
  keepAlive(signal: AbortSignal): Promise<void>;
}

export function createLeases(store: Store, onTrouble: (trouble: Trouble) => void): Leases {
  const held = new Map<string, Lease>();

  const giveBack = async (lease: Lease): Promise<void> => {
    held.delete(lease.lease);
    await store.release(lease).catch((error: unknown) => onTrouble(troubleOf('release', lease.operation, error)));
  };

  const renew = async (lease: Lease): Promise<void> => {
    try {
      await store.heartbeat(lease);
    } catch (error) {
      if (error instanceof Error && error.name === LEASE_LOST) held.delete(lease.lease);
      onTrouble(troubleOf('heartbeat', lease.operation, error));
    }
  };

  return {
    add: (lease) => void held.set(lease.lease, lease),
    giveBack,
    giveBackAll: async () => void (await Promise.all([...held.values()].map(giveBack))),
    async keepAlive(signal) {
      while (await pause(store.leaseTtl / 3, signal)) await Promise.all([...held.values()].map(renew));
    },
  };
}
