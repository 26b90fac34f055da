/** Plain data, and the one text form by which two equal values are recognised as the same. */

/** What worlds are made of: everything that JSON can say. @public */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value that a world cannot hold, and where it sits. */
export class NotPlainData extends Error {
  readonly path: string;
  constructor(path: string, found: string) {
    super(`${path === '' ? 'the value' : path} is ${found}; only plain data (JSON) can be part of a world`);
    this.path = path;
  }
}

/**
 * The canonical text of plain data: keys sorted, undefined properties left out, so that equal values have equal texts.
 *
 * @throws NotPlainData for functions, class instances, symbols, NaN and the like, with the path to the offender.
 */
export function canonical(value: unknown, path = ''): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (value === undefined) return 'null';
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
  if (Array.isArray(value)) return `[${value.map((item, index) => canonical(item, `${path}[${index}]`)).join(',')}]`;
  if (isRecord(value)) return canonicalRecord(value, path);
  throw new NotPlainData(path, describe(value));
}

function canonicalRecord(record: Record<string, unknown>, path: string): string {
  const parts: string[] = [];
  for (const key of Object.keys(record).toSorted()) {
    if (record[key] === undefined) continue;
    parts.push(`${JSON.stringify(key)}:${canonical(record[key], path === '' ? key : `${path}.${key}`)}`);
  }
  return `{${parts.join(',')}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
