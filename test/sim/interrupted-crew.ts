/** A crew without threads whose members interrupt each other at atomic operations: what one does in the middle of a phase, another sees. */
import type { AtomicOperations } from '../../src/sim/data/atomics.ts';
import { BlockWorker, type SharedTables } from '../../src/sim/search/block-worker.ts';
import type { Crew } from '../../src/sim/search/crew.ts';
import { Random } from '../../src/sim/data/random.ts';
import { adopt, emptyTables, type TablePlan, type TableUpdate } from '../../src/sim/search/shared-tables.ts';

interface Member {
  readonly tables: SharedTables;
  readonly worker: BlockWorker;
}

export class InterruptedCrew implements Crew {
  readonly threads: number;
  readonly atomics: AtomicOperations;
  /** How often one was in the middle of something when another began. */
  interrupted = 0;
  /** How often a step was noted as the first that leads to a world, while another was about to note one that is still before it. */
  overtaken = 0;
  #firstStep: Int32Array = new Int32Array(0);
  readonly #random: Random;
  readonly #seldom: number;
  #members: Member[] = [];
  /** Members whose share of the phase is still to be done. */
  #waiting: (() => void)[] = [];

  /** @param seldom one in so many atomic operations is interrupted, before or after it */
  constructor(threads: number, seed: string, seldom: number) {
    this.threads = threads;
    this.#random = new Random(seed);
    this.#seldom = seldom;
    this.atomics = {
      load: (list: Int32Array, at: number) => this.#around(() => Atomics.load(list, at)),
      store: (list: Int32Array, at: number, value: number) => this.#around(() => Atomics.store(list, at, value)),
      add: (list: Int32Array, at: number, value: number) => this.#around(() => Atomics.add(list, at, value)),
      compareExchange: (list: Int32Array, at: number, expected: number, value: number) =>
        this.#around(() => {
          this.#overtake(list, at, { expected, value });
          return Atomics.compareExchange(list, at, expected, value);
        }),
      wait: () => 'timed-out',
      notify: () => 0,
    } as unknown as AtomicOperations;
  }

  isWorthwhile(): boolean {
    return true;
  }

  begin(plan: TablePlan): void {
    this.#firstStep = plan.block.firstStep;
    this.#members = Array.from({ length: this.threads - 1 }, (_, index) => {
      const tables = emptyTables(plan);
      return { tables, worker: new BlockWorker(tables, index + 1, { atomics: this.atomics }) };
    });
  }

  run(phase: number, update: TableUpdate | null, own: () => void): void {
    this.#waiting = this.#members.map(({ tables, worker }) => () => {
      if (update !== null) {
        adopt(tables, update);
        worker.ask(update.asked);
      }
      worker.run(phase);
    });
    own();
    while (this.#waiting.length > 0) this.#waiting.shift()?.();
  }

  isDone(): boolean {
    return true;
  }

  end(): void {
    this.#members = [];
  }

  #overtake(list: Int32Array, at: number, { expected, value }: { expected: number; value: number }): void {
    if (list !== this.#firstStep || value + 1 >= expected || this.#random.below(2) === 0) return;
    this.overtaken += 1;
    Atomics.compareExchange(list, at, expected, value + 1);
  }

  #around<Result>(operation: () => Result): Result {
    this.#interrupt();
    const result = operation();
    this.#interrupt();
    return result;
  }

  #interrupt(): void {
    if (this.#waiting.length === 0 || this.#random.below(this.#seldom) > 0) return;
    this.interrupted += 1;
    this.#waiting.shift()?.();
  }
}
