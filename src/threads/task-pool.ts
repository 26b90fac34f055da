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
    // A thread that dies of an error says so first: then this comes too late, and changes nothing.
    const died = (exitCode: number): void => job.reject(new Error(deathText(exitCode)));
    worker.once('error', job.reject);
    worker.once('exit', died);
    worker.once('message', (answer: Answer<Result>) => {
      worker.off('error', job.reject);
      worker.off('exit', died);
      this.#idle.push(worker);
      settle(job, answer);
      this.#dispatch();
    });
    worker.postMessage(job.task, []);
  }
}

const deathText = (exitCode: number): string =>
  `a thread died in the middle of its work, with exit code ${exitCode}: try fewer threads (--threads 1)`;

function settle<Result>({ resolve, reject }: Job<unknown, Result>, answer: Answer<Result>): void {
  if (answer.kind === 'done') resolve(answer.result);
  else reject(answer.kind === 'mistake' ? new SystemError(answer.message) : answer.error);
}

/** What a worker of a pool does: it carries out each task as it comes. */
export type CarryOut<Task> = (task: Task) => unknown;

/** Called once in a worker of a pool. */
export function serve<Task>(carryOut: CarryOut<Task>): void {
  const answer = (task: Task): void =>
    parentPort?.postMessage(
      answerTo(() => carryOut(task)),
      [],
    );
  parentPort?.on('message', answer);
}

function answerTo(carryOut: () => unknown): Answer<unknown> {
  try {
    return { kind: 'done', result: carryOut() };
  } catch (error) {
    return error instanceof SystemError ? { kind: 'mistake', message: error.message } : { kind: 'failed', error };
  }
}
