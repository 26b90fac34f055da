/** What each thread has read of a world in a run, and what of that others have changed since. */

/** Words are told apart by 32 bits: in a world of more than 32 some pass for changed that are not. */
export class Staleness {
  /** By thread the words that it has read, and those of them that have changed since, a bit each. */
  readonly #read: Int32Array;
  readonly #stale: Int32Array;

  constructor(threads: number) {
    this.#read = new Int32Array(threads);
    this.#stale = new Int32Array(threads);
  }

  /** Forgets what all have read. */
  clear(): void {
    this.#read.fill(0);
    this.#stale.fill(0);
  }

  /** Forgets what a thread has read: it has made of that what it wanted. */
  forget(thread: number): void {
    this.#read[thread] = 0;
    this.#stale[thread] = 0;
  }

  /** The thread reads these words, as they are now. */
  read(thread: number, words: number): void {
    this.#read[thread] = (this.#read[thread] as number) | words;
    this.#stale[thread] = (this.#stale[thread] as number) & ~words;
  }

  /** A thread changes these words, for all others. */
  change(by: number, words: number): void {
    for (let thread = 0; thread < this.#read.length; thread += 1)
      if (thread !== by && this.concerns(thread, words))
        this.#stale[thread] = (this.#stale[thread] as number) | ((this.#read[thread] as number) & words);
  }

  /** Whether the thread has read any of these words. */
  concerns(thread: number, words: number): boolean {
    return ((this.#read[thread] as number) & words) !== 0;
  }

  /** Whether anything that the thread has read has changed since. */
  isStale(thread: number): boolean {
    return (this.#stale[thread] as number) !== 0;
  }
}
