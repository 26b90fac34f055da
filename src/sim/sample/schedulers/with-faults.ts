/** A scheduler that knows of no faults, with a plan for them. */
import type { Enabled } from '../../tables/enabled.ts';
import type { Random } from '../../data/random.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Scheduler } from './scheduler.ts';

/** Takes a fault where the plan says so. Of all other steps another scheduler picks the choice, and sees nothing of the faults. */
export class WithFaults implements Scheduler {
  readonly #calm: Scheduler;
  readonly #plan: FaultPlan;

  constructor(calm: Scheduler, plan: FaultPlan) {
    this.#calm = calm;
    this.#plan = plan;
  }

  begin(random: Random): void {
    this.#plan.begin(random);
    this.#calm.begin(random);
  }

  pick(enabled: Enabled, world: Int32Array): number {
    const fault = this.#plan.pick(enabled);
    if (fault >= 0) return fault;
    if (this.#plan.possible === 0) return this.#calm.pick(enabled, world);
    const { count } = enabled;
    enabled.count = calmFirst(enabled, this.#plan);
    const picked = this.#calm.pick(enabled, world);
    enabled.count = count;
    return picked;
  }
}

/** Moves what is no fault to the front, in its order; how many there are. */
function calmFirst(enabled: Enabled, plan: FaultPlan): number {
  const { count, choices, faults } = enabled;
  let calm = 0;
  for (let at = 0; at < count; at += 1) {
    if (plan.isPlanned(choices[at] as number, faults[at] as number)) continue;
    if (at !== calm) enabled.swap(at, calm);
    calm += 1;
  }
  return calm;
}
