/** Runs the batches of a campaign, on threads where there are any, and hands them out in the order of their numbers. */
import { setImmediate } from 'node:timers/promises';
import { swarmBatch, type Swarm } from '../rollout/swarm/swarm.ts';
import type { Batch } from '../sim/index.ts';
import { TaskPool } from '../threads/index.ts';

/** What a thread is given. */
export interface BatchTask {
  readonly swarm: Swarm;
  readonly number: number;
}

const WORKER = new URL('simulate-worker.js', import.meta.url);

/** Batches that are under way for each thread: enough that none waits for a slow one before it. */
const AHEAD = 4;

/**
 * The batches of these numbers, one after the other. Whoever stops asking ends the threads; what they were doing is lost.
 *
 * @param signal ends the wait for a batch, and with it all
 */
export async function* batches(
  swarm: Swarm,
  numbers: Iterable<number>,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal },
): AsyncGenerator<Batch> {
  if (threads < 2 || !TaskPool.isAvailable(WORKER)) {
    for (const number of numbers) {
      yield swarmBatch(swarm, number);
      // Lets Ctrl-C through.
      await setImmediate();
      if (signal.aborted) return;
    }
    return;
  }
  const pool = new TaskPool<BatchTask, Batch>(WORKER, threads);
  try {
    yield* inOrder(numbers, (number) => pool.run({ swarm, number }), { ahead: threads * AHEAD, signal });
  } finally {
    await pool.end();
  }
}

/** What `run` makes of the items, in their order, with so many of them under way. */
async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  run: (item: Item) => Promise<Result>,
  { ahead, signal }: { readonly ahead: number; readonly signal: AbortSignal },
): AsyncGenerator<Result> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const left = items[Symbol.iterator]();
  const underWay: Promise<Result>[] = [];
  for (;;) {
    while (underWay.length < ahead) {
      const { done, value } = left.next();
      if (done === true) break;
      underWay.push(watched(run(value)));
    }
    if (underWay.length === 0) return;
    const result = await Promise.race([underWay.shift(), aborted]);
    if (result === undefined) return;
    yield result;
  }
}

/** A failure is told when its turn comes; until then, or if that never is, nobody needs to hear of it. */
function watched<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
