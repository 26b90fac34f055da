/** What each actor has read of a world in a run, and what of that others have changed since. */

/** Words are told apart by 32 bits: in a world of more than 32 some pass for changed that are not. */
export class Staleness {
  /** By actor the words that it has read, and those of them that have changed since, a bit each. */
  readonly #read: Int32Array;
  readonly #stale: Int32Array;
  /** The words that any actor has read, and some that it has forgotten. */
  #all = 0;

  constructor(actors: number) {
    this.#read = new Int32Array(actors);
    this.#stale = new Int32Array(actors);
  }

  /** Forgets what all have read. */
  clear(): void {
    this.#read.fill(0);
    this.#stale.fill(0);
    this.#all = 0;
  }

  /** Forgets what an actor has read: it has made of that what it wanted. */
  forget(actor: number): void {
    this.#read[actor] = 0;
    this.#stale[actor] = 0;
  }

  /** The actor reads these words, as they are now. */
  read(actor: number, words: number): void {
    this.#read[actor] = (this.#read[actor] as number) | words;
    this.#stale[actor] = (this.#stale[actor] as number) & ~words;
    this.#all |= words;
  }

  /** A thread, an actor or not, changes these words, for all actors but itself. True if one that waits, by its entry above 0, has read any of them. */
  change(by: number, words: number, waits: Int32Array): boolean {
    if ((words & this.#all) === 0) return false;
    let concerns = false;
    for (let actor = 0; actor < this.#read.length; actor += 1) {
      const outdated = (this.#read[actor] as number) & words;
      if (outdated === 0 || actor === by) continue;
      this.#stale[actor] = (this.#stale[actor] as number) | outdated;
      if ((waits[actor] as number) > 0) concerns = true;
    }
    return concerns;
  }

  /** Whether anything that the actor has read has changed since. */
  isStale(actor: number): boolean {
    return (this.#stale[actor] as number) !== 0;
  }
}
