/** The program: finds the command, runs it, and turns a user's mistake into one clear message and exit code 2. */
import { SystemError } from '../sim/index.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import { readArguments } from './arguments.ts';
import { check } from './check.ts';
import { commandHelp, optionsOf, programHelp, type Command } from './command.ts';
import { drive } from './drive-command.ts';
import { EXIT, print, type Io } from './io.ts';
import { project } from './project-command.ts';
import { replay } from './replay.ts';
import { tour } from './tour.ts';
import { VERSION } from './version.ts';

const COMMANDS: readonly Command[] = [tour, check, replay, project, drive];

/** Runs the program with the arguments after its name. Resolves to the exit code; prints, but never exits. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof SystemError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return EXIT.wrongInput;
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || HELP.includes(name) || name === 'help') return helpFor(rest, io);
  if (name === '--version' || name === '-v') return say(io, VERSION);
  const command = find(name);
  if (rest.some((word) => HELP.includes(word))) return say(io, commandHelp(command, io.width));
  return command.run(readArguments(name, rest, optionsOf(command)), io);
}

const HELP: readonly string[] = ['--help', '-h'];

function helpFor(words: readonly string[], io: Io): number {
  const name = words.find((word) => !HELP.includes(word) && word !== 'help');
  return say(io, name === undefined ? programHelp(COMMANDS, VERSION, io.width) : commandHelp(find(name), io.width));
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const known = COMMANDS.map((candidate) => candidate.name);
  const problem = name.startsWith('-')
    ? unknownWord('option', name, ['--help', '--version'])
    : unknownWord('command', name, [...known, 'help']);
  throw new UserError(`holdfast: ${problem}\n"holdfast --help" tells what each command does.`);
}

function say(io: Io, text: string): number {
  print(io, text);
  return EXIT.holds;
}
