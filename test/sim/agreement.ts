/** The same schedule on the model and on live actors, compared after every step. */
import { ModelExecution, type Execution, type Possible } from '../../src/sim/execution/execution.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { Random } from '../../src/sim/data/random.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';

/** A walk on both at once. */
export interface Walk {
  readonly labels: readonly string[];
  /** The faults that were injected on the way. */
  readonly faults: readonly string[];
  /** What each shows after these steps, if they do not show the same. */
  readonly disagreement: { readonly model: string; readonly live: string } | null;
}

/** What one can see of an execution: what is possible, in its order, and the world. */
function shown(execution: Execution, possible: readonly Possible[]): string {
  return JSON.stringify([possible.map(({ label }) => label), execution.picture()]);
}

/** Walks at random on both until they differ, nothing is possible, or the walk is long enough. */
export async function walkBoth(kernel: Kernel, system: AnySystem, seed: string, steps: number): Promise<Walk> {
  const random = new Random(seed);
  const model = new ModelExecution(kernel);
  const live = new LiveExecution(system);
  const labels: string[] = [];
  const faults: string[] = [];
  for (;;) {
    const [inModel, inLive] = [model.possible(), live.possible()];
    const [one, other] = [shown(model, inModel), shown(live, inLive)];
    if (one !== other) return { labels, faults, disagreement: { model: one, live: other } };
    if (inModel.length === 0 || labels.length === steps) return { labels, faults, disagreement: null };
    const index = random.below(inModel.length);
    const [chosen, alike] = [inModel[index], inLive[index]] as [Possible, Possible];
    labels.push(chosen.label);
    if (chosen.choice.fault !== null) faults.push(chosen.choice.fault);
    model.take(chosen);
    await live.take(alike);
  }
}

/** The first walk with one of these seeds that ends in a disagreement, or null. The kernel is shared, so its table fills. */
export async function disagreement(
  system: AnySystem,
  { seeds, steps, live = system }: { readonly seeds: number; readonly steps: number; readonly live?: AnySystem },
): Promise<Walk | null> {
  const kernel = new Kernel(system);
  for (let seed = 0; seed < seeds; seed += 1) {
    const walk = await walkBoth(kernel, live, `${system.name}/${seed}`, steps);
    if (walk.disagreement !== null) return walk;
  }
  return null;
}
