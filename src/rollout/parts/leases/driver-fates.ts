/**
 * What becomes of drivers besides crashing: they are shut down for good, or they wedge, and keep their lease alive without any progress.
 *
 * One driver at least works on: without any, nobody could. A wedged one never comes round by itself. That it may, late, is what an
 * expired lease under a driver that still works is about.
 */
import { BLOCKED, type Blocked, type EnvironmentAction, type Service, type Transaction } from '../../../sim/index.ts';
import { leasable, type RolloutStore } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;
type Action = EnvironmentAction<RolloutStore>;

/** The faults. */
export const FATES = {
  shutdown: 'a driver is shut down for good, and gives its leases back (with leases)',
  wedge: 'a driver makes no progress any more, but keeps its lease alive (with leases)',
} as const;

/** What happens to these drives. */
export function driverFates(drives: readonly string[]): Record<string, Action> {
  const actions = drives.flatMap((drive): [string, Action][] => [
    [
      `${drive} is shut down`,
      { budget: 'shutdown', run: (tx) => (isSpare(tx, drive, drives) ? shutDown(tx, drive) : BLOCKED) },
    ],
    [
      `${drive} wedges`,
      { budget: 'wedge', run: (tx) => (isSpare(tx, drive, drives) ? tx.write('wedged', drive) : BLOCKED) },
    ],
    [`${drive} is found wedged`, { run: (tx) => giveUpOn(tx, drive) }],
  ]);
  return Object.fromEntries(actions);
}

/** It works, and so does another one. */
function isSpare(tx: Tx, drive: string, drives: readonly string[]): boolean {
  const works = (one: string): boolean => tx.actor(one)?.status === 'active' && tx.read('wedged') !== one;
  return works(drive) && drives.some((other) => other !== drive && works(other));
}

/** Leases go back with the driver, so that nobody waits for them to run out. Its work in the engine goes on. */
function shutDown(tx: Tx, drive: string): void {
  for (const id of heldBy(tx, drive)) tx.write(`lease:${id}`, null);
  tx.send(drive, { type: 'shutdown' });
}

/** A watchdog looks at progress, as a heartbeat alone proves nothing: the lease of a driver without any may be taken. */
function giveUpOn(tx: Tx, drive: string): Blocked | void {
  const held = tx.read('wedged') === drive ? heldBy(tx, drive) : [];
  const fresh = held.filter((id) => tx.read(`lease:${id}`)?.expired === false);
  if (fresh.length === 0) return BLOCKED;
  for (const id of fresh) {
    const lease = tx.read(`lease:${id}`);
    if (lease !== null) tx.write(`lease:${id}`, { ...lease, expired: true });
  }
}

function heldBy(tx: Tx, drive: string): string[] {
  return leasable(tx.read('order')).filter((id) => tx.read(`lease:${id}`)?.holder === drive);
}

/** The service, but a wedged driver gets no answer. */
export function unlessWedged<Input, Output>(
  service: Service<RolloutStore, Input, Output>,
): Service<RolloutStore, Input, Output> {
  return {
    ...service,
    run: (input, tx, self) => (tx.read('wedged') === self ? BLOCKED : service.run(input, tx, self)),
  };
}
