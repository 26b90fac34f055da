/** The same schedule on the model and on live actors, compared after every step. */
import { ModelExecution, type Execution, type Possible } from '../../src/sim/execution.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { LiveExecution } from '../../src/sim/live.ts';
import { Random } from '../../src/sim/random.ts';
import type { System } from '../../src/sim/system.ts';

/** Where the model and live actors disagree: after which steps, and what each shows. */
export interface Disagreement {
  readonly after: readonly string[];
  readonly model: string;
  readonly live: string;
}

/** What one can see of an execution: what is possible, in its order, and the world. */
function shown(execution: Execution, possible: readonly Possible[]): string {
  return JSON.stringify([possible.map(({ label }) => label), execution.picture()]);
}

/** Walks at random on both until they differ, nothing is possible, or the walk is long enough; null if they agreed. */
export async function walkBoth(kernel: Kernel, system: System<never>, seed: string, steps: number): Promise<Disagreement | null> {
  const random = new Random(seed);
  const model = new ModelExecution(kernel);
  const live = new LiveExecution(system);
  const after: string[] = [];
  for (;;) {
    const [inModel, inLive] = [model.possible(), live.possible()];
    const [one, other] = [shown(model, inModel), shown(live, inLive)];
    if (one !== other) return { after, model: one, live: other };
    if (inModel.length === 0 || after.length === steps) return null;
    const index = random.below(inModel.length);
    const [chosen, alike] = [inModel[index], inLive[index]] as [Possible, Possible];
    after.push(chosen.label);
    model.take(chosen);
    await live.take(alike);
  }
}

/** The first disagreement on walks with these seeds, or null. The kernel is shared, so later walks meet a filled table. */
export async function disagreement(
  system: System<never>,
  { seeds, steps, live = system }: { readonly seeds: number; readonly steps: number; readonly live?: System<never> },
): Promise<Disagreement | null> {
  const kernel = new Kernel(system);
  for (let seed = 0; seed < seeds; seed += 1) {
    const found = await walkBoth(kernel, live, `${system.name}/${seed}`, steps);
    if (found !== null) return found;
  }
  return null;
}
