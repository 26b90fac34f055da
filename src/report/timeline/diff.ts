/** What a step changed, in few words. */
import type { Json } from '../../sim/index.ts';
import type { Glyphs } from '../terminal/look.ts';
import { firstLetters, GLUE, printable } from '../terminal/text.ts';

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

/** Puts a value into words. */
type ShowValue = (value: Json | undefined, glyphs: Glyphs) => string;

/** What differs between two values, field by field: `state running → completed`, `started false → true`. */
export function diffTexts(from: Json, to: Json, glyphs: Glyphs, show: ShowValue = brief): string[] {
  return differences('', from, to).map(
    ({ path, from, to }) =>
      `${path === '' ? '' : `${path} `}${show(from, glyphs)} ${turnedInto(show(to, glyphs), glyphs)}`,
  );
}

/** A value in few letters: what is long loses what is nested in it, then most of its entries, then the rest of its words. */
export function shortened(value: Json | undefined, glyphs: Glyphs): string {
  const text = brief(value, glyphs);
  if (text.length <= LONG) return text;
  if (Array.isArray(value) && value.length > FEW) {
    const more = `${glyphs.ellipsis} ${value.length - FEW} more`;
    return `[${value
      .slice(0, FEW)
      .map((inner) => shortened(inner as Json, glyphs))
      .join(', ')}, ${more}]`;
  }
  return `${firstLetters(text, LONG / 2)}${glyphs.ellipsis}`;
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

/** Longer than this, and a value is told without what is nested in it. */
const LONG = 80;
/** So many entries of a long list are shown. */
const FEW = 3;

/** A value in a line of text. Words stand bare; spaces after commas let long values wrap. */
function brief(value: Json | undefined, { ellipsis }: Glyphs): string {
  const whole = told(value, null);
  return whole.length > LONG ? told(value, ellipsis) : whole;
}

/** @param instead what stands for the fields of a record within a record; null if they are told */
function told(value: Json | undefined, instead: string | null, isNested = false): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return /^[\w.:/-]+$/.test(value) ? value : printable(JSON.stringify(value));
  if (Array.isArray(value)) return `[${value.map((inner) => told(inner, instead, isNested)).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  if (isNested && instead !== null) return `{${instead}}`;
  const fields = Object.entries(value).map(([key, inner]) => `${printable(key)}: ${told(inner, instead, true)}`);
  return `{${fields.join(', ')}}`;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isEmpty = (value: Json | undefined): value is undefined =>
  value === undefined || (isRecord(value) && Object.keys(value).length === 0);
