/**
 * Plain data, and the one text form by which two values are recognised as the same: they are if no code can tell them apart.
 *
 * So the order of keys counts, as does whether a key that is undefined is there: `{ a, b }` and `{ b, a }` are two values, because a
 * machine may look at `Object.keys(value)[0]`. To make one of them would be to check another system than the one that was written.
 */

/** What worlds are made of: everything that JSON can say. @public */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Data may be nested so deep; what holds itself is deeper than any limit. */
const DEEPEST = 500;

/** A value that a world cannot hold, and where it sits. */
export class NotPlainData extends Error {
  readonly path: string;
  constructor(path: string, found: string) {
    super(`${path === '' ? 'the value' : shortened(path)} is ${found}; only plain data (JSON) can be part of a world`);
    this.path = path;
  }
}

/** What is known of an object that {@link own} has made: its text, and how deep it is nested. */
interface Known {
  readonly text: string;
  readonly height: number;
}

/** The objects that {@link own} has made: plain and frozen to the bottom. */
const OWN = new WeakMap<object, Known>();

/**
 * The canonical text of plain data: two values have one text if and only if no code can tell them apart.
 *
 * @throws NotPlainData for functions, class instances, symbols, NaN, holes in lists and the like, with the path to the offender.
 */
export function canonical(value: unknown, path = ''): string {
  return textOf(value, path, 0);
}

/**
 * The value as a copy of our own that nobody can change, however deep; what is such a copy already is returned as it is.
 *
 * @throws NotPlainData for what is no plain data
 */
export function own<T>(value: T, path = ''): T {
  return ownAt(value, path, 0) as T;
}

/** A copy that may be changed. */
export function thawed<T>(value: T): T {
  return (typeof value === 'object' && value !== null ? copied(value, thawed) : value) as T;
}

/** A copy whose keys are sorted, for what the order of keys means nothing to. */
export function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

function textOf(value: unknown, path: string, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return scalarText(value, path);
  const known = OWN.get(value);
  if (known !== undefined) return requireDepth(known, depth, path).text;
  requirePlain(value, path, depth);
  return textAround(value, (item, key) => textOf(item, pathTo(path, key), depth + 1));
}

/** The text of an object, from those of its parts. */
function textAround(value: object, part: (item: unknown, key: string | number) => string): string {
  if (Array.isArray(value)) return `[${value.map(part).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const parts = Object.keys(record).map((key) => `${JSON.stringify(key)}:${part(record[key], key)}`);
  return `${Object.getPrototypeOf(value) === null ? 'bare' : ''}{${parts.join(',')}}`;
}

function scalarText(value: unknown, path: string): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  throw new NotPlainData(path, typeof value === 'number' ? String(value) : `a ${typeof value}`);
}

function ownAt(value: unknown, path: string, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value !== 'string') scalarText(value, path);
    return value;
  }
  const known = OWN.get(value);
  if (known !== undefined) {
    requireDepth(known, depth, path);
    return value;
  }
  requirePlain(value, path, depth);
  let height = 0;
  const copy = copied(value, (item, key) => {
    const mine = ownAt(item, pathTo(path, key), depth + 1);
    if (typeof mine === 'object' && mine !== null) height = Math.max(height, 1 + (OWN.get(mine)?.height ?? 0));
    return mine;
  });
  OWN.set(Object.freeze(copy), { text: textAround(copy, (item) => textOf(item, path, 0)), height });
  return copy;
}

function requireDepth(known: Known, depth: number, path: string): Known {
  if (depth + known.height > DEEPEST) throw tooDeep(path);
  return known;
}

const tooDeep = (path: string): NotPlainData =>
  new NotPlainData(path, `nested more than ${DEEPEST} levels deep, or holds itself`);

function copied(value: object, part: (value: unknown, key: string | number) => unknown): object {
  if (Array.isArray(value)) return value.map(part);
  return recordLike(
    value,
    Object.entries(value).map(([key, item]) => [key, part(item, key)]),
  );
}

/** A record of these entries, without a prototype if the other has none. */
export function recordLike(other: object, entries: readonly (readonly [string, unknown])[]): object {
  const record = Object.fromEntries(entries);
  return Object.getPrototypeOf(other) === null ? (Object.setPrototypeOf(record, null) as object) : record;
}

/** @throws NotPlainData if the object is more than its keys and what they hold */
function requirePlain(value: object, path: string, depth: number): void {
  if (depth > DEEPEST) throw tooDeep(path);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isList = Array.isArray(value);
  if (prototype !== (isList ? Array.prototype : Object.prototype) && (isList || prototype !== null))
    throw new NotPlainData(path, `an instance of ${nameOfClass(value)}`);
  const keys = Reflect.ownKeys(value);
  if (isList) requireList(value as readonly unknown[], keys, path);
  for (const key of keys) if (!(isList && key === 'length')) requireVisible(value, key, path);
}

function requireList(list: readonly unknown[], keys: readonly PropertyKey[], path: string): void {
  if (Object.keys(list).length < list.length) throw new NotPlainData(path, 'a list with holes');
  if (keys.length > list.length + 1)
    throw new NotPlainData(path, `a list with a property, ${String(keys.at(-1))}, beside its items`);
}

function requireVisible(value: object, key: string | symbol, path: string): void {
  if (typeof key === 'symbol') throw new NotPlainData(path, `an object with a symbol, ${String(key)}, for a key`);
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (property?.get !== undefined || property?.set !== undefined)
    throw new NotPlainData(pathTo(path, key), 'an accessor (get or set)');
  if (property?.enumerable === false) throw new NotPlainData(pathTo(path, key), 'a hidden key (not enumerable)');
}

function pathTo(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

const shortened = (path: string): string => (path.length > 80 ? `${path.slice(0, 60)}…` : path);

function nameOfClass(value: object): string {
  const made: unknown = (value as { readonly constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'a class';
}
