/** The same schedule on the model and on live actors, compared after every step. */
import type { Execution } from '../../src/sim/execution.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { LiveExecution } from '../../src/sim/live.ts';
import { ModelExecution } from '../../src/sim/execution.ts';
import { Random } from '../../src/sim/random.ts';
import type { System } from '../../src/sim/system.ts';

/** Where the model and live actors disagree: after which steps, and what each shows. */
export interface Disagreement {
  readonly after: readonly string[];
  readonly model: string;
  readonly live: string;
}

/** What one can see of an execution: what is possible, in its order, and the world. */
function shown(execution: Execution): string {
  return JSON.stringify([execution.possible().map(({ label }) => label), execution.picture()]);
}

/** Walks at random on both until they differ, nothing is possible, or the walk is long enough; null if they agreed. */
export async function walkBoth(
  kernel: Kernel,
  live: System<never>,
  seed: string,
  steps: number,
): Promise<Disagreement | null> {
  const random = new Random(seed);
  const executions = [new ModelExecution(kernel), new LiveExecution(live)] as const;
  const after: string[] = [];
  for (;;) {
    const [model, other] = executions.map(shown) as [string, string];
    if (model !== other) return { after, model, live: other };
    const [possible, alike] = executions.map((execution) => execution.possible());
    if (possible === undefined || possible.length === 0 || after.length === steps) return null;
    const index = random.below(possible.length);
    after.push(possible[index]?.label ?? '');
    await executions[0].take(possible[index] as never);
    await executions[1].take(alike?.[index] as never);
  }
}

/** The first disagreement on walks with these seeds, or null. The kernel is shared, so later walks meet a filled table. */
export async function disagreement(system: System<never>, seeds: number, steps: number, live = system) {
  const kernel = new Kernel(system);
  for (let seed = 0; seed < seeds; seed += 1) {
    const found = await walkBoth(kernel, live, `${system.name}/${seed}`, steps);
    if (found !== null) return found;
  }
  return null;
}
