/** `holdfast drive`: its place on the command line. */
import { UserError } from '../../user-error.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import type { Command } from '../terminal/command-line.ts';
import { drive as driveFile } from './drive-rollout.ts';

/** The command. */
export const drive: Command = {
  name: 'drive',
  usage: 'FILE [--concurrency N]',
  summary: 'roll out to the deployments of a file, on a real database',
  details: [
    'Each deployment is a command. Progress is kept in a SQLite file, so a process that dies is resumed by running the same\ncommand again, and several processes on one file share the work. docs/driver.md describes the file.',
    'Ctrl-C stops driving and leaves running commands alone; run it again to go on.',
  ],
  options: {
    concurrency: { value: 'N', help: 'deployments that this process works on at a time; all by default' },
    json: { help: 'print one JSON object a line: each change, then the result' },
  },
  examples: ['holdfast drive examples/rollout/rollout.yaml', 'holdfast drive rollout.yaml --json | jq .'],
  run: (args, io) => {
    const [file, extra] = args.positionals;
    if (file === undefined) throw new UserError('holdfast drive needs a rollout file: holdfast drive rollout.yaml');
    if (extra !== undefined) throw new UserError(`holdfast drive takes one rollout file; "${extra}" is one too many`);
    const concurrency = args.text('concurrency');
    const limit =
      concurrency === undefined ? {} : { concurrency: wholeNumber('concurrency', concurrency, { min: 1, max: 1000 }) };
    return driveFile({ file, json: args.isOn('json'), ...limit }, io);
  },
};
