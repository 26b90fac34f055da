import { describe, expect, it } from 'vitest';
import { rolloutSystem } from '../../../../src/rollout/system/rollout-system.ts';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { ChoiceFacts } from '../../../../src/sim/sample/schedulers/choice-facts.ts';
import { FaultPlan } from '../../../../src/sim/sample/schedulers/fault-plan.ts';
import { PartialOrder } from '../../../../src/sim/sample/schedulers/partial-order.ts';
import { WithFaults } from '../../../../src/sim/sample/schedulers/with-faults.ts';
import { runsOf, type Taken } from './runs.ts';

const RUNS = 600;

function runsWith(faults: Record<string, number>): Taken[][] {
  const kernel = new Kernel(rolloutSystem({ operations: 2, protocol: 'merged', faults }));
  const plan = new FaultPlan(new ChoiceFacts(kernel));
  return runsOf(kernel, new WithFaults(new PartialOrder(plan.facts, kernel.steps), plan), 'faults', RUNS);
}

const faultsOf = (run: readonly Taken[]): string[] => run.flatMap(({ label, isFault }) => (isFault ? [label] : []));

describe('the plan of faults', () => {
  it('makes every fault the first of about as many runs, however often it is possible', () => {
    const firsts = runsWith({ read: 1 }).map((run) => faultsOf(run)[0] ?? 'none');
    const counts = new Map(
      [...new Set(firsts)].map((label) => [label, firsts.filter((first) => first === label).length]),
    );
    counts.delete('none');
    // Each of two drives may fail to poll its engine, to list the operations and to read the apply.
    expect([...counts.keys()].filter((label) => label.startsWith('drive:')).length).toBe(6);
    for (const count of counts.values()) expect(count).toBeLessThan((RUNS / counts.size) * 1.2);
    for (const count of counts.values()) expect(count).toBeGreaterThan((RUNS / counts.size) * 0.4);
  });

  it('takes no fault while it knows of none, and its favourite mostly once it does', () => {
    const [first, ...later] = runsWith({ read: 1 });
    expect(faultsOf(first ?? [])).toEqual([]);
    // Some favourites are not possible in every run, and every other chance is let pass after the first run.
    expect(later.filter((run) => faultsOf(run).length > 0).length).toBeGreaterThan(later.length * 0.8);
  });

  it('lets other faults follow the first', () => {
    const pairs = runsWith({ read: 1, crash: 1 }).map((run) => faultsOf(run).map((label) => label.split(' ')[0]));
    expect(pairs.some(([first, second]) => first === 'crash' && second?.startsWith('drive') === true)).toBe(true);
    expect(pairs.some(([first, second]) => first?.startsWith('drive') === true && second === 'crash')).toBe(true);
  });

  it('leaves what disturbs from outside to the scheduler', () => {
    const stopped = runsWith({ stop: 1 }).filter((run) => faultsOf(run).length > 0);
    const places = new Set(stopped.map((run) => run.findIndex(({ isFault }) => isFault)));
    expect(places.size).toBeGreaterThan(10);
  });
});
