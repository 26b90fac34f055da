/** Walks that look for goals: where one is in reach, a walk at random mostly gets there in as many steps as a run takes. */
import { Checker } from '../kernel/checker.ts';
import { Enabled } from '../tables/enabled.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Paced } from '../data/pace.ts';
import { Random } from '../data/random.ts';
import type { LivenessProperty } from '../contract/system.ts';

const WALKS = 2;
/** Steps of one walk, for each actor: more than an actor takes until it has settled. */
const STEPS_OF_ACTOR = 50;
/** Steps between two pauses. Each may be one that has to be learned. */
const PIECE = 4;

/**
 * The goals that none of a few walks without faults, always the same ones, leads to from the world. The others are certainly in reach; of
 * these nothing is known: that one is out of reach only a search can tell.
 */
export function* walkToGoals(
  kernel: Kernel,
  properties: readonly LivenessProperty<never>[],
  from: Int32Array,
): Paced<readonly LivenessProperty<never>[]> {
  const checker = new Checker(kernel.layout, properties);
  const random = new Random('walk to goals');
  const step = new Int32Array(kernel.width * 2);
  let open = properties;
  let taken = 0;
  for (let walk = 0; walk < WALKS; walk += 1) {
    step.set(from, kernel.width);
    for (const _ of onward(kernel, random, step)) {
      open = open.filter((property) => !checker.satisfied(property, step));
      if (open.length === 0) return open;
      taken += 1;
      if (taken % PIECE === 0) yield;
    }
  }
  return open;
}

/** Takes one step after the other, and yields at each world: the one in the second half of the step. */
function* onward(kernel: Kernel, random: Random, step: Int32Array): Generator<undefined, void> {
  const { width } = kernel;
  const enabled = new Enabled();
  const longest = STEPS_OF_ACTOR * Object.keys(kernel.system.actors).length;
  for (let length = 0; length <= longest; length += 1) {
    step.copyWithin(0, width);
    yield;
    const { count, choices, outcomes } = kernel.enabled(step, enabled, true);
    if (count === 0) return;
    const at = random.below(count);
    kernel.change(step, choices[at] as number, outcomes[at] as number, step, width);
  }
}
