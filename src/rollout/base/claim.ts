/** Which operation of the modelled store a drive may claim, and what a claim changes. */
import {
  hasTurn,
  isHeldBack,
  isReleased,
  isSettled,
  isStranded,
  isTerminal,
  isUpToDate,
  keepsNoDriver,
  reopenApplyRow,
  stepOperationRow,
  type ApplyRow,
  type Claim,
  type ClaimInput,
  type OperationRow,
  type Protocol,
} from '../../machines/index.ts';
import { BLOCKED, type Blocked, type Transaction } from '../../sim/index.ts';
import { commandFor } from './modelled-engine.ts';
import { engineOf, isUnwanted, LEGACY, reportOf, rowsOf, type RolloutStore, type WriteRow } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** How the store of a rollout behaves to claims. */
export interface ClaimRules {
  readonly write: WriteRow;
  /** Operations wait for each other, as `turns` says. */
  readonly waits: boolean;
}

export function claim({ operation, protocol }: ClaimInput, tx: Tx, { write, waits }: ClaimRules): Claim | Blocked {
  const apply = tx.read('apply');
  const started = tx.read('control') === 'start';
  const row = operation === null ? null : tx.read(`operation:${operation}`);
  if (!(row === null ? isLegacyClaimable(apply, tx) : isClaimable(row, { tx, protocol, waits }))) return BLOCKED;
  const reopened = apply.state === 'stopped' && isReopening(tx);
  if (reopened) write(tx, 'apply', reopenApplyRow(apply));
  if (row !== null && (row.state !== 'stopped' || started))
    write(tx, `operation:${row.id}`, stepOperationRow(row, { type: 'claim' }));
  if (started) resumeEngine(operation, tx);
  return { operation, lease: null, reopened };
}

/** A claim that resumes what is stopped starts its engine, if nobody has: without it the next poll would find it stopped again. */
function resumeEngine(operation: string | null, tx: Tx): void {
  if (engineOf(tx, operation) === 'stopped')
    tx.send(`engine:${operation ?? LEGACY}`, commandFor('START', tx.read('asked')));
}

/** A stopped apply is opened again to be started, and to be cancelled. */
function isReopening(tx: Tx): boolean {
  return tx.read('control') === 'start' || tx.read('control') === 'cancel';
}

/** An apply without operations is claimed to carry out a stop, too: there is no row that could be stopped instead. */
function isLegacyClaimable({ state }: ApplyRow, tx: Tx): boolean {
  if (state !== 'stopped') return !isTerminal(state);
  const { state: engine } = reportOf(tx, null);
  return tx.read('control') === 'start' || (tx.read('control') === 'cancel' && isSettled(engine));
}

/** What it depends on whether an operation may be claimed. */
interface Scene extends Pick<ClaimRules, 'waits'> {
  readonly tx: Tx;
  readonly protocol: Protocol;
}

function isClaimable(row: OperationRow, scene: Scene): boolean {
  const { tx, protocol } = scene;
  const apply = tx.read('apply').state;
  const control = tx.read('control');
  const anyTime = protocol.begins === 'any-time';
  if (row.state === 'pending') return mayBegin(row, scene) && (anyTime || !isTerminal(apply));
  if (row.state === 'stopped' && control === 'start')
    return (anyTime || !isSettled(apply)) && (row.started || isItsTurn(row, scene));
  if (!keepsNoDriver(protocol, row)) return true;
  // Its engine is told to stand still, and somebody has to see that it does.
  if (row.state === 'waiting_for_cutover' && isUnwanted(tx)) return true;
  const standing = { apply, operations: rowsOf(tx), released: isReleased(tx.read('requests')) };
  // Reopened while others are still stopped, it would be stopped again, and claimed again, without end.
  if (apply === 'stopped' && control === 'cancel') return isSettled(row.state) && !isUpToDate(protocol, standing);
  return isStranded(protocol, standing, (other) => goesOn(other, scene));
}

/** It is in flight, or waits for nothing but a driver. */
function goesOn(row: OperationRow, scene: Scene): boolean {
  return !keepsNoDriver(scene.protocol, row) && (row.state !== 'pending' || isItsTurn(row, scene));
}

/** Nobody wants it to stand still. */
function mayBegin(row: OperationRow, scene: Scene): boolean {
  return !isUnwanted(scene.tx) && isItsTurn(row, scene);
}

/** No operation before it, or of its own deployment, keeps it from beginning. */
export function isItsTurn(row: OperationRow, { tx, protocol, waits }: Scene): boolean {
  const rows = rowsOf(tx);
  if (isHeldBack(row, rows)) return false;
  const earlier = rows.slice(
    0,
    rows.findIndex(({ id }) => id === row.id),
  );
  const released = isReleased(tx.read('requests'));
  if (waits) return hasTurn(protocol, { order: tx.read('turns'), released }, row, earlier);
  return released || !earlier.some((sibling) => holds(sibling, row, protocol));
}

/**
 * Whether an earlier failure makes an operation wait for a release. Where an apply fails at its first failure, the policy of the one
 * that is to begin decides; where it is held open, that of the one that has failed, as it does in the projection.
 */
function holds(earlier: OperationRow, row: OperationRow, { begins }: Protocol): boolean {
  return earlier.state === 'failed' && (begins === 'any-time' ? row : earlier).onFailure === 'pause';
}
