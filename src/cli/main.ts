#!/usr/bin/env node
/** The edge of the program: the only file that knows the process. */
import { relative } from 'node:path';
import { runProgram } from './program.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => {
  interrupt.abort();
  // The first Ctrl-C ends the work in good order; whoever presses it again does not want to wait.
  process.once('SIGINT', () => process.exit(130));
});
process.once('SIGTERM', () => interrupt.abort());
// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined && process.env['CI'] === undefined;
process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  signal: interrupt.signal,
  color,
  isTTY: process.stderr.isTTY,
  program: process.argv[1]?.endsWith('main.js') === true ? `node ${relative(process.cwd(), process.argv[1])}` : 'holdfast',
  width: process.stdout.columns ?? 100,
});
