/**
 * The schedulers by name. None finds every race soonest, so a sampling takes turns with all of them unless told otherwise. Every other
 * turn is of the one that knows what a race is; without the others it would find nothing where it is wrong about that.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import { SystemError } from '../../contract/system.ts';
import { ChoiceFacts } from './choice-facts.ts';
import { FaultPlan } from './fault-plan.ts';
import { Novelty } from './novelty.ts';
import { PartialOrder } from './partial-order.ts';
import { Pct } from './pct.ts';
import { RaceDirected } from './race-directed.ts';
import { RoundRobin } from './round-robin.ts';
import type { Scheduler } from './scheduler.ts';
import { Uniform } from './uniform.ts';
import { WithFaults } from './with-faults.ts';

type Maker = (plan: FaultPlan, kernel: Kernel) => Scheduler;

const MAKERS = {
  'race-directed': ({ facts }, { steps }) => {
    // Of its own, so that each fault has its turn under this scheduler as well.
    const plan = new FaultPlan(facts);
    return new WithFaults(new RaceDirected(new Pct(facts, 2), plan, steps), plan);
  },
  uniform: () => new Uniform(),
  'pct-2': (plan) => new WithFaults(new Pct(plan.facts, 2), plan),
  'pct-3': (plan) => new WithFaults(new Pct(plan.facts, 3), plan),
  'partial-order': (plan, { steps }) => new WithFaults(new PartialOrder(plan.facts, steps), plan),
  'round-robin': (plan) => new WithFaults(new RoundRobin(plan.facts), plan),
  novelty: (plan) => new WithFaults(new Novelty(plan.facts), plan),
} as const satisfies Record<string, Maker>;

/** How the next step may be picked: see the file of each in `schedulers`. */
export type SchedulerName = keyof typeof MAKERS;

/** All schedulers, each once. */
export const SCHEDULERS = Object.keys(MAKERS) as readonly SchedulerName[];

/** Whose turns it is, again and again, unless a sampling is told otherwise. */
export const TURNS: readonly SchedulerName[] = SCHEDULERS.flatMap((name) =>
  name === 'race-directed' ? [] : (['race-directed', name] as const),
);

/**
 * The schedulers of these names, for systems compiled to this kernel. All but `race-directed` share one plan of faults, so use them in turns.
 *
 * @throws SystemError for a name that there is not, or for none at all
 */
export function schedulersNamed(names: readonly SchedulerName[], kernel: Kernel): Scheduler[] {
  const unknown = names.find((name) => !SCHEDULERS.includes(name));
  if (unknown !== undefined) throw new SystemError(`unknown scheduler ${JSON.stringify(unknown)}. ${KNOWN}`);
  if (names.length === 0) throw new SystemError(`no scheduler to sample with. ${KNOWN}`);
  const plan = new FaultPlan(new ChoiceFacts(kernel));
  return names.map((name) => MAKERS[name](plan, kernel));
}

const KNOWN = `Known: ${SCHEDULERS.join(', ')}`;
