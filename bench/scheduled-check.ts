/** What a user of fast-check would write: a property over a scheduler, checked on live actors. */
import fc from 'fast-check';
import { violationsOf, type SafetyProperty, type System } from '../src/sim/index.ts';
import { ScheduledSystem } from './scheduled-system.ts';

interface Batch {
  readonly seed: number;
  readonly schedules: number;
  /** Also tells schedules apart, and makes sure that nothing was left running. Not for the clock. */
  readonly careful: boolean;
}

/** A schedule has about this many reads; the number of the one that fails is drawn, and may be too high to happen. */
const READS = 12;

/** A check that goes on from batch to batch: as in a `Sampler`, what was found violated is not looked at any more. */
export class ScheduledCheck {
  readonly #system: System<never>;
  readonly #properties: readonly SafetyProperty<never>[];
  #open: readonly SafetyProperty<never>[];

  constructor(system: System<never>, properties: readonly SafetyProperty<never>[]) {
    this.#system = system;
    this.#properties = properties;
    this.#open = properties;
  }

  get violated(): readonly string[] {
    return this.#properties.filter((property) => !this.#open.includes(property)).map(({ name }) => name);
  }

  async run({ seed, schedules, careful }: Batch): Promise<{ readonly steps: number; readonly different: number }> {
    const logs = new Set<string>();
    let steps = 0;
    const scheduled = fc.asyncProperty(fc.scheduler(), fc.nat(READS), async (scheduler, failing) => {
      steps += await this.#schedule(scheduler, failing);
      if (careful) logs.add(await logOf(scheduler));
    });
    await fc.assert(scheduled, { seed, numRuns: schedules });
    return { steps, different: logs.size };
  }

  async #schedule(scheduler: fc.Scheduler, failing: number): Promise<number> {
    const live = new ScheduledSystem(this.#system, scheduler, failing);
    await live.run((after, before) => {
      for (const { property } of violationsOf(this.#open, after, before)) this.#close(property);
    });
    return live.steps;
  }

  #close(property: string): void {
    this.#open = this.#open.filter(({ name }) => name !== property);
  }
}

async function logOf(scheduler: fc.Scheduler): Promise<string> {
  await new Promise((resolve) => setImmediate(resolve));
  if (scheduler.count() > 0) throw new Error('the schedule ended with tasks left: more has to settle after a task');
  return scheduler
    .report()
    .map(({ label }) => label)
    .join('\n');
}
