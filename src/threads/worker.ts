/** What each thread of a crew does, but for the one that explores: wait for an order, do its share, say so. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { adopt, BlockWorker, emptyTables, type TableUpdate } from '../sim/index.ts';
import type { WorkerPlan } from './crew-plan.ts';
import { delayed, waiting } from './delays.ts';
import { LEAVE, Signals } from './signals.ts';

const { thread, plan, signals: memory, updates, delays } = workerData as WorkerPlan;
const signals = new Signals(memory, waiting(delays, thread));
const tables = emptyTables(plan);
const worker = new BlockWorker(tables, thread, delays === null ? {} : { atomics: delayed(delays.blocks, thread) });

/** If there is an update, it was posted before the order was given, and so it is there. */
function takeUpdate(): void {
  const received = receiveMessageOnPort(updates) as { readonly message: TableUpdate } | undefined;
  if (received === undefined) return;
  adopt(tables, received.message);
  worker.ask(received.message.asked);
}

for (let orders = 0, order = signals.next(0); order !== LEAVE; order = signals.next(orders)) {
  orders += 1;
  takeUpdate();
  worker.run(order);
  signals.done();
}
updates.close();
