/** How many operations one process works on at a time. */
export interface Slots {
  /** Resolves once there is a slot, which is then taken. Rejects when the signal aborts. */
  take(signal: AbortSignal): Promise<void>;
  free(): void;
}

/** `count` slots, given in the order in which they were asked for. */
export function createSlots(count: number): Slots {
  let left = count;
  const queue: (() => void)[] = [];
  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(abortError(signal));
      if (left > 0) {
        left -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          queue.splice(queue.indexOf(enter), 1);
          reject(abortError(signal));
        };
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        queue.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    free() {
      const next = queue.shift();
      if (next === undefined) left += 1;
      else next();
    },
  };
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
