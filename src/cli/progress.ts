/** Progress on a terminal: one line on stderr, redrawn a few times a second and wiped when the work is done. */
import { performance } from 'node:perf_hooks';
import type { Io } from './io.ts';

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
        io.stderr.write(`\r\u001b[K${title}: ${text}, ${Math.round((now - started) / 1000)} s`);
      }
      if (io.signal.aborted) return 'interrupted';
      return timeout !== undefined && now - started > timeout * 1000 ? `timeout ${timeout} s` : undefined;
    },
    done: () => {
      if (io.isTTY && drawn > 0) io.stderr.write('\r\u001b[K');
    },
  };
}
