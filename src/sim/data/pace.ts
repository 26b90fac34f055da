/** How work that is done a little at a time knows when to pause. */

/** Little enough for a small fraction of a second. */
const PIECE = 2 ** 16;

/** Work that pauses between pieces; its result at the end. */
export type Paced<Result> = Generator<undefined, Result>;

/** Counts work. Whoever does it pauses, with `yield`, when it is time. */
export class Pace {
  #left = PIECE;

  /** Notes work that was done, in steps or worlds; true if it is time for a pause. */
  isDue(work = 1): boolean {
    this.#left -= work;
    if (this.#left > 0) return false;
    this.#left = PIECE;
    return true;
  }
}

/** Does all of the work without a pause. */
export function atOnce<Result>(work: Paced<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
