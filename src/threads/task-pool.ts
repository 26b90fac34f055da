/** Worker threads that each carry out one task after the other: plain data in, plain data out. */
import { existsSync } from 'node:fs';
import { parentPort, Worker } from 'node:worker_threads';
import { SystemError } from '../sim/index.ts';

/** What a worker says of a task. A mistake in a system stays one on its way from thread to thread. */
type Answer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Job<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads for tasks that do not depend on each other. Whoever made the pool must {@link end} it.
 *
 * A worker is a compiled file that calls {@link serve}: a pool works from the package, not from its TypeScript sources.
 */
export class TaskPool<Task, Result> {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #queue: Job<Task, Result>[] = [];

  /** Whether the compiled worker is there. */
  static isAvailable(script: URL): boolean {
    return existsSync(script);
  }

  constructor(script: URL, threads: number) {
    this.#workers = Array.from({ length: threads }, () => new Worker(script));
    this.#idle = [...this.#workers];
  }

  /** Resolves to what a worker makes of the task, as soon as one is free. @throws SystemError where the worker did */
  run(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
      this.#dispatch();
    });
  }

  /** Ends the threads, whatever they are doing. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #dispatch(): void {
    const [worker, job] = [this.#idle[0], this.#queue[0]];
    if (worker === undefined || job === undefined) return;
    this.#idle.shift();
    this.#queue.shift();
    worker.once('error', job.reject);
    worker.once('message', (answer: Answer<Result>) => {
      worker.off('error', job.reject);
      this.#idle.push(worker);
      settle(job, answer);
      this.#dispatch();
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    worker.postMessage(job.task);
  }
}

function settle<Result>({ resolve, reject }: Job<unknown, Result>, answer: Answer<Result>): void {
  if (answer.kind === 'done') resolve(answer.result);
  else reject(answer.kind === 'mistake' ? new SystemError(answer.message) : answer.error);
}

/** In a worker of a pool: carries out each task as it comes. */
export function serve<Task, Result>(carryOut: (task: Task) => Result): void {
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(answerTo(task, carryOut)));
}

function answerTo<Task, Result>(task: Task, carryOut: (task: Task) => Result): Answer<Result> {
  try {
    return { kind: 'done', result: carryOut(task) };
  } catch (error) {
    return error instanceof SystemError ? { kind: 'mistake', message: error.message } : { kind: 'failed', error };
  }
}
