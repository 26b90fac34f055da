import { setTimeout as sleep } from 'node:timers/promises';

/** Calls `attempt` until it gives something, `interval` milliseconds apart. Rejects when it does or the signal aborts. */
export async function waitFor<T>(attempt: () => Promise<T | null>, interval: number, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const found = await attempt();
    if (found !== null) return found;
    await sleep(interval, undefined, { signal });
  }
}
