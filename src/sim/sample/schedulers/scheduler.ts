/** What a scheduler is: whoever decides, step by step, which of the possible choices of a world is taken. */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';

/** Schedulers may remember earlier runs; what they then pick depends on these and on the run's randomness alone. */
export interface Scheduler {
  /** Begins a run. All that is left to chance in it is drawn from `random`. */
  begin(random: Random): void;
  /**
   * Picks one of the possible choices of a world.
   *
   * @param enabled what is possible, at least one; its order may be changed
   * @param world the words of that world
   * @returns where the choice stands in `enabled`
   */
  pick(enabled: Enabled, world: Int32Array): number;
}
