/** Loads a module of the user's: whatever is wrong with it is told, with where, and without a stack. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../user-error.ts';
import { messageOf } from './thrown.ts';

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

const NO_TYPES =
  'this Node does not run TypeScript. Use Node 22.18 or newer, or compile the file to JavaScript, or let tsx run it: npm i -D tsx, then NODE_OPTIONS="--import tsx" before the command';

const NO_MODULE =
  'Node takes it for CommonJS: write "type": "module" into the package.json beside it, or let its name end in .mjs or .mts';

/** The exports of the module. @throws UserError if there is no such file, and for whatever it throws when it is loaded */
export async function loadModule(file: string): Promise<Exports> {
  await requireFile(file);
  try {
    // oxlint-disable-next-line import/no-dynamic-require -- because the user says which file
    return membersOf((await import(pathToFileURL(resolve(file)).href)) as Exports);
  } catch (cause) {
    const { code } = Object(cause) as NodeJS.ErrnoException;
    const isTyped = code === 'ERR_UNKNOWN_FILE_EXTENSION' && /"\.[cm]?ts"/.test(messageOf(cause).text);
    if (isTyped) throw new UserError(`cannot load ${file}: ${NO_TYPES}`, { cause });
    const { text, where } = messageOf(cause);
    const advice = /import statement outside a module|Unexpected token 'export'/.test(text) ? `. ${NO_MODULE}` : '';
    throw new UserError(`cannot load ${file}: ${text}${advice}${where === undefined ? '' : `\n  at ${where}`}`, {
      cause,
    });
  }
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new UserError(`cannot read ${file}: there is no such file`);
    throw new UserError(`cannot read ${file}: ${cause.message}`, { cause });
  });
  if (!found.isFile()) throw new UserError(`cannot read ${file}: it is no file`);
}

/** Of a CommonJS module Node gives `module.exports` as the default, and its members as far as it finds them: all of them are meant. */
function membersOf({ 'module.exports': told, ...exports }: Exports): Exports {
  const { default: whole, ...named } = exports;
  if (whole === null || typeof whole !== 'object' || looksLikeSystem(whole)) return exports;
  const members = whole as Exports;
  const names = Object.keys(named);
  const isCommon = told !== undefined || names.length > 0;
  return isCommon && names.every((name) => members[name] === named[name]) ? { ...members } : exports;
}

/** Whether a value is what `defineSystem` returns, as far as can be told without a look at its parts. */
export function looksLikeSystem(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { name, actors, store, services, properties = [] } = value as Exports;
  return typeof name === 'string' && [actors, store, services].every(isObject) && Array.isArray(properties);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
