/** What a command is, and its help text. */
import type { Arguments, Options } from './arguments.ts';
import type { Io } from './io.ts';

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  /** Paragraphs below the usage line. */
  readonly details: readonly string[];
  readonly options: Options;
  readonly examples: readonly string[];
  /** Resolves to the exit code. */
  readonly run: (args: Arguments, io: Io) => Promise<number>;
}

const HELP = { help: { help: 'show this help' } };

/** The options of a command and those that every command has. */
export function optionsOf(command: Command): Options {
  return { ...command.options, ...HELP };
}

/** The help text of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries(optionsOf(command)).map(([name, { value, help }]) => [
    `  --${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  return [
    `holdfast ${command.name} ${command.usage}`.trimEnd(),
    ...command.details,
    `Options:\n${columns(options)}`,
    `Examples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`,
    'Exit codes: 0 holds, 1 violated, 2 the input is wrong, 3 inconclusive.',
  ].join('\n\n');
}

/** The help text of the program. */
export function programHelp(commands: readonly Command[], version: string): string {
  return [
    `holdfast ${version}: shows that a parent never says "finished" before its children are, and never hangs once they are.`,
    `Commands:\n${columns(commands.map(({ name, summary }) => [`  ${name}`, summary]))}`,
    'holdfast COMMAND --help tells more. Every command takes --json.',
  ].join('\n\n');
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = '']) => first.length)) + 2;
  return rows.map(([first = '', second = '']) => first.padEnd(width) + second).join('\n');
}
