/** What a step changed, in few words. */
import type { Json } from '../sim/index.ts';
import type { Glyphs } from './look.ts';
import { GLUE, printable } from './text.ts';

/** A machine state as people write it: `polling`, `parent.child`, `left.a, right.b`; an actor without one is down. */
export function stateText(state: Json): string {
  if (state === null) return 'down';
  if (!isRecord(state)) return printable(typeof state === 'string' ? state : JSON.stringify(state));
  const regions = Object.entries(state).map(([key, inner]) => (isEmpty(inner) ? key : `${key}.${stateText(inner)}`));
  return printable(regions.join(', '));
}

/** `→ polling`, its arrow never alone at the end of a line. */
export function turnedInto(text: string, { arrow }: Glyphs): string {
  return `${arrow}${GLUE}${text}`;
}

/** What differs between two values, field by field: `state running → completed`, `started false → true`. */
export function diffTexts(from: Json, to: Json, glyphs: Glyphs): string[] {
  return differences('', from, to).map(
    ({ path, from, to }) => `${path === '' ? '' : `${path} `}${brief(from)} ${turnedInto(brief(to), glyphs)}`,
  );
}

interface Difference {
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

function differences(path: string, from: Json | undefined, to: Json | undefined): Difference[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (!isRecord(from) || !isRecord(to)) return [{ path, from, to }];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) =>
    differences(path === '' ? printable(key) : `${path}.${printable(key)}`, from[key], to[key]),
  );
}

/** A value in a line of text. Words stand bare; spaces after commas let long values wrap. */
function brief(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return /^[\w.:/-]+$/.test(value) ? value : printable(JSON.stringify(value));
  if (Array.isArray(value)) return `[${value.map(brief).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${printable(key)}: ${brief(inner)}`)
    .join(', ')}}`;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isEmpty = (value: Json | undefined): value is undefined =>
  value === undefined || (isRecord(value) && Object.keys(value).length === 0);
