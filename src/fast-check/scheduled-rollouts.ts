/** Arbitrary rollouts, each with a schedule of it. */
import fc from 'fast-check';
import { formatToken } from '../report/timeline/token-text.ts';
import type { RolloutConfig } from '../rollout/index.ts';
import { possibleSteps, simplerSchedules, type AnySystem, type Kernel } from '../sim/index.ts';
import { Kernels } from './kernels.ts';
import { places } from './places.ts';
import { rolloutArbitrary, rolloutText, type RolloutArbitrary, type RolloutConstraints } from './rollouts.ts';
import { walk } from './schedules.ts';

/** A rollout and a schedule that it can follow from its beginning. As text it is both, with the command that replays them. @public */
export interface ScheduledRollout {
  readonly config: RolloutConfig;
  readonly steps: readonly string[];
  readonly system: AnySystem;
  readonly kernel: Kernel;
  toString(): string;
}

/** Which rollouts and which schedules to draw. @public */
export interface ScheduledRolloutConstraints extends RolloutConstraints {
  /** Steps at most; 100 by default. */
  readonly maxLength?: number;
}

/**
 * Rollouts as {@link rollouts} draws them, each with a schedule.
 *
 * Both shrink. A schedule does by its labels, as a sample's does in `holdfast`: without faults, without an actor, without stretches of
 * steps, with the turns of an actor put together. When the rollout shrinks, what is left of the schedule is followed in the smaller one,
 * with operations and drivers by their new names. Each on the way can be followed, and costs less than the one before. Limit: without
 * leases or isolation steps have other names altogether, so a race that was drawn with them keeps them.
 *
 * @throws UserError for a word that is unknown or a number out of range, SystemError for pins that do not go together
 * @public
 */
export function scheduledRollouts(constraints: ScheduledRolloutConstraints = {}): fc.Arbitrary<ScheduledRollout> {
  const { maxLength = 100, ...which } = constraints;
  return new ScheduledRolloutArbitrary(rolloutArbitrary(which), places(maxLength));
}

/** What was made smaller last: that is tried first, as the other has just been found to be as small as it gets. */
type Shrunk = 'rollout' | 'schedule';

class ScheduledRolloutArbitrary extends fc.Arbitrary<ScheduledRollout> {
  readonly #rollouts: RolloutArbitrary;
  readonly #places: fc.Arbitrary<number[]>;
  readonly #kernels = new Kernels();

  constructor(configs: RolloutArbitrary, draws: fc.Arbitrary<number[]>) {
    super();
    this.#rollouts = configs;
    this.#places = draws;
  }

  generate(random: fc.Random, biasFactor: number | undefined): fc.Value<ScheduledRollout> {
    const kernel = this.#kernels.of(this.#rollouts.generate(random).value);
    const drawn = this.#places.generate(random, biasFactor).value;
    return new fc.Value(new Scheduled(kernel, walk(kernel, drawn, true)), 'rollout' satisfies Shrunk);
  }

  canShrinkWithoutContext(value: unknown): value is ScheduledRollout {
    return value instanceof Scheduled && this.#rollouts.canShrinkWithoutContext(value.config);
  }

  shrink(value: ScheduledRollout, context: unknown): fc.Stream<fc.Value<ScheduledRollout>> {
    const inRollout = fc.stream(this.#smaller(value)).map((one) => new fc.Value(one, 'rollout' satisfies Shrunk));
    const inSchedule = fc.stream(simpler(value)).map((one) => new fc.Value(one, 'schedule' satisfies Shrunk));
    return context === 'schedule' ? inSchedule.join(inRollout) : inRollout.join(inSchedule);
  }

  *#smaller({ config, steps }: ScheduledRollout): IterableIterator<Scheduled> {
    for (const { config: smaller, rename = (label: string): string => label } of this.#rollouts.simpler(config)) {
      const kernel = this.#kernels.of(smaller);
      yield new Scheduled(kernel, possibleSteps(kernel, steps.map(rename)));
    }
  }
}

function* simpler({ kernel, steps }: ScheduledRollout): IterableIterator<Scheduled> {
  for (const one of simplerSchedules(kernel, steps)) yield new Scheduled(kernel, one);
}

class Scheduled implements ScheduledRollout {
  readonly kernel: Kernel;
  readonly steps: readonly string[];

  constructor(kernel: Kernel, steps: readonly string[]) {
    this.kernel = kernel;
    this.steps = steps;
  }

  get system(): AnySystem {
    return this.kernel.system;
  }

  get config(): RolloutConfig {
    return this.system.config as RolloutConfig;
  }

  toString(): string {
    const { name, config } = this.system;
    const steps = this.steps.map((label) => `  ${JSON.stringify(label)},\n`).join('');
    const token = formatToken({ system: name, config, steps: this.steps });
    return `{ config: ${rolloutText(this.config)}, steps: [\n${steps}] } /* holdfast replay ${token} */`;
  }
}
