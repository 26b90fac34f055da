/** What a transaction of the modelled store has read and locked after its first instant. */
import type { Claim, Protocol } from '../../../machines/index.ts';
import type { Transaction } from '../../../sim/index.ts';
import type { Services } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { rehearse, rowOf } from '../../base/session.ts';
import type { RolloutStore, Session, Transacted } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** What transactions depend on. `services` are those that do all at once. */
export interface Isolation {
  readonly scene: Scene;
  readonly services: Services;
  readonly isSnapshot: boolean;
}

/** As much as is looked at of what a drive knows. */
export interface Knowledge {
  readonly apply: string;
  readonly target: string | null;
  readonly protocol: Protocol;
  readonly claim: Claim | null;
}

/** What is known and locked after the first instant; null if there is nothing to be done yet. */
export function firstInstant(
  of: Transacted,
  drive: string,
  context: Knowledge,
  tx: Tx,
  isolation: Isolation,
): Session | null {
  if (of === 'claim') return openClaim(drive, context, tx, isolation);
  if (of === 'readRollout') return { of, rows: [], seen: { apply: tx.read('apply'), revision: tx.read('revision') } };
  const rows = lockedBy(of, context, isolation.scene);
  return { of, rows, seen: isolation.isSnapshot ? columnsOf(rows, tx, isolation.scene) : {} };
}

/** The apply first, then the row of the own operation: with its lease in it, or because it is written. */
function lockedBy(
  of: 'writeOperation' | 'writeApply',
  { claim }: Knowledge,
  { protocol, config: { leases } }: Scene,
): string[] {
  const own = leases === true || of === 'writeOperation' ? [`operation:${claim?.operation ?? ''}`] : [];
  return of === 'writeApply' || protocol.compares === 'revision' ? ['apply', ...own] : own;
}

function columnsOf(rows: readonly string[], tx: Tx, { config: { leases } }: Scene): Session['seen'] {
  const cells = rows.flatMap((row) => {
    if (row === 'apply') return [row, 'revision'];
    return leases === true ? [row, row.replace(/^operation:/, 'lease:')] : [row];
  });
  return Object.fromEntries(cells.map((cell) => [cell, tx.read(cell as keyof RolloutStore)]));
}

/** A claim locks what it is going to change. */
function openClaim(drive: string, context: Knowledge, tx: Tx, { services, isSnapshot }: Isolation): Session | null {
  const { apply, target: operation, protocol } = context;
  const rehearsed = rehearse(tx, (all) => services.claim.run({ apply, operation, protocol }, all, drive));
  if (rehearsed === null) return null;
  const rows = [...new Set(rehearsed.changed.flatMap((cell) => rowOf(cell) ?? []))].toSorted();
  const seen = Object.entries(rehearsed.seen).filter(([cell]) => isSnapshot || !rows.includes(rowOf(cell) ?? ''));
  return { of: 'claim', rows, seen: Object.fromEntries(seen) };
}
