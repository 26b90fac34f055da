/** How reports look: the symbols, and the colours that repeat what the words already say. */

/** What every report can be told about its looks. @public */
export interface Look {
  /** Columns to fit; 100 by default. */
  readonly width?: number;
  /** Box drawing and symbols; true by default, else plain ASCII. Names and messages are shown as they are. */
  readonly unicode?: boolean;
  /** ANSI colours; false by default. Nothing is said by colour alone. */
  readonly color?: boolean;
}

export const DEFAULT_WIDTH = 100;

/** `bad` for what is wrong, `warn` for faults and doubts, `strong` for what to look at. */
export type Style = 'bad' | 'warn' | 'strong';

const CODES: Readonly<Record<Style, string>> = { bad: '31', warn: '33', strong: '1' };

/** Puts a style on text. */
export type Paint = (text: string, style: Style | undefined) => string;

/** The paint of a terminal, or one that leaves text alone. */
export function paintOf({ color = false }: Look): Paint {
  if (!color) return (text) => text;
  return (text, style) => (style === undefined || text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`);
}

const UNICODE = {
  bar: '│',
  line: '─',
  cross: '┼',
  arrow: '→',
  range: '–',
  ellipsis: '…',
  wrong: '✗',
  right: '✓',
  unsure: '?',
  warning: '⚠',
  fail: '✗',
  crash: '⚡',
  stale: '◷',
  fault: '⚡',
} as const;

/** The symbols of a report, by what they mean. */
export type Glyphs = Readonly<Record<keyof typeof UNICODE, string>>;

const ASCII: Glyphs = {
  bar: '|',
  line: '-',
  cross: '+',
  arrow: '->',
  range: '-',
  ellipsis: '...',
  wrong: 'X',
  right: 'ok',
  unsure: '?',
  warning: '!',
  fail: 'x',
  crash: '!',
  stale: '~',
  fault: '!',
};

/** The symbols that the output can show. */
export function glyphsOf({ unicode = true }: Look): Glyphs {
  return unicode ? UNICODE : ASCII;
}
