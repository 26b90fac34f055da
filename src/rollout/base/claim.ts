/** What a claim does to the modelled store. Who may claim, and what is written, is for the machines to say (`src/machines/claiming.ts`). */
import {
  claimRows,
  hasWork,
  isReleased,
  isSettled,
  isTerminal,
  reopenApplyRow,
  reopensApply,
  type ApplyRow,
  type Claim,
  type ClaimInput,
  type ClaimScene,
  type Protocol,
} from '../../machines/index.ts';
import { BLOCKED, type Blocked, type Transaction } from '../../sim/index.ts';
import { commandFor } from './modelled-engine.ts';
import { engineOf, LEGACY, reportOf, rowsOf, type RolloutStore, type WriteRow } from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** How the store of a rollout behaves to claims. */
export interface ClaimRules {
  readonly write: WriteRow;
  /** Operations wait for each other, as `turns` says. */
  readonly waits: boolean;
}

export function claim({ operation, protocol }: ClaimInput, tx: Tx, { write, waits }: ClaimRules): Claim | Blocked {
  const reopened =
    operation === null ? claimApply(tx, write) : claimOperation(operation, tx, { protocol, write, waits });
  if (reopened === BLOCKED) return BLOCKED;
  if (tx.read('control') === 'start') resumeEngine(operation, tx);
  return { operation, lease: null, reopened };
}

/** The apply and what was asked of it, as of this instant. Nothing is read before a rule asks for it. */
export function claimScene(tx: Tx, protocol: Protocol, waits: boolean): ClaimScene {
  return {
    protocol,
    get apply() {
      return tx.read('apply');
    },
    get operations() {
      return rowsOf(tx);
    },
    get released() {
      return isReleased(tx.read('requests'));
    },
    get order() {
      return waits ? tx.read('turns') : null;
    },
    get asked() {
      return tx.read('control');
    },
    isToStart: () => tx.read('control') === 'start',
  };
}

function claimOperation(
  id: string,
  tx: Tx,
  { protocol, write, waits }: ClaimRules & { readonly protocol: Protocol },
): boolean | Blocked {
  const row = tx.read(`operation:${id}`);
  const scene = claimScene(tx, protocol, waits);
  if (!hasWork(scene, row)) return BLOCKED;
  const { apply, operation, reopened } = claimRows(scene, row);
  write(tx, 'apply', apply);
  write(tx, `operation:${id}`, operation);
  return reopened;
}

/** The claim of an apply from before operations existed. */
function claimApply(tx: Tx, write: WriteRow): boolean | Blocked {
  const apply = tx.read('apply');
  if (!isLegacyClaimable(apply, tx)) return BLOCKED;
  const reopened = reopensApply({ apply, asked: tx.read('control') });
  if (reopened) write(tx, 'apply', reopenApplyRow(apply));
  return reopened;
}

/** A claim that resumes what is stopped starts its engine, if nobody has: without it the next poll would find it stopped again. */
function resumeEngine(operation: string | null, tx: Tx): void {
  if (engineOf(tx, operation) === 'stopped')
    tx.send(`engine:${operation ?? LEGACY}`, commandFor('START', tx.read('asked')));
}

/** An apply without operations is claimed to carry out a stop, too: there is no row that could be stopped instead. */
function isLegacyClaimable({ state }: ApplyRow, tx: Tx): boolean {
  if (state !== 'stopped') return !isTerminal(state);
  const { state: engine } = reportOf(tx, null);
  return tx.read('control') === 'start' || (tx.read('control') === 'cancel' && isSettled(engine));
}
