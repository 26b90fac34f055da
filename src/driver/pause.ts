import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; false, instead of a rejection, when the signal aborted first. Leaves neither timer nor listener behind. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal }).catch(() => false);
}
