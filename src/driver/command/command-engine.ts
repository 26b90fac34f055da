/** The engine that runs a command for each operation. */
import { join } from 'node:path';
import type { EngineReport, State } from '../../machines/index.ts';
import type { Engine, Work } from '../engine-port.ts';
import { exitCode, lastLogLine, latestAttempt, logFile, makeAttempt, type Attempt } from './attempt.ts';
import { launch, type Command } from './launch.ts';
import { isAlive } from './process-identity.ts';
import { safeName } from './state-folder.ts';

/** What a command engine works with. @public */
export interface CommandEngineOptions {
  /** Where attempts are recorded: a folder of this apply alone, on a local disk (see `prepareStateFolder`). */
  readonly stateFolder: string;
  /** The working directory of the commands. */
  readonly cwd: string;
  /** The command of each operation. Commands have to be idempotent: one that died without an exit code is run again. */
  readonly commands: ReadonlyMap<string, Command>;
  /** How often a command that died without an exit code is begun in all; 3 by default. */
  readonly attempts?: number;
  /** The environment of the commands, to which HOLDFAST_APPLY and HOLDFAST_OPERATION are added; the driver's own by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

type Outcome = Pick<EngineReport, 'errorMessage'> & { readonly state: State };

const RUNNING: Outcome = { state: 'running', errorMessage: null };

/** An engine whose work is a command with a log. @public */
export interface CommandEngine extends Engine {
  /** The log file of the latest attempt; null before the first. */
  logOf(work: Work): Promise<string | null>;
}

/** Runs commands as processes of their own that outlive the driver. @public */
export function commandEngine(options: CommandEngineOptions): CommandEngine {
  const folderOf = ({ operation }: Work): string => join(options.stateFolder, safeName(operation));
  return {
    async poll(work) {
      const { state, errorMessage } = await observe(folderOf(work), work, options);
      return { tasks: [{ operation: work.operation, state }], errorMessage };
    },
    async lastLine(work) {
      const attempt = await latestAttempt(folderOf(work));
      return attempt === null ? null : lastLogLine(attempt.folder);
    },
    async logOf(work) {
      const attempt = await latestAttempt(folderOf(work));
      return attempt === null ? null : logFile(attempt.folder);
    },
  };
}

async function observe(folder: string, work: Work, options: CommandEngineOptions): Promise<Outcome> {
  const attempt = await latestAttempt(folder);
  if (attempt === null) return begin(folder, 1, work, options);
  const recorded =
    (await outcomeOf(attempt)) ?? ((await isAlive(attempt.process)) ? RUNNING : await outcomeOf(attempt));
  if (recorded !== null) return recorded;
  if (attempt.number >= (options.attempts ?? 3)) return { state: 'failed', errorMessage: diedEachTime(attempt) };
  return begin(folder, attempt.number + 1, work, options);
}

/** An exit code is looked for before and after the process: the command may end between two looks. */
async function outcomeOf(attempt: Attempt): Promise<Outcome | null> {
  const code = await exitCode(attempt.folder);
  if (code === null) return null;
  if (code === 0) return { state: 'completed', errorMessage: null };
  const line = await lastLogLine(attempt.folder);
  return { state: 'failed', errorMessage: `exit code ${code}${line === null ? '' : `: ${line}`}` };
}

function diedEachTime({ number }: Attempt): string {
  return `died without an exit code, ${number} ${number === 1 ? 'time' : 'times'} (killed, or the machine went down)`;
}

async function begin(folder: string, number: number, work: Work, options: CommandEngineOptions): Promise<Outcome> {
  const command = options.commands.get(work.operation);
  if (command === undefined) throw new Error(`no command for operation ${JSON.stringify(work.operation)}`);
  const env = { ...(options.env ?? process.env), HOLDFAST_APPLY: work.apply, HOLDFAST_OPERATION: work.operation };
  await launch(await makeAttempt(folder, number), { command, cwd: options.cwd, env });
  return RUNNING;
}
