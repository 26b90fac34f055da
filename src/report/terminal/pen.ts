/** How prose is written into a report. */
import { DEFAULT_WIDTH, glyphsOf, paintOf, type Glyphs, type Look, type Paint } from './look.ts';
import { printable, underHead, wrap } from './text.ts';

/** Wraps and colours lines of prose. */
export class Pen {
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly #paint: Paint;

  constructor(look: Look) {
    this.glyphs = glyphsOf(look);
    this.width = look.width ?? DEFAULT_WIDTH;
    this.#paint = paintOf(look);
  }

  text(text: string): string {
    return wrap(printable(text), this.width).join('\n');
  }

  /** A line of a list. */
  item(text: string): string {
    return underHead('  - ', wrap(printable(text), this.width - 4));
  }

  bad(text: string): string {
    return this.#marked('bad', this.glyphs.wrong, text);
  }

  warning(text: string): string {
    return this.#marked('warn', this.glyphs.warning, text);
  }

  #marked(style: 'bad' | 'warn', mark: string, text: string): string {
    const lines = wrap(printable(text), this.width - mark.length - 1);
    return lines
      .map((line, index) => this.#paint(`${index === 0 ? mark : ' '.repeat(mark.length)} ${line}`, style))
      .join('\n');
  }
}
