/** Lets the clock, a key that was pressed and a signal through while something goes on for longer than a moment. */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { GoOn } from '../../rollout/index.ts';

/** Short enough to be no wait, long enough that to look up costs nothing. */
const MOMENT_MS = 50;

/** @param report shows how far it is, and says why to stop, if there is a reason */
export function goingOn(report: (text: string) => string | undefined): GoOn {
  let looked = performance.now();
  return async (text) => {
    if (performance.now() - looked < MOMENT_MS) return undefined;
    await setImmediate();
    looked = performance.now();
    return report(text);
  };
}
