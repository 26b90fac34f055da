/** What each thread of a crew does, but for the one that explores: wait for an order, do its share, say so. */
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { adopt, BlockWorker, emptyTables, type TableUpdate } from '../sim/index.ts';
import { LEAVE, Signals } from './signals.ts';
import type { WorkerPlan } from './thread-crew.ts';

const { thread, plan, signals: memory } = workerData as WorkerPlan;
const signals = new Signals(memory);
const tables = emptyTables(plan);
const worker = new BlockWorker(tables, thread);

/** If there is an update, it was posted before the order was given, and so it is there. */
function takeUpdate(): void {
  const received = receiveMessageOnPort(parentPort as MessagePort) as { readonly message: TableUpdate } | undefined;
  if (received === undefined) return;
  adopt(tables, received.message);
  worker.ask(received.message.asked);
}

function carryOut(order: number): void {
  try {
    takeUpdate();
    worker.run(order);
  } catch (error) {
    signals.fail();
    throw error;
  }
  signals.done();
}

for (let orders = 0, order = signals.next(0); order !== LEAVE; order = signals.next(orders)) {
  orders += 1;
  carryOut(order);
}
