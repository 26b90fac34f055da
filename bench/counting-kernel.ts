/** A kernel that watches which schedules are drawn on it. */
import { Kernel } from '../src/sim/index.ts';

/** Counts different schedules by the choices they consist of. Slower than what it counts: not for the clock. */
export class CountingKernel extends Kernel {
  readonly #schedules = new Set<string>();
  #current: number[] = [];
  #applied = 0;

  override initial(): Int32Array {
    this.#finish();
    return super.initial();
  }

  override change(...step: Parameters<Kernel['change']>): void {
    this.#current.push(step[1]);
    this.#applied += 1;
    super.change(...step);
  }

  /** How many steps went through here: if others did not, the schedules are not all known. */
  get applied(): number {
    return this.#applied;
  }

  /** How many different schedules were drawn. */
  get schedules(): number {
    this.#finish();
    return this.#schedules.size;
  }

  #finish(): void {
    if (this.#current.length > 0) this.#schedules.add(this.#current.join());
    this.#current = [];
  }
}
