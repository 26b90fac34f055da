/** Every state of the same model, found by `explore()` and by `xstate/graph`. */
import { Kernel } from '../src/sim/index.ts';
import { erased } from './erased.ts';
import { graphOfOperations } from './operations-graph.ts';
import { exploreOperations, operationsSystem } from './operations-system.ts';
import type { Figure, Row, Side } from './row.ts';

/** Nothing is kept from run to run but compiled code: the kernel is built, and its tables are filled, each time. */
function holdfast(operations: number): Side {
  const system = erased(operationsSystem(operations));
  return { job: () => exploreOperations(new Kernel(system), operations) };
}

const ours = (operations: number): string => `Holdfast, 4^${operations}`;
const theirs = (operations: number): string => `xstate/graph, 4^${operations}`;

const figure = (operations: number, when: Figure['when']): Figure => ({
  name: `4^${operations} states`,
  unit: 'states',
  when,
  ours: ours(operations),
  peer: theirs(operations),
});

export function row(quick: boolean): Row {
  const sizes = quick ? [4] : [4, 5, 7];
  const pair = (n: number): [string, () => Side][] => [
    [theirs(n), () => ({ job: graphOfOperations(n) })],
    [ours(n), () => holdfast(n)],
  ];
  return {
    sides: Object.fromEntries(sizes.flatMap(pair)),
    figures: sizes.flatMap((n) => [figure(n, 'cold'), figure(n, 'warm')]),
  };
}
