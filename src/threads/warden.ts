/**
 * The thread that starts the workers of a crew, and tells when one of them is no more. The thread that explores cannot: it sleeps where
 * it waits for them, and hears of nothing. This one is always awake, does nothing else, and so never takes a slow worker for a dead one.
 */
import { Worker, workerData } from 'node:worker_threads';
import type { Death, WardenPlan, WorkerPlan } from './crew-plan.ts';
import { Signals } from './signals.ts';

const WORKER = new URL('worker.js', import.meta.url);

const { workers, deaths } = workerData as WardenPlan;
for (const plan of workers) start(plan);

function start(plan: WorkerPlan): void {
  const worker = new Worker(WORKER, { workerData: plan, transferList: [plan.updates] });
  let error: Death['error'] = null;
  worker.on('error', (thrown: unknown) => (error = described(thrown)));
  worker.on('exit', (exitCode) => tell(plan, { thread: plan.thread, error, exitCode }));
}

/** The word goes first: it is there when the signal is seen. Workers that were told to leave end as well, but then no thread waits for them. */
function tell({ signals }: WorkerPlan, death: Death): void {
  deaths.postMessage(death, []);
  new Signals(signals).lose();
}

function described(thrown: unknown): Death['error'] {
  if (!(thrown instanceof Error)) return { stack: String(thrown), isOutOfMemory: false };
  const isOutOfMemory = (thrown as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  return { stack: thrown.stack ?? thrown.message, isOutOfMemory };
}
