/** Whose turn it is among tasks that only have numbers, in the order in which they were scheduled. */

/** Chooses tasks, and knows which of them cut in: they were chosen while something that surprises less was pending. */
export class Turns {
  #choices = 0;
  /** At which choice each task was seen first. */
  readonly #seen = new Map<number, number>();
  readonly #cutIn = new Set<number>();

  /**
   * One of the pending tasks, which are given in ascending order; undefined if there is none.
   *
   * @param drawn 0 for the one that surprises least, larger integers for those after it, and so round and round
   */
  choose(pending: readonly number[], drawn: number): number | undefined {
    this.#choices += 1;
    for (const task of pending) if (!this.#seen.has(task)) this.#seen.set(task, this.#choices);
    // What a task has led to comes before what was there already. The sort is stable: of equally new ones, the oldest first.
    const ordered = pending.toSorted((a, b) => this.#seenAt(b) - this.#seenAt(a));
    const place = drawn % ordered.length;
    const chosen = ordered[place];
    if (chosen !== undefined && place > 0) this.#cutIn.add(chosen);
    return chosen;
  }

  /** The report of a scheduler with a mark on each line whose task cut in. Whoever reads only the numbers can still replay it. */
  marked(report: string): string {
    return report.replaceAll(/^-> (?=\[task\$\{(\d+)\}\])/gm, (arrow, task: string) =>
      this.#cutIn.has(Number(task)) ? `${arrow}cuts in: ` : arrow,
    );
  }

  #seenAt(task: number): number {
    return this.#seen.get(task) ?? 0;
  }
}
