/**
 * Who may claim an operation, and what a claim writes: the one definition, for the modelled store and for every adapter of a real one.
 *
 * Leases are another matter (`row-writes.ts`): these rules say whether there is something to do, not whether somebody does it already.
 */
import { reopenApplyRow } from './apply.ts';
import { stepOperationRow } from './operation.ts';
import { isHeldBack } from './orphans.ts';
import type { ApplyRow, OperationRow } from './ports.ts';
import type { Protocol } from './protocols.ts';
import { isStranded, isUpToDate, keepsNoDriver } from './stranded.ts';
import { hasTurn, isOutlived, type DeploymentOrder } from './turn.ts';
import { isSettled, isTerminal } from './vocabulary.ts';

/** What people have asked of an apply last, as far as claims depend on it. @public */
export type Asked = 'none' | 'stop' | 'start' | 'cancel';

/**
 * An apply as of one moment, as a claim sees it. A rule reads a field only when its answer depends on it, so a field may be a getter.
 * @public
 */
export interface ClaimScene<Row extends OperationRow = OperationRow> {
  readonly protocol: Protocol;
  readonly apply: ApplyRow;
  /** All operations in deployment order. */
  readonly operations: readonly Row[];
  /** A `release` request turned every `pause` into `continue`. */
  readonly released: boolean;
  /** How operations wait for earlier ones; null where they wait for no earlier one but for a failed one that pauses them. */
  readonly order: DeploymentOrder | null;
  readonly asked: Asked;
  /** Whether a start was asked for since this operation was stopped. */
  readonly isToStart: (row: Row) => boolean;
}

/**
 * Whether there is something for a driver to do for the operation: to begin it, in its turn; to go on with what is in flight; to
 * resume what is stopped, on request and in its turn if it never began; to see that what waits for its cutover stands still; or to
 * project its apply once more, which no other driver will do. @public
 */
export function hasWork<Row extends OperationRow>(scene: ClaimScene<Row>, row: Row): boolean {
  const { protocol, apply, asked } = scene;
  if (row.state === 'pending') return !isUnwanted(asked) && hasItsTurn(scene, row) && isOpenTo(scene, row);
  if (row.state === 'stopped' && scene.isToStart(row)) return mayResume(scene, row);
  if (!keepsNoDriver(protocol, row)) return true;
  // Its engine is told to stand still, and a driver has to see that it does.
  if (row.state === 'waiting_for_cutover' && isUnwanted(asked)) return true;
  const standing = { apply: apply.state, operations: scene.operations, released: scene.released };
  // Reopened while others are still stopped, it would be stopped again, and claimed again, without end.
  if (apply.state === 'stopped' && asked === 'cancel') return isSettled(row.state) && !isUpToDate(protocol, standing);
  return isStranded(protocol, standing, (other) => goesOn(scene, other));
}

/** Whether nothing moves the rollout any more: the apply is terminal, and no operation has work for a driver. @public */
export function isFinished<Row extends OperationRow>(scene: ClaimScene<Row>): boolean {
  return isTerminal(scene.apply.state) && !scene.operations.some((row) => hasWork(scene, row));
}

/** Whether a stop or a cancel is in force: then nothing begins, and nothing is to go on. @public */
export function isUnwanted(asked: Asked): boolean {
  return asked === 'stop' || asked === 'cancel';
}

/** No operation before it, or of its own deployment, keeps it from beginning. @public */
export function hasItsTurn<Row extends OperationRow>(scene: Omit<ClaimScene<Row>, 'isToStart'>, row: Row): boolean {
  const { protocol, operations } = scene;
  if (isHeldBack(row, operations)) return false;
  const earlier = operations.slice(
    0,
    operations.findIndex(({ id }) => id === row.id),
  );
  const { released, order } = scene;
  if (order !== null) return hasTurn(protocol, { order, released }, row, earlier);
  return released || !earlier.some((sibling) => pauses(sibling, row, protocol));
}

/**
 * Whether an earlier failure makes an operation wait for a release. Where an apply fails at its first failure, the policy of the one that
 * is to begin decides; where it is held open, that of the one that has failed, as it does in the projection.
 */
function pauses(earlier: OperationRow, row: OperationRow, { begins }: Protocol): boolean {
  return earlier.state === 'failed' && (begins === 'any-time' ? row : earlier).onFailure === 'pause';
}

/**
 * Nothing begins under a terminal apply. Where an apply fails at its first failure, an operation whose policy outlives that begins all the
 * same. Operations that do not wait for each other there begin whatever becomes of their apply.
 */
function isOpenTo<Row extends OperationRow>(scene: ClaimScene<Row>, row: Row): boolean {
  const { apply, protocol } = scene;
  if (!isTerminal(apply.state)) return true;
  if (protocol.begins === 'while-open') return false;
  return scene.order === null || (apply.state === 'failed' && isOutlived(row, scene.released));
}

function mayResume<Row extends OperationRow>(scene: ClaimScene<Row>, row: Row): boolean {
  const isOpen = scene.protocol.begins === 'any-time' || !isSettled(scene.apply.state);
  return isOpen && (row.started || hasItsTurn(scene, row));
}

/** It is in flight, or waits for nothing but a driver. */
function goesOn<Row extends OperationRow>(scene: ClaimScene<Row>, row: Row): boolean {
  return !keepsNoDriver(scene.protocol, row) && (row.state !== 'pending' || hasItsTurn(scene, row));
}

/** The rows after a claim, and whether it reopened a stopped apply. @public */
export interface ClaimedRows {
  readonly operation: OperationRow;
  readonly apply: ApplyRow;
  readonly reopened: boolean;
}

/** What a claim makes of the rows. A stopped operation that is not to start stays stopped: it is claimed to be projected again. @public */
export function claimRows<Row extends OperationRow>(scene: ClaimScene<Row>, row: Row): ClaimedRows {
  const reopened = reopensApply(scene);
  const rests = row.state === 'stopped' && !scene.isToStart(row);
  return {
    operation: rests ? row : stepOperationRow(row, { type: 'claim' }),
    apply: reopened ? reopenApplyRow(scene.apply) : scene.apply,
    reopened,
  };
}

/**
 * Whether a claim opens the apply again: it is stopped, to be started or cancelled. So does a claim of an operation that goes on already:
 * the claim that started it may have been lost, and its apply been written as stopped after that. @public
 */
export function reopensApply({ apply, asked }: Pick<ClaimScene, 'apply' | 'asked'>): boolean {
  return apply.state === 'stopped' && (asked === 'start' || asked === 'cancel');
}
