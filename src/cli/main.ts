#!/usr/bin/env node
/** The edge of the program: the only file that knows the process. */
import { EXIT } from './terminal/io.ts';
import { runProgram } from './program.ts';
import { READER_GONE } from './terminal/progress.ts';
import { shellPath } from './terminal/shell-word.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
  // The first Ctrl-C ends the work in good order; whoever presses it again does not want to wait.
  process.once('SIGINT', () => process.exit(130));
});
process.once('SIGTERM', () => interrupt.abort());
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) closes the pipe: no error, and no verdict either, so the exit code stays true.
  if (error.code === 'EPIPE') return interrupt.abort(READER_GONE);
  process.stderr.write(`holdfast: cannot write the output: ${error.message}\n`);
  process.exit(EXIT.cannotPrint);
});
process.stderr.on('error', () => interrupt.abort(READER_GONE));

const { argv, env, stdout, stderr, stdin } = process;
try {
  process.exitCode = await runProgram(argv.slice(2), {
    stdout,
    stderr,
    stdin,
    signal: interrupt.signal,
    color: stdout.isTTY && [env['NO_COLOR'], env['CI']].every(isUnset) && env['TERM'] !== 'dumb',
    isTTY: stderr.isTTY,
    program: programName(argv[1] ?? ''),
    width: isUnset(stdout.columns) ? 100 : stdout.columns,
  });
} catch (error) {
  stderr.write(`This is a fault of holdfast, not of your input. Please report it:\n${describe(error)}\n`);
  process.exitCode = EXIT.fault;
}

/** A pseudo-terminal without a size says 0 columns; an empty variable counts as none. */
function isUnset(value: string | number | undefined): boolean {
  return value === undefined || value === '' || value === 0;
}

function programName(script: string): string {
  return script.endsWith('main.js') ? `node ${shellPath(script)}` : 'holdfast';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
