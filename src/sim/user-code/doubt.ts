/**
 * When to run something twice to see whether it does the same both times, and what to run again from before.
 *
 * What rolls dice usually shows at once, and doubting everything would double the cost of every memo entry: so the first runs of
 * each kind are all doubted, and one in sixteen from then on. What remembers does the same twice in a row, and shows only when
 * something else came in between: so with the first doubts about a kind, and one in sixteen from then on, the first of the kind and the
 * last one doubted are run again, too.
 */
export class Doubt<Run> {
  readonly #runs = new Map<number | string, number>();
  readonly #kept = new Map<number | string, { readonly first: Run; readonly last: Run; readonly doubts: number }>();

  /** Whether the next run of this kind is to be doubted. */
  next(kind: number | string): boolean {
    const runs = this.#runs.get(kind) ?? 0;
    this.#runs.set(kind, runs + 1);
    return runs < ALWAYS || runs % SOMETIMES === 0;
  }

  /**
   * Runs to be done again now that this one is doubted: itself, and those of its kind that are kept from before. A first one is run
   * three times more: of what is only run once, there is no later.
   */
  again(kind: number | string, run: Run): Run[] {
    const kept = this.#kept.get(kind);
    const doubts = (kept?.doubts ?? 0) + 1;
    this.#kept.set(kind, { first: kept?.first ?? run, last: run, doubts });
    if (kept === undefined) return [run, run, run];
    if (doubts > ALWAYS && doubts % SOMETIMES > 0) return [run];
    return kept.first === kept.last ? [run, kept.first] : [run, kept.first, kept.last];
  }
}

const ALWAYS = 16;
const SOMETIMES = 16;
