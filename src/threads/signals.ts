/** How the threads of a crew wait for each other: a few shared integers. */
import type { AtomicOperations } from '../sim/index.ts';

/** Places in the signals: how many orders were given, the last of them, how many threads are done with it, whether one was lost. */
const [ORDERS, ORDER, DONE, LOST] = [0, 1, 2, 3];
const PLACES = 4;

/** Looks this often before it goes to sleep: phases are short, and to be woken takes longer than most of them. */
const SPINS = 20_000;

/**
 * How long the thread that explores sleeps before it looks after other things, in milliseconds: a key that was pressed, a limit of time.
 * It says nothing of the threads that it waits for. A slow one may take as long as it needs.
 */
const MOMENT = 100;

/** The order to leave; all others are phases. */
export const LEAVE = -1;

/** Whether all are done, not yet, or one of them never will be. */
export type Standing = 'done' | 'waiting' | 'lost';

/** How a thread waits: by which operations, and how often it looks before it sleeps. */
export interface Waiting {
  readonly atomics?: AtomicOperations;
  readonly spins?: number;
}

export class Signals {
  readonly memory: Int32Array<SharedArrayBuffer>;
  readonly #atomics: AtomicOperations;
  readonly #spins: number;

  constructor(
    memory = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT)),
    { atomics = Atomics, spins = SPINS }: Waiting = {},
  ) {
    this.memory = memory;
    this.#atomics = atomics;
    this.#spins = spins;
  }

  /** Gives an order to all other threads. */
  give(order: number): void {
    this.#atomics.store(this.memory, DONE, 0);
    this.#atomics.store(this.memory, ORDER, order);
    this.#atomics.add(this.memory, ORDERS, 1);
    this.#atomics.notify(this.memory, ORDERS);
  }

  /** Waits for an order after `known` of them, and returns it. To be woken is not enough: the call may be a late one, for the order before. */
  next(known: number): number {
    while (this.#atomics.load(this.memory, ORDERS) === known) this.#waitWhile(ORDERS, known, Infinity);
    return this.#atomics.load(this.memory, ORDER);
  }

  /** Says that this thread has carried the order out. */
  done(): void {
    this.#atomics.add(this.memory, DONE, 1);
    this.#atomics.notify(this.memory, DONE);
  }

  /** Says that a thread is no more. */
  lose(): void {
    this.#atomics.store(this.memory, LOST, 1);
    this.#atomics.notify(this.memory, DONE);
  }

  /** Waits until that many threads are done or one is lost, but no longer than a moment after one was done last. */
  waitFor(threads: number): Standing {
    for (;;) {
      if (this.#atomics.load(this.memory, LOST) !== 0) return 'lost';
      const done = this.#atomics.load(this.memory, DONE);
      if (done >= threads) return 'done';
      if (!this.#waitWhile(DONE, done, MOMENT)) return 'waiting';
    }
  }

  /** False if it is still the same after so many milliseconds. */
  #waitWhile(at: number, value: number, milliseconds: number): boolean {
    for (let spin = 0; spin < this.#spins; spin += 1) if (this.#atomics.load(this.memory, at) !== value) return true;
    return this.#atomics.wait(this.memory, at, value, milliseconds) !== 'timed-out';
  }
}
