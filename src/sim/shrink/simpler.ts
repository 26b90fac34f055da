/** Schedules that are easier to read than another one, for who decides himself whether they still do what it does. */
import type { Kernel } from '../kernel/kernel.ts';
import { labelsOf } from '../execution/labels.ts';
import { Reruns } from './rerun.ts';
import { compareCosts } from './shrink-cost.ts';
import { PASSES } from './shrink-passes.ts';

/** The labels of the steps that are possible, each after those before it: what is left of a schedule of a similar system. */
export function possibleSteps(kernel: Kernel, steps: readonly string[]): string[] {
  return labelsOf(kernel, new Reruns(kernel).choicesNamed(steps));
}

/** Schedules that cost less than this one, in the order in which {@link shrink} tries them, each of them once. */
export function* simplerSchedules(kernel: Kernel, steps: readonly string[]): Iterable<string[]> {
  const reruns = new Reruns(kernel);
  const { units, cost } = reruns.run(reruns.unitsOf(reruns.choicesNamed(steps)));
  const seen = new Set<string>();
  for (const pass of PASSES) {
    for (const candidate of pass(units, reruns)) {
      const simpler = reruns.run(candidate);
      const name = simpler.units.join(' ');
      if (seen.has(name) || compareCosts(simpler.cost, cost) >= 0) continue;
      seen.add(name);
      yield labelsOf(kernel, simpler.choices);
    }
  }
}
