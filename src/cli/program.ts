/** The program: finds the command, runs it, and turns a user's mistake into one clear message and exit code 2. */
import { SystemError } from '../sim/contract/system.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import { readArguments } from './terminal/arguments.ts';
import { commandHelp, optionsOf, programHelp, type Command } from './terminal/command-line.ts';
import { EXIT, print, type Io } from './terminal/io.ts';
import { VERSION } from './terminal/version.ts';

/** The commands by name. One is loaded when it is asked for: a projection need not wait for a database to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  tour: async () => (await import('./tour/tour-command.ts')).tour,
  check: async () => (await import('./check/check-command.ts')).check,
  simulate: async () => (await import('./simulate/simulate-command.ts')).simulate,
  matrix: async () => (await import('./matrix/matrix-command.ts')).matrix,
  replay: async () => (await import('./replay/replay-command.ts')).replay,
  project: async () => (await import('./project/project-command.ts')).project,
  'lint-projection': async () => (await import('./project/lint-projection.ts')).lintProjectionCommand,
  drive: async () => (await import('./drive/drive-command.ts')).drive,
};

/** Runs the program with the arguments after its name. Resolves to the exit code; prints, but never exits. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof SystemError)) throw error;
    io.stderr.write(`${visible(error.message)}\n`);
    return EXIT.wrongInput;
  }
}

/** What somebody typed, or a file is called, must not steer the terminal. */
function visible(text: string): string {
  return text.replaceAll(/[^\n\P{Cc}]/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || HELP.includes(name) || name === 'help') return say(io, await help(rest, io));
  if (name === '--version' || name === '-v') return say(io, VERSION);
  const command = await find(name);
  if (rest.some((word) => HELP.includes(word))) return say(io, commandHelp(command, io.width));
  return command.run(readArguments(name, rest, optionsOf(command)), io);
}

const HELP: readonly string[] = ['--help', '-h'];

async function help(words: readonly string[], { width }: Io): Promise<string> {
  const name = words.find((word) => !HELP.includes(word) && word !== 'help');
  if (name !== undefined) return commandHelp(await find(name), width);
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return programHelp(commands, VERSION, width);
}

async function find(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load !== undefined) return load();
  const problem = name.startsWith('-')
    ? unknownWord('option', name, ['--help', '--version'])
    : unknownWord('command', name, [...Object.keys(COMMANDS), 'help']);
  throw new UserError(`holdfast: ${problem}\n"holdfast --help" tells what each command does.`);
}

function say(io: Io, text: string): number {
  print(io, text);
  return EXIT.holds;
}
