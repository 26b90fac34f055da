/** A crew of worker threads. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Crew, TablePlan, TableUpdate } from '../sim/index.ts';
import { LEAVE, Signals } from './signals.ts';

/** What a worker begins with. */
export interface WorkerPlan {
  /** Its number; 0 is the thread that explores. */
  readonly thread: number;
  readonly plan: TablePlan;
  readonly signals: Int32Array<SharedArrayBuffer>;
}

const WORKER = new URL('worker.js', import.meta.url);

/** Fewer worlds than this are expanded before the others have woken up. */
const FEWEST = 1024;
/** An exploration that ends before this many worlds is over before the others have started. */
const FROM = 2 ** 18;

/**
 * Threads that help an exploration, for {@link ExploreOptions.crew}. They are started when there is work for them; whoever made
 * the crew must {@link end} it.
 *
 * They need the compiled worker beside this file: a crew works from the package, not from its TypeScript sources.
 *
 * @public
 */
export class ThreadCrew implements Crew {
  readonly threads: number;
  readonly #from: number;
  #workers: Worker[] = [];
  #signals = new Signals();

  /** Whether the compiled worker is there. */
  static isAvailable(): boolean {
    return existsSync(WORKER);
  }

  /**
   * @param threads how many there are, the one that explores included
   * @param from how many worlds must be known before the others are started; 262,144 by default
   */
  constructor(threads: number, from = FROM) {
    this.threads = threads;
    this.#from = from;
  }

  isWorthwhile(worlds: number, known: number): boolean {
    return worlds >= FEWEST && known >= this.#from;
  }

  begin(plan: TablePlan): void {
    this.end();
    this.#signals = new Signals();
    this.#workers = Array.from({ length: this.threads - 1 }, (_, index) => {
      const workerData: WorkerPlan = { thread: index + 1, plan, signals: this.#signals.memory };
      const worker = new Worker(WORKER, { workerData });
      worker.unref();
      return worker;
    });
  }

  run(phase: number, update: TableUpdate | null, own: () => void): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    if (update !== null) for (const worker of this.#workers) worker.postMessage(update);
    this.#signals.give(phase);
    own();
    this.#signals.waitFor(this.#workers.length);
  }

  end(): void {
    if (this.#workers.length > 0) this.#signals.give(LEAVE);
    this.#workers = [];
  }
}
