/** Fault injection for tests: atomic operations that take their time, each as long as a seed says. */
import { Random, type AtomicOperations } from '../sim/index.ts';
import type { Waiting } from './signals.ts';

/** How often an operation is delayed, and how. */
export interface Delays {
  /** The same delays for the same seed and thread; where they fall among those of other threads is up to the machine. */
  readonly seed: string;
  /** One operation in so many is followed by a sleep of up to a millisecond or two. Most of the others by a few turns of a loop. */
  readonly sleepOneIn: number;
}

/** Delays of a whole crew: of the operations by which its threads wait for each other, and of those that expand worlds. */
export interface CrewDelays {
  readonly signals: Delays;
  readonly blocks: Delays;
}

/** Turns of the loop: up to some microseconds, long enough for another thread to get in between. */
const MOST_TURNS = 2000;
/** Tenths of a millisecond. A thread that looks for orders goes to sleep sooner than that. */
const MOST_TENTHS = 20;

/** Plain atomic operations with a delay before and after each of them. To look never takes a sleep: threads look very often. */
export function delayed({ seed, sleepOneIn }: Delays, thread: number): AtomicOperations {
  const random = new Random(`${seed}, thread ${thread}`);
  const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const turn = (): void => {
    if (random.below(8) > 0) return;
    for (let turns = random.below(MOST_TURNS); turns > 0; turns -= 1) Atomics.load(nothing, 0);
  };
  const sleep = (): void => {
    if (random.below(sleepOneIn) > 0) turn();
    else Atomics.wait(nothing, 0, 0, random.below(MOST_TENTHS) / 10);
  };
  const slow = <Args extends readonly unknown[], Result>(
    operation: (...args: Args) => Result,
    pause: () => void = sleep,
  ): ((...args: Args) => Result) => {
    return (...args) => {
      pause();
      const result = operation(...args);
      pause();
      return result;
    };
  };
  return {
    load: slow(Atomics.load, turn),
    store: slow(Atomics.store),
    add: slow(Atomics.add),
    compareExchange: slow(Atomics.compareExchange),
    wait: slow(Atomics.wait),
    notify: slow(Atomics.notify),
  } as AtomicOperations;
}

/** Goes to sleep almost at once, as a thread does that waits for long: only then it can be woken late. */
const SPINS = 4;

/** How a thread of the crew waits for the others. */
export function waiting(delays: CrewDelays | null, thread: number): Waiting {
  return delays === null ? {} : { atomics: delayed(delays.signals, thread), spins: SPINS };
}
