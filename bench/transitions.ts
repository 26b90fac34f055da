/** How fast `explore()` goes, against a hand-written explorer that knows its model at compile time. */
import { twoPhaseCommit } from '../examples/two-phase-commit/system.ts';
import { rolloutSystem, type RolloutConfig } from '../src/rollout/index.ts';
import { explore, Kernel, type ExploreOptions, type System } from '../src/sim/index.ts';
import { erased } from './erased.ts';
import { explorePlainly } from './operations-plain.ts';
import { exploreOperations, operationsSystem } from './operations-system.ts';
import type { Counts, Figure, Row, Side, When } from './row.ts';
import { checkedCounts } from './two-phase-commit-counts.ts';
import { explorePlainTwoPhaseCommit } from './two-phase-commit-plain.ts';

const FAULTS = { read: 1, stale: 1, crash: 1, failure: 1 };
const TWO: RolloutConfig = { protocol: 'merged', operations: 2, faults: FAULTS };
const THREE: RolloutConfig = { protocol: 'merged', operations: 3, faults: {} };

/** The first run builds the kernel, and XState fills its tables; later runs find both as they were left. */
function exploring<Store extends object>(system: System<Store>, run: (kernel: Kernel) => Counts): Side {
  let kernel: Kernel | undefined;
  return { job: () => run((kernel ??= new Kernel(erased(system)))) };
}

function rollout(config: RolloutConfig, options: ExploreOptions): Side {
  return exploring(rolloutSystem(config), (kernel) => {
    const { states, transitions, verdict } = explore(kernel, options);
    if (verdict === 'bounded' && options.maxStates === undefined) throw new Error('expected to exhaust the model');
    return { states, transitions };
  });
}

const committing = (managers: number): Side =>
  exploring(twoPhaseCommit(managers), (kernel) => checkedCounts('Holdfast', managers, explore(kernel)));

const PLAIN = 'plain JS Set explorer';

export function row(quick: boolean): Row {
  const managers = quick ? 5 : 7;
  const [byHand, commit] = [`plain JS on 32 bits, ${managers} managers`, `two-phase commit, ${managers} managers`];
  const operations = quick ? 7 : 9;
  const limit = quick ? { maxStates: 10_000 } : {};
  const peer = `${PLAIN}, 4^${operations}`;
  const same = `the same 4^${operations}`;
  const [two, unchecked, three] = ['rollout, 2 ops, faults', 'rollout, 2 ops, faults, unchecked', 'rollout, 3 ops'];
  const against = (peer: string, ours: string, unit: string, ...whens: When[]): Figure[] =>
    whens.map((when) => ({ name: ours, unit, when, ours, peer }));
  const figures = (...figure: [ours: string, unit: string, ...whens: When[]]): Figure[] => against(peer, ...figure);
  return {
    sides: {
      [byHand]: () => ({ job: () => explorePlainTwoPhaseCommit(managers) }),
      [commit]: () => committing(managers),
      [peer]: () => ({ job: () => explorePlainly(operations) }),
      [same]: () => exploring(operationsSystem(operations), (kernel) => exploreOperations(kernel, operations)),
      [two]: () => rollout(TWO, limit),
      [unchecked]: () => rollout(TWO, { ...limit, properties: [] }),
      [three]: () => rollout(THREE, limit),
    },
    figures: [
      ...against(byHand, commit, 'transitions', 'cold', 'warm'),
      ...figures(same, 'transitions', 'cold', 'warm'),
      ...[two, three].flatMap((side) =>
        ['transitions', 'states'].flatMap((unit) => figures(side, unit, 'cold', 'warm')),
      ),
      ...figures(unchecked, 'transitions', 'warm'),
      ...figures(unchecked, 'states', 'warm'),
    ],
  };
}
