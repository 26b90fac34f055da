/** What a command is, and its help text. */
import { wrap } from '../../report/terminal/text.ts';
import type { Arguments, Options } from './arguments.ts';
import type { Io } from './io.ts';
import { prose } from './prose.ts';

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
const EXIT_CODES = 'Exit codes: 0 holds, 1 violated, 2 the input is wrong, 3 inconclusive.';

/** The options of a command and those that every command has. */
export function optionsOf(command: Command): Options {
  return { ...command.options, ...HELP };
}

/** The help text of one command. What may be copied is never wrapped. */
export function commandHelp(command: Command, width: number): string {
  const options = Object.entries(optionsOf(command)).map(([name, { value, help }]) => [
    `  --${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  return [
    `holdfast ${command.name} ${command.usage}`.trimEnd(),
    ...command.details.map((paragraph) => prose(paragraph, { width })),
    `Options:\n${columns(options, width)}`,
    `Examples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`,
    prose(EXIT_CODES, { width }),
  ].join('\n\n');
}

/** The help text of the program. */
export function programHelp(commands: readonly Command[], version: string, width: number): string {
  const promise = 'shows that a parent never says "finished" before its children are, and never hangs once they are.';
  const rows = commands.map(({ name, summary }) => [`  ${name}`, summary]);
  return [
    prose(`holdfast ${version}: ${promise}`, { width }),
    `Commands:\n${columns(rows, width)}`,
    prose('"holdfast COMMAND --help" tells more. Every command takes --json. To begin with: holdfast tour', { width }),
    prose(EXIT_CODES, { width }),
  ].join('\n\n');
}

/** Names in front, and beside them what they mean; below them where there is no room beside. */
function columns(rows: readonly (readonly string[])[], width: number): string {
  const widest = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  const room = width - widest;
  if (room < 24) return rows.map(([name = '', text = '']) => `${name}\n${indented(text, 6, width - 6)}`).join('\n');
  return rows
    .map(([name = '', text = '']) => name.padEnd(widest) + indented(text, widest, room).trimStart())
    .join('\n');
}

function indented(text: string, indent: number, width: number): string {
  return wrap(text, Math.max(1, width))
    .map((line) => ' '.repeat(indent) + line)
    .join('\n');
}
