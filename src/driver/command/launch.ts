/** Starts a command so that it outlives the driver, records its own exit code, and is never started twice for one attempt. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { enterProcess, logFile } from './attempt.ts';
import { identify } from './process-identity.ts';

/** A program with its arguments, or a line for the shell. @public */
export type Command = string | readonly string[];

/** What a command is started with. */
export interface Launch {
  readonly command: Command;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The wrapper around every command. It waits for a word on its standard input, which the driver sends after it has entered the
 * process in the attempt: a driver that dies before, or that another one has beaten, closes the pipe and nothing is run.
 * The exit code is written aside and moved in place, so that it is there whole or not at all.
 */
const WRAPPER = `
attempt=$1; shift
read -r go || exit 0
( "$@" ) </dev/null
printf '%s\\n' "$?" >"$attempt/exit.draft" && mv "$attempt/exit.draft" "$attempt/exit"
`;

/** Starts the command as the process of the attempt, unless another driver was first. */
export async function launch(attempt: string, { command, cwd, env }: Launch): Promise<void> {
  const log = await open(logFile(attempt), 'a');
  try {
    const argv = typeof command === 'string' ? ['sh', '-c', command] : command;
    const child = spawn('sh', ['-c', WRAPPER, 'holdfast', attempt, ...argv], {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    await begin(attempt, child);
  } finally {
    await log.close();
  }
}

async function begin(attempt: string, child: ChildProcess): Promise<void> {
  const identity = child.pid === undefined ? null : await identify(child.pid);
  const first = identity !== null && (await enterProcess(attempt, identity));
  child.stdin?.end(first ? 'go\n' : '');
  // A wrapper that was killed meanwhile breaks the pipe: the next poll finds the attempt dead and tells.
  if (child.stdin) await finished(child.stdin).catch(() => undefined);
}
