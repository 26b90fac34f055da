/** Progress on a terminal: one line on stderr, redrawn a few times a second and wiped when the work is done. */
import { performance } from 'node:perf_hooks';
import { EXIT, type Io } from './io.ts';

const REDRAW_MS = 100;

/** A progress line, and what ends the work early. */
export interface Progress {
  /** Shows the text; the reason to stop now, if there is one. */
  readonly report: (text: string) => string | undefined;
  readonly done: () => void;
}

/** @param timeout seconds after which the work should end; none by default */
export function showProgress(io: Io, title: string, timeout?: number): Progress {
  const started = performance.now();
  let drawn = 0;
  return {
    report: (text) => {
      const now = performance.now();
      if (io.isTTY && now - drawn > REDRAW_MS) {
        drawn = now;
        io.stderr.write(`\r\u001b[K${oneRow(io, `${title}: ${text}, ${Math.round((now - started) / 1000)} s`)}`);
      }
      if (io.signal.aborted) return 'interrupted';
      return timeout !== undefined && now - started > timeout * 1000 ? `timeout ${timeout} s` : undefined;
    },
    done: () => {
      if (io.isTTY && drawn > 0) io.stderr.write('\r\u001b[K');
    },
  };
}

/** Says on stderr what an interruption left undone, unless nobody is there to read the rest. */
export function interrupted(io: Io, undone: string): number {
  if (io.signal.reason !== READER_GONE) io.stderr.write(`interrupted: ${undone}\n`);
  return EXIT.inconclusive;
}

/** The reason of the abort when nobody reads stdout any more. */
export const READER_GONE = 'the reader is gone';

/** A line that the terminal breaks into two could not be wiped as one. */
function oneRow({ stderr }: Io, text: string): string {
  const { columns } = stderr as Partial<NodeJS.WriteStream>;
  return text.slice(0, (columns === undefined || columns === 0 ? 80 : columns) - 1);
}
