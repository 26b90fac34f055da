/**
 * When to run something twice to see whether it does the same both times.
 *
 * What reads a clock or rolls dice usually shows at once, and doubting everything would double the cost of every memo entry: so
 * the first runs of each kind are all doubted, and one in sixteen from then on.
 */
export class Doubt {
  readonly #runs = new Map<number | string, number>();

  /** Whether the next run of this kind is to be doubted. */
  next(kind: number | string): boolean {
    const runs = this.#runs.get(kind) ?? 0;
    this.#runs.set(kind, runs + 1);
    return runs < ALWAYS || runs % SOMETIMES === 0;
  }
}

const ALWAYS = 16;
const SOMETIMES = 16;
