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
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return helpFor(rest[0], io);
  if (name === '--version' || name === '-v') return say(io, VERSION);
  const command = find(name);
  if (rest.includes('--help') || rest.includes('-h')) return say(io, commandHelp(command));
  return command.run(readArguments(name, rest, optionsOf(command)), io);
}

function helpFor(name: string | undefined, io: Io): number {
  return say(io, name === undefined ? programHelp(COMMANDS, VERSION) : commandHelp(find(name)));
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const known = COMMANDS.map((candidate) => candidate.name);
  throw new UserError(`holdfast: ${unknownWord('command', name, known)}\n"holdfast --help" tells what each one does.`);
}

function say(io: Io, text: string): number {
  print(io, text);
  return EXIT.holds;
}
