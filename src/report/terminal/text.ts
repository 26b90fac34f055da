/** Text in columns of a terminal: how wide it is, how it wraps, and what of it may reach the screen. */

/** Holds two words together where text is wrapped; comes out as a plain space. */
export const GLUE = '\u00a0';

/** Letters of one column each, by far the most: Latin ones, dashes and dots, arrows and boxes. */
const PLAIN = /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u257f]*$/;
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}]*$/u;
/** Letters that take two columns wherever they stand in what a reader takes for one letter. */
const TWO_WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** A sign that is a picture because the sign after it says so: a heart, a digit on a key. */
const PICTURE = /\p{Emoji}\ufe0f/u;
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for letters: a base with its marks, a flag, a family of joined emoji. */
function lettersOf(text: string): string[] {
  return Array.from(LETTERS.segment(text), ({ segment }) => segment);
}

/** The columns that the text takes in a terminal: two for emoji and East Asian wide letters, none for what is not seen. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return lettersOf(text).reduce((width, letter) => width + letterWidth(letter), 0);
}

function letterWidth(letter: string): number {
  if (UNSEEN.test(letter)) return 0;
  return TWO_WIDE.test(letter) || PICTURE.test(letter) ? 2 : 1;
}

/** At most so many letters from the beginning, none of them cut in two. */
export function firstLetters(text: string, most: number): string {
  return lettersOf(text).slice(0, most).join('');
}

/** Foreign text on one line: white space is a single space, and control characters are shown instead of obeyed. */
export function printable(text: string): string {
  const escape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replaceAll(/\s+/gu, ' ').replaceAll(UNPRINTABLE, escape);
}

/** The width of the longest word: no narrower column can hold the text. */
export function longestWord(text: string): number {
  return Math.max(...text.split(' ').map(displayWidth));
}

/** Breaks text between words into lines of at most `width` columns. A longer word gets a line of its own, uncut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || displayWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((text) => text.replaceAll(GLUE, ' '));
}

/** A block under a head that stands on its first line. */
export function underHead(head: string, lines: readonly string[]): string {
  return lines.map((line, index) => `${index === 0 ? head : ' '.repeat(head.length)}${line}`).join('\n');
}

/** Whole numbers as people read them: 13,650. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
