/** `holdfast drive FILE`: rolls out to the deployments of a rollout file. */
import { hostname } from 'node:os';
import {
  commandEngine,
  prepareStateFolder,
  runDrives,
  specOf,
  type CommandEngine,
  type Rollout,
} from '../../driver/index.ts';
import type { Store } from '../../store/index.ts';
import { openSqliteStore } from '../../store/sqlite.ts';
import { UserError } from '../../user-error.ts';
import { findLogs, outcomeOf } from './drive-outcome.ts';
import { openScreen } from './drive-screen.ts';
import type { Io } from '../terminal/io.ts';
import { patiently } from '../terminal/patiently.ts';
import { readRollout } from '../input/read-rollout.ts';
import { shellWord } from '../terminal/shell-word.ts';

/** What the command was called with. */
export interface DriveArguments {
  readonly file: string;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  /** How many deployments this process works on at a time; all by default. */
  readonly concurrency?: number;
}

/** Where the command prints, and what ends it: an abort leaves the commands running and returns soon. */
export type DriveIo = Pick<Io, 'stdout' | 'stderr' | 'signal' | 'color' | 'isTTY' | 'program'>;

/**
 * Drives the rollout to its end. Resolves with the exit code: 0 it completed, 1 it ended otherwise, 2 the input is wrong,
 * 3 it was interrupted and goes on when it is driven again.
 */
export async function drive(args: DriveArguments, io: DriveIo): Promise<number> {
  try {
    return await driveFile(args, io);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function driveFile(args: DriveArguments, io: DriveIo): Promise<number> {
  const rollout = await readRollout(args.file);
  const { leaseTtl, pollInterval } = rollout;
  const store = await openSqliteStore(rollout.store, { leaseTtl, claimInterval: pollInterval });
  try {
    await patiently(rollout.store, () => prepare(store, rollout));
    return await run(store, rollout, args, io);
  } finally {
    await store.close();
  }
}

async function prepare(store: Store, rollout: Rollout): Promise<void> {
  const { run } = await store.createApply(specOf(rollout));
  const { operations } = await store.view(rollout);
  const started = operations.some((operation) => operation.started);
  await prepareStateFolder({ folder: rollout.stateFolder, run, started });
}

async function run(store: Store, rollout: Rollout, args: DriveArguments, io: DriveIo): Promise<number> {
  const { apply, protocol, pollInterval } = rollout;
  const engine = engineOf(rollout);
  const screen = openScreen({ apply, engine, io, json: args.json });
  const result = await runDrives({
    store,
    engine,
    apply,
    protocol,
    pollInterval,
    ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
    holder: `${hostname()}:${process.pid}`,
    signal: io.signal,
    onChange: (change) => screen.change(change),
    onLook: (view, gate) => screen.look(view, gate),
  });
  const logs = await findLogs(apply, engine, result.view);
  const outcome = outcomeOf({ apply, resume: `${io.program} drive ${shellWord(args.file)}`, result, logs });
  await screen.end(outcome);
  return outcome.exitCode;
}

function engineOf({ stateFolder, folder, deployments }: Rollout): CommandEngine {
  const commands = new Map(deployments.map(({ name, run }) => [name, run]));
  return commandEngine({ stateFolder, cwd: folder, commands });
}
