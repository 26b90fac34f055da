/** `holdfast project`: the state of a parent from the states of its children. */
import { UserError } from '../../user-error.ts';
import type { Arguments } from '../terminal/arguments.ts';
import type { Command } from '../terminal/command-line.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { interrupted } from '../terminal/progress.ts';
import { projectLine, projectWords } from './project-rows.ts';
import { readLines } from '../input/read-lines.ts';
import { standardInput } from '../input/read-text.ts';

/** The command. */
export const project: Command = {
  name: 'project',
  usage: 'STATE… [--policy halt|continue|pause [--released]] | --stdin',
  summary: 'project the states of children to the state of their parent',
  details: [
    'Without --policy the states of tasks or operations are projected as they are. With it they are the operations of one apply in deployment order, each with that on_failure policy.',
    '--stdin reads one JSON array a line and prints one state a line: an array of strings is projected as without --policy, an array of objects {"state","onFailure","released"?,"orphaned"?,"neverStarted"?} as with one.',
    'A word counts in any letter case. One that is no state counts as pending, as it does when an engine reports it. The projection of nothing is pending.',
  ],
  options: {
    policy: { value: 'POLICY', help: 'on_failure of every operation: halt, continue or pause' },
    released: { help: 'a release was requested: pause counts as continue' },
    stdin: { help: 'read JSON arrays from standard input, one a line' },
    json: { help: 'print JSON strings or, for STATE…, {"state": …}' },
  },
  examples: [
    'holdfast project completed running failed',
    'holdfast project --policy pause failed pending',
    `echo '[{"state":"failed","onFailure":"continue"},{"state":"running","onFailure":"halt"}]' | holdfast project --stdin`,
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const json = args.isOn('json');
  if (args.isOn('stdin')) return projectLines(args, io, json);
  const policy = args.text('policy');
  const state = projectWords(args.positionals, { policy, released: args.isOn('released') });
  print(io, json ? JSON.stringify({ state }) : state);
  return EXIT.holds;
}

async function projectLines(args: Arguments, io: Io, json: boolean): Promise<number> {
  const [extra] = args.positionals;
  if (extra !== undefined)
    throw new UserError(`--stdin reads the states from standard input; "${extra}" is one too many`);
  for (const name of ['policy', 'released']) {
    if (args.isOn(name)) throw new UserError(`--${name} is for STATE…; a line of --stdin says it in its objects`);
  }
  for await (const [number, line] of readLines(standardInput(io), 'standard input')) {
    if (io.signal.aborted) break;
    if (line.trim() !== '') print(io, projectNumbered(line, number, json));
  }
  return io.signal.aborted ? interrupted(io, 'not every line was read') : EXIT.holds;
}

function projectNumbered(line: string, number: number, json: boolean): string {
  try {
    const state = projectLine(line);
    return json ? JSON.stringify(state) : state;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`line ${number}: ${error.message}`, { cause: error });
  }
}
