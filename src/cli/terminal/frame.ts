/** A block of lines at the bottom of a terminal that is drawn over and over in its place. */
export interface Frame {
  /** Draws the lines in place of the ones before. `lines` is told the columns, and must keep to them: one row for each line. */
  draw(lines: (width: number) => readonly string[]): void;
  /** Prints a line that stays, above the block. */
  above(line: string): void;
  /** Leaves the block as it is and prints below it. The next block is drawn below that. */
  below(text: string): void;
}

const CLEAR_BELOW = '\u001b[J';

/** A frame on the terminal. A block higher than the terminal is cut, because its top could not be drawn over. */
export function openFrame(terminal: NodeJS.WritableStream): Frame {
  let shown: readonly string[] = [];
  const put = (above: string, lines: readonly string[]): void => {
    const up = shown.length === 0 ? '' : `\u001b[${shown.length}A`;
    shown = lines.slice(0, sizeOf(terminal, 'rows', 24) - 1);
    terminal.write(`${up}\r${CLEAR_BELOW}${above}${shown.map((line) => `${line}\n`).join('')}`);
  };
  return {
    draw: (lines) => put('', lines(sizeOf(terminal, 'columns', 80) - 1)),
    above: (line) => put(`${line}\n`, shown),
    below(text) {
      shown = [];
      terminal.write(`${text}\n`);
    },
  };
}

function sizeOf(terminal: NodeJS.WritableStream, side: 'rows' | 'columns', otherwise: number): number {
  const size = (terminal as Partial<NodeJS.WriteStream>)[side];
  return typeof size === 'number' && size > 0 ? size : otherwise;
}
