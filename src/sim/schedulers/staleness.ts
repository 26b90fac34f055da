/** What each thread has read of a world in a run, and what of that others have changed since. */

/** Words are told apart by 32 bits: in a world of more than 32 some pass for changed that are not. */
export class Staleness {
  /** By thread the words that it has read, and those of them that have changed since, a bit each. */
  readonly #read: Int32Array;
  readonly #stale: Int32Array;
  /** The words that any thread has read, and some that it has forgotten. */
  #all = 0;

  constructor(threads: number) {
    this.#read = new Int32Array(threads);
    this.#stale = new Int32Array(threads);
  }

  /** Forgets what all have read. */
  clear(): void {
    this.#read.fill(0);
    this.#stale.fill(0);
    this.#all = 0;
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
    this.#all |= words;
  }

  /** A thread changes these words, for all others. True if one that waits, by its entry above 0, has read any of them. */
  change(by: number, words: number, waits: Int32Array): boolean {
    if ((words & this.#all) === 0) return false;
    let concerns = false;
    for (let thread = 0; thread < this.#read.length; thread += 1) {
      const outdated = (this.#read[thread] as number) & words;
      if (outdated === 0 || thread === by) continue;
      this.#stale[thread] = (this.#stale[thread] as number) | outdated;
      if ((waits[thread] as number) > 0) concerns = true;
    }
    return concerns;
  }

  /** Whether anything that the thread has read has changed since. */
  isStale(thread: number): boolean {
    return (this.#stale[thread] as number) !== 0;
  }
}
