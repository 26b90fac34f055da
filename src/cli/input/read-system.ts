/** Reads a system from a file and an export. */
import { unknownWord } from '../../nearest.ts';
import type { AnySystem, Json } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { loadModule, looksLikeSystem, type Exports } from './load-module.ts';
import { placeText, type SystemPlace } from './system-place.ts';
import { messageOf } from './thrown.ts';

const A_SYSTEM = 'expected what defineSystem returns, or a function that returns it';

/**
 * The system at this place. A function is called with the argument, or with nothing.
 *
 * @throws UserError if the file cannot be loaded, has no such export, or what it exports is no system
 */
export async function readSystem(place: SystemPlace, argument?: Json): Promise<AnySystem> {
  const exports = await loadModule(place.file);
  const name = place.name ?? soleExport(place.file, exports);
  if (!Object.hasOwn(exports, name))
    throw new UserError(`${place.file}: ${unknownWord('export', name, Object.keys(exports))}`);
  return systemIn(exports[name], placeText({ file: place.file, name }), argument);
}

/** @throws UserError for a system that says nothing of what has to hold: a check of it would hold whatever it does */
export function requireProperties({ name, properties = [] }: AnySystem): void {
  if (properties.length > 0) return;
  throw new UserError(`the system "${name}" has no properties: list what has to hold in its "properties"`);
}

async function systemIn(value: unknown, where: string, argument: Json | undefined): Promise<AnySystem> {
  if (typeof value !== 'function') {
    if (!looksLikeSystem(value)) throw new UserError(`${where} is no system but ${kindOf(value)}: ${A_SYSTEM}`);
    if (argument !== undefined)
      throw new UserError(`--config is what a function is called with, and ${where} is a system. Leave --config out`);
    return value as AnySystem;
  }
  const made = await called(value as (argument?: Json) => unknown, where, argument);
  if (looksLikeSystem(made)) return made as AnySystem;
  throw new UserError(`${where} is a function that returned no system but ${kindOf(made)}: ${A_SYSTEM}`);
}

async function called(make: (argument?: Json) => unknown, where: string, argument: Json | undefined): Promise<unknown> {
  try {
    return await (argument === undefined ? make() : make(argument));
  } catch (cause) {
    const { text, where: line } = messageOf(cause);
    const asked = argument === undefined ? 'without --config' : `with ${JSON.stringify(argument)}`;
    const at = line === undefined ? '' : `\n  at ${line}`;
    throw new UserError(`${where}, called ${asked}, failed: ${text}${at}`, { cause });
  }
}

/** The default export; without one, the only system, or where there is none the only function. */
function soleExport(file: string, exports: Exports): string {
  if (Object.hasOwn(exports, 'default')) return 'default';
  const names = Object.keys(exports);
  const systems = names.filter((name) => looksLikeSystem(exports[name]));
  const candidates = systems.length > 0 ? systems : names.filter((name) => typeof exports[name] === 'function');
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  if (names.length === 0) throw new UserError(`${file} exports nothing: ${A_SYSTEM}`);
  throw new UserError(
    `${file} has no default export, and ${only === undefined ? 'none' : 'more than one'} of its exports can be meant. Name one, as in ${placeText({ file, name: only ?? names[0] ?? '' })}. It exports: ${names.join(', ')}`,
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object of ${keys.slice(0, 8).join(', ')}`;
}
