/** Runs of a scheduler, step by step, and small systems to run it on. */
import { Enabled } from '../../../../src/sim/tables/enabled.ts';
import type { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { Random } from '../../../../src/sim/data/random.ts';
import type { Scheduler } from '../../../../src/sim/sample/schedulers/scheduler.ts';
import { BLOCKED, type AnySystem } from '../../../../src/sim/contract/system.ts';
import { small } from '../../systems.ts';

/** One step of a run: what was taken, by its label without numbers, and what had been possible. */
export interface Taken {
  readonly label: string;
  readonly possible: readonly string[];
  readonly isFault: boolean;
}

/** That many runs of the scheduler, each until nothing is possible or it has 200 steps. */
export function runsOf(kernel: Kernel, scheduler: Scheduler, seed: string, runs: number): Taken[][] {
  const random = new Random(seed);
  return Array.from({ length: runs }, (_, run) => {
    scheduler.begin(random.child(`run ${run}`));
    return oneRun(kernel, scheduler);
  });
}

function oneRun(kernel: Kernel, scheduler: Scheduler): Taken[] {
  const enabled = new Enabled();
  const taken: Taken[] = [];
  let world = kernel.initial();
  while (taken.length < 200 && kernel.enabled(world, enabled).count > 0) {
    const possible = labelsOf(kernel, enabled);
    const at = scheduler.pick(enabled, world);
    const choice = enabled.choices[at] as number;
    taken.push({ label: labelOf(kernel, choice), possible, isFault: kernel.choice(choice).fault !== null });
    const next = new Int32Array(kernel.width);
    kernel.apply(world, choice, enabled.outcomes[at] as number, next);
    world = next;
  }
  return taken;
}

const labelOf = (kernel: Kernel, choice: number): string => {
  const { before, after } = kernel.choice(choice);
  return `${before}${after}`;
};

const labelsOf = (kernel: Kernel, { choices, count }: Enabled): string[] =>
  [...choices.subarray(0, count)].map((choice) => labelOf(kernel, choice));

/** Labels of a run, one after the other. */
export const labels = (run: readonly Taken[]): string[] => run.map(({ label }) => label);

/** Actions that have nothing to do with each other, and may happen `times` each. */
export function independent(names: readonly string[], times: number): AnySystem {
  return small('independent', {
    store: Object.fromEntries(names.map((name) => [name, 0])),
    actors: {},
    environment: Object.fromEntries(
      names.map((name) => [
        name,
        { run: (tx) => (tx.read(name) < times ? tx.write(name, tx.read(name) + 1) : BLOCKED) },
      ]),
    ),
  });
}
