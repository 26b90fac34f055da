/** Command-line arguments: what a command takes, and one clear line for what it does not. */
import { parseArgs } from 'node:util';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';

/** One option of a command. A switch has no `value`; with one, `value` is its name in the help text. */
export interface Option {
  readonly value?: string;
  readonly many?: boolean;
  readonly help: string;
}

/** The options of a command by name, without the dashes. */
export type Options = { readonly [name: string]: Option };

/** Arguments as given: values by option, switches as true. */
export interface Arguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  isOn(name: string): boolean;
}

/** Reads the arguments of a command. @throws UserError for an unknown option or a missing value */
export function readArguments(command: string, argv: readonly string[], options: Options): Arguments {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const }]),
  );
  const { values, positionals, tokens } = parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) if (token.kind === 'option') checkOption(command, token, options);
  const all = (name: string): readonly (string | boolean)[] => (values[name] as (string | boolean)[] | undefined) ?? [];
  return {
    positionals,
    text: (name) => all(name).map(String).at(-1),
    texts: (name) => all(name).map(String),
    isOn: (name) => all(name).length > 0,
  };
}

function checkOption(command: string, token: { name: string; rawName: string; value?: string | undefined }, options: Options): void {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (option === undefined) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new UserError(`holdfast ${command}: ${unknownWord('option', token.rawName, known)}`);
  }
  if (option.value === undefined && token.value !== undefined) {
    throw new UserError(`holdfast ${command}: --${token.name} is a switch and takes no value, got "${token.value}"`);
  }
  if (option.value !== undefined && token.value === undefined) {
    throw new UserError(`holdfast ${command}: --${token.name} needs a value: --${token.name} ${option.value}`);
  }
}

/** A whole number from an option. @throws UserError for anything else, or one out of range */
export function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`--${name} takes a whole number from ${min} to ${max}, got "${text}"`);
}
