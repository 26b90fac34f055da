/** What each request of a drive or the gate does to the modelled store. */
import {
  aggregateRow,
  isReleased,
  reportRow,
  type ApplyInput,
  type ApplyRow,
  type ApplyWrite,
  type Claim,
  type ClaimInput,
  type EngineReport,
  type OperationRow,
  type OperationWrite,
  type PollInput,
  type RolloutReading,
  type State,
  type WriteOutcome,
} from '../../machines/index.ts';
import { BLOCKED, type Blocked, type Distortion, type Service, type Transaction } from '../../sim/index.ts';
import { claim } from './claim.ts';
import { commandFor } from './modelled-engine.ts';
import type { RolloutConfig } from './config.ts';
import type { Scene } from './scene.ts';
import {
  engineOf,
  isUnwanted,
  LEGACY,
  NOW,
  reportOf,
  rowsOf,
  type RolloutStore,
  type WriteRow,
} from './modelled-store.ts';

type Tx = Transaction<RolloutStore>;

function pollEngine({ operation }: PollInput, tx: Tx): EngineReport {
  if (mayBeSwitched(operation, tx)) tx.send(`engine:${operation ?? LEGACY}`, { type: 'CUT_OVER' });
  const stands = standsAs(operation, tx);
  if (stands === 'running') tx.send(`engine:${operation ?? LEGACY}`, commandFor('START', tx.read('asked')));
  if (stands === 'cancelled') tx.send(`engine:${operation ?? LEGACY}`, { type: 'CANCEL' });
  const { state, error } = stands === null ? reportOf(tx, operation) : { state: stands, error: null };
  return { tasks: [{ operation, state }], errorMessage: error };
}

/**
 * What becomes of an engine that stands still when it is polled, null if it does not or is to be reported as it is. One that has not
 * begun begins, unless nobody wants it to. A drive that is there to project a stopped operation has not claimed it to go on, whatever
 * was asked for since: it lets go of it, or it would wait for a cutover that a stopped row never gets. One that is ready although nobody
 * wants it to go on was started by somebody who did not know: it would wait for a cutover that nobody asks for.
 */
function standsAs(operation: string | null, tx: Tx): State | null {
  const engine = engineOf(tx, operation);
  if (engine !== 'idle' && engine !== 'ready') return null;
  if (operation !== null && tx.read(`operation:${operation}`).state === 'stopped') return 'stopped';
  if (engine === 'ready' && !isUnwanted(tx)) return null;
  const control = tx.read('control');
  if (control === 'cancel') return 'cancelled';
  return control === 'stop' ? 'stopped' : 'running';
}

/** An engine is switched once its row says so, and only while nobody wants it to stand still. */
function mayBeSwitched(operation: string | null, tx: Tx): boolean {
  if (operation === null || engineOf(tx, operation) !== 'ready') return false;
  return tx.read(`operation:${operation}`).state === 'cutting_over' && !isUnwanted(tx);
}

function writeOperation(report: OperationWrite, tx: Tx, write: WriteRow): null {
  const cell = `operation:${report.operation}` as const;
  write(tx, cell, reportRow(tx.read(cell), report));
  return null;
}

function writeApply(aggregate: ApplyWrite, tx: Tx, write: WriteRow): WriteOutcome {
  const stored = {
    get apply() {
      return tx.read('apply');
    },
    get revision() {
      return tx.read('revision');
    },
  };
  const row = aggregateRow(stored, aggregate, NOW);
  if (row === 'conflict') return 'conflict';
  write(tx, 'apply', row);
  return 'written';
}

function readRollout(_: ApplyInput, tx: Tx): RolloutReading {
  const operations = rowsOf(tx);
  return { state: tx.read('apply').state, revision: tx.read('revision'), size: operations.length, operations };
}

/** A sample that finds no green changes nothing and is followed by the next: the model leaves it out. */
function sampleApply(_: ApplyInput, tx: Tx): Pick<ApplyRow, 'state'> | Blocked {
  const { state } = tx.read('apply');
  return state === 'completed' ? { state } : BLOCKED;
}

function listingDistortions({ operations, config }: Scene, self: string): Distortion<readonly OperationRow[]>[] {
  const without = (id: string) => (rows: readonly OperationRow[]) => rows.filter((row) => row.id !== id);
  const missing = (id: string) => ({ fault: 'partial', label: `missing ${id}`, change: without(id) });
  const empty = { fault: 'empty', label: 'empty', change: () => [] };
  // Where any drive may drive any operation, its own row is one of those that may be missing.
  if (config.leases === true) return [...operations.map(missing), empty];
  const own = self.replace(/^drive:/, '');
  return [
    ...operations.filter((id) => id !== own).map(missing),
    { fault: 'own-row', label: 'missing its own row', change: without(own) },
    empty,
  ];
}

function readingDistortions(scene: Scene, self: string): Distortion<RolloutReading>[] {
  return listingDistortions(scene, self).map((distortion) => ({
    ...distortion,
    change: (reading, world) => ({ ...reading, operations: distortion.change(reading.operations, world) }),
  }));
}

/** The services behind the drive and the gate. */
export type RolloutServices = {
  readonly claim: Service<RolloutStore, ClaimInput, Claim>;
  readonly pollEngine: Service<RolloutStore, PollInput, EngineReport>;
  readonly writeOperation: Service<RolloutStore, OperationWrite, null>;
  readonly listOperations: Service<RolloutStore, ApplyInput, readonly OperationRow[]>;
  readonly readRelease: Service<RolloutStore, ApplyInput, boolean>;
  readonly readApply: Service<RolloutStore, ApplyInput, ApplyRow>;
  readonly readRollout: Service<RolloutStore, ApplyInput, RolloutReading>;
  readonly writeApply: Service<RolloutStore, ApplyWrite, WriteOutcome>;
  readonly sampleApply: Service<RolloutStore, ApplyInput, Pick<ApplyRow, 'state'>>;
};

/**
 * Whether a poll that started, switched or resumed an engine by what was would not be undone: where a stop, a cutover or a retry is a
 * matter of several steps. Then it asks the primary. Without these parts it may know of a stop too late, and the work ends all the same.
 */
function decides({ requests, cutover, retries }: RolloutConfig): boolean {
  return requests === true || cutover === true || retries !== undefined;
}

/** The services of a rollout without parts. */
export function rolloutServices(scene: Scene): RolloutServices {
  const { write, config } = scene;
  const claims = { write, waits: config.order !== undefined };
  return {
    claim: { access: 'write', run: (input, tx) => claim(input, tx, claims) },
    pollEngine: { access: 'read', replica: !decides(config), run: pollEngine },
    writeOperation: { access: 'write', run: (input, tx) => writeOperation(input, tx, write) },
    listOperations: {
      access: 'read',
      run: (_, tx) => rowsOf(tx),
      distortions: (_, self) => listingDistortions(scene, self),
    },
    readRelease: { access: 'read', run: (_, tx) => isReleased(tx.read('requests')) },
    readApply: { access: 'read', run: (_, tx) => tx.read('apply') },
    readRollout: {
      access: 'read',
      run: readRollout,
      distortions: (_, self) => readingDistortions(scene, self),
    },
    writeApply: { access: 'write', run: (input, tx) => writeApply(input, tx, write) },
    sampleApply: { access: 'observation', atomic: true, run: sampleApply },
  };
}
