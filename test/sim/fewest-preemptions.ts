/**
 * The least that it costs to break a property, by going through all worlds: an oracle for the shrinker, which shares nothing with it.
 *
 * Iterative context bounding (Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI
 * 2007), over worlds instead of schedules: what a step costs depends on the world and on who took the step before it, so a world is
 * gone through once for each who may have done that. First comes all that takes no preemption, then all that takes one, and so on.
 */
import { Checker } from '../../src/sim/kernel/checker.ts';
import { Enabled } from '../../src/sim/tables/enabled.ts';
import type { Kernel } from '../../src/sim/kernel/kernel.ts';
import type { ScheduleCost } from '../../src/sim/shrink/shrink-cost.ts';
import { StateTable } from '../../src/sim/tables/state-table.ts';
import type { SafetyProperty } from '../../src/sim/contract/system.ts';

type Least = Pick<ScheduleCost, 'faults' | 'preemptions'>;

/** As few faults as possible, and with so many as few preemptions as possible; null if nothing breaks the property. */
export function leastToBreak(kernel: Kernel, property: SafetyProperty<never>): Least | null {
  const budget = Object.values(kernel.system.faults ?? {}).reduce((sum, count) => sum + count, 0);
  for (let faults = 0; faults <= budget; faults += 1) {
    const preemptions = fewestPreemptions(kernel, property, faults);
    if (preemptions !== null) return { faults, preemptions };
  }
  return null;
}

/** The fewest preemptions with at most that many faults, disturbances included; null if the property holds. */
function fewestPreemptions(kernel: Kernel, property: SafetyProperty<never>, most: number): number | null {
  const { width } = kernel;
  const checker = new Checker(kernel.layout, [property]);
  const spendable = kernel.layout.faults.map((fault) => kernel.layout.faultWord(fault));
  const leftIn = (world: Int32Array): number => spendable.reduce((sum, word) => sum + (world[word] as number), 0);
  const floor = leftIn(kernel.initial()) - most;
  const actors = [...kernel.layout.actors];
  // A world, and after it one more than the actor that took the last step; 0 for the environment, which is never interrupted.
  const nodes = new StateTable(width + 1);
  const done = new Set<number>();
  const node = new Int32Array(width + 1);
  const step = new Int32Array(width * 2);
  const enabled = new Enabled();
  const numberOf = (last: number): number => {
    node.set(step.subarray(width));
    node[width] = last;
    const number = nodes.insert(node);
    return number < 0 ? -1 - number : number;
  };
  step.set(kernel.initial(), width);
  let layer = [numberOf(0)];
  for (let preemptions = 0; layer.length > 0; preemptions += 1) {
    const next: number[] = [];
    let breaksNext = false;
    // Steps that interrupt nobody add to the layer while it is gone through.
    for (let at = 0; at < layer.length; at += 1) {
      const number = layer[at] as number;
      if (done.has(number)) continue;
      done.add(number);
      nodes.read(number, node);
      const last = node[width] as number;
      step.set(node.subarray(0, width));
      const { count, choices, outcomes } = kernel.enabled(step, enabled);
      const canGoOn = last > 0 && couldGoOn(kernel, enabled, actors[last - 1] as string);
      for (let i = 0; i < count; i += 1) {
        kernel.apply(step, choices[i] as number, outcomes[i] as number, step, width);
        if (leftIn(step.subarray(width)) < floor) continue;
        const { actor } = kernel.choice(choices[i] as number);
        const who = actor === null ? 0 : actors.indexOf(actor) + 1;
        const interrupts = canGoOn && who !== last;
        if (checker.violation(property, step) === null) (interrupts ? next : layer).push(numberOf(who));
        else if (interrupts) breaksNext = true;
        else return preemptions;
      }
    }
    if (breaksNext) return preemptions + 1;
    layer = next;
  }
  return null;
}

/** Whether the actor has a step to take that waits for nothing and is no fault. */
function couldGoOn(kernel: Kernel, { count, choices }: Enabled, name: string): boolean {
  return Array.from(choices.subarray(0, count), (choice) => kernel.choice(choice)).some(
    ({ actor, fault, act }) => actor === name && fault === null && act.kind !== 'fire' && act.kind !== 'restart',
  );
}
