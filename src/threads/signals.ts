/** How the threads of a crew wait for each other: a few shared integers. */

/** Places in the signals: how many orders were given, the last of them, how many threads are done with it, how many failed. */
const [ORDERS, ORDER, DONE, FAILED] = [0, 1, 2, 3];
const PLACES = 4;

/** Looks this often before it goes to sleep: phases are short, and to be woken takes longer than most of them. */
const SPINS = 20_000;

/** How long a thread may take for one order, in milliseconds: far longer than any does that is still alive. */
const PATIENCE = 600_000;

/** The order to leave; all others are phases. */
export const LEAVE = -1;

export class Signals {
  readonly memory: Int32Array<SharedArrayBuffer>;

  constructor(memory = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT))) {
    this.memory = memory;
  }

  /** Gives an order to all other threads. */
  give(order: number): void {
    Atomics.store(this.memory, DONE, 0);
    Atomics.store(this.memory, ORDER, order);
    Atomics.add(this.memory, ORDERS, 1);
    Atomics.notify(this.memory, ORDERS);
  }

  /** Waits for an order after `known` of them, and returns it. To be woken is not enough: the call may be a late one, for the order before. */
  next(known: number): number {
    while (Atomics.load(this.memory, ORDERS) === known) this.#waitWhile(ORDERS, known, Infinity);
    return Atomics.load(this.memory, ORDER);
  }

  /** Says that this thread has carried the order out. */
  done(): void {
    Atomics.add(this.memory, DONE, 1);
    Atomics.notify(this.memory, DONE);
  }

  /** Says that this thread cannot go on. */
  fail(): void {
    Atomics.add(this.memory, FAILED, 1);
    this.done();
  }

  /** Waits until that many threads are done. @throws Error if one of them failed or does not answer */
  waitFor(threads: number): void {
    for (let done = Atomics.load(this.memory, DONE); done < threads; done = Atomics.load(this.memory, DONE)) {
      if (!this.#waitWhile(DONE, done, PATIENCE)) throw new Error(`${threads - done} of the threads did not answer`);
    }
    if (Atomics.load(this.memory, FAILED) > 0) throw new Error('a thread of the exploration failed');
  }

  /** False if it is still the same after so many milliseconds. */
  #waitWhile(at: number, value: number, milliseconds: number): boolean {
    for (let spin = 0; spin < SPINS; spin += 1) if (Atomics.load(this.memory, at) !== value) return true;
    return Atomics.wait(this.memory, at, value, milliseconds) !== 'timed-out';
  }
}
