/** Fault injection for tests: atomic operations that take their time, each as long as a seed says. */
import { Random, type AtomicOperations } from '../sim/index.ts';

/** How often an operation is delayed, and how. */
export interface Delays {
  /** The same delays for the same seed and thread; where they fall among those of other threads is up to the machine. */
  readonly seed: string;
  /** One operation in so many is followed by a sleep of up to a millisecond or two. Most of the others by a few turns of a loop. */
  readonly sleepOneIn: number;
}

/** Turns of the loop: up to some microseconds, long enough for another thread to get in between. */
const MOST_TURNS = 2000;
/** Tenths of a millisecond. A thread that looks for orders goes to sleep sooner than that. */
const MOST_TENTHS = 20;

/** Plain atomic operations with a delay before and after each of them. */
export function delayed({ seed, sleepOneIn }: Delays, thread: number): AtomicOperations {
  const random = new Random(`${seed}, thread ${thread}`);
  const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const pause = (): void => {
    if (random.below(sleepOneIn) === 0) Atomics.wait(nothing, 0, 0, random.below(MOST_TENTHS) / 10);
    else if (random.below(8) === 0)
      for (let turns = random.below(MOST_TURNS); turns > 0; turns -= 1) Atomics.load(nothing, 0);
  };
  const slow = <Args extends readonly unknown[], Result>(operation: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      pause();
      const result = operation(...args);
      pause();
      return result;
    };
  };
  return {
    load: slow(Atomics.load),
    store: slow(Atomics.store),
    add: slow(Atomics.add),
    compareExchange: slow(Atomics.compareExchange),
    wait: slow(Atomics.wait),
    notify: slow(Atomics.notify),
  } as AtomicOperations;
}
