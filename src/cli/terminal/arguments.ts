/** Command-line arguments: what a command takes, and one clear line for what it does not. */
import { parseArgs } from 'node:util';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';

/** One option of a command. A switch has no `value`; with one, `value` is its name in the help text. */
export interface Option {
  readonly value?: string;
  /** Whether it may be given more than once, with another value each time. */
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

/** One occurrence of an option, as it was written. */
interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/**
 * Reads the arguments of a command. What follows an option with a value is its value, unless it looks like the next option:
 * a value that begins with two dashes is written `--seed=--x`.
 *
 * @throws UserError for an unknown option, a missing value, or an option that is given twice
 */
export function readArguments(command: string, argv: readonly string[], options: Options): Arguments {
  const typeOf = ({ value }: Option) => ({ type: value === undefined ? ('boolean' as const) : ('string' as const) });
  const config = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, typeOf(option)]));
  const read = parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: false, tokens: true });
  const given = read.tokens.filter((token) => token.kind === 'option');
  for (const [index, token] of given.entries()) {
    const problem = unknownOption(token, options) ?? problemWith(token, options[token.name] as Option);
    const twice = repetition(token, given.slice(0, index), options);
    if (problem !== undefined || twice !== undefined) throw new UserError(`holdfast ${command}: ${problem ?? twice}`);
  }
  const texts = (name: string): string[] => given.flatMap((one) => (one.name === name ? [one.value ?? ''] : []));
  return {
    positionals: read.positionals,
    text: (name) => texts(name).at(-1),
    texts,
    isOn: (name) => texts(name).length > 0,
  };
}

function unknownOption({ name, rawName }: Given, options: Options): string | undefined {
  if (Object.hasOwn(options, name) && rawName === `--${name}`) return undefined;
  const known = Object.keys(options).map((other) => `--${other}`);
  return unknownWord('option', rawName, known);
}

function problemWith({ name, value, inlineValue }: Given, option: Option): string | undefined {
  if (option.value === undefined) {
    return value === undefined ? undefined : `--${name} is a switch and takes no value, got "${value}"`;
  }
  const missing = value === undefined || (inlineValue !== true && value.startsWith('--'));
  return missing ? `--${name} needs a value: --${name} ${option.value}` : undefined;
}

function repetition({ name, value }: Given, before: readonly Given[], options: Options): string | undefined {
  const { many = false, value: taken } = options[name] ?? {};
  const first = before.find((other) => other.name === name);
  if (first === undefined || many || taken === undefined) return undefined;
  return `--${name} is given twice, as "${first.value}" and as "${value}"`;
}

/** A whole number from an option. @throws UserError for anything else, or one out of range */
export function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`--${name} takes a whole number from ${min} to ${max}, got "${text}"`);
}

/** The whole number that an option gives, or undefined if it is not given. @throws UserError */
export function optionalNumber(args: Arguments, name: string, min: number, max: number): number | undefined {
  const text = args.text(name);
  return text === undefined ? undefined : wholeNumber(name, text, { min, max });
}

/**
 * The names that an option gives: `--property a --property b` and `--property a,b` both name two. None if it is not given.
 *
 * @param what the names are of: `protocol`
 * @param more words beside the option that name something as well
 * @throws UserError for a name that is not known
 */
export function namesIn<Name extends string>(
  args: Arguments,
  option: string,
  what: string,
  known: readonly Name[],
  more: readonly string[] = [],
): Name[] {
  const words = [...args.texts(option), ...more].flatMap((text) => text.split(','));
  return words.map((word) => {
    const name = known.find((one) => one === word.trim());
    if (name === undefined) throw new UserError(`--${option}: ${unknownWord(what, word.trim(), known)}`);
    return name;
  });
}
