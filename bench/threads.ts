/** Two threads against one, on the same exploration: to the same counts, checked. */
import { twoPhaseCommit } from '../examples/two-phase-commit/system.ts';
import { explore, Kernel } from '../src/sim/index.ts';
import { ThreadCrew } from '../src/threads/index.ts';
import type { Figure, Row, Side } from './row.ts';
import { checkedCounts } from './two-phase-commit-counts.ts';

/** The kernel is kept, a crew is started for each run: that is what a check pays for it. */
function exploring(managers: number, threads: number): Side {
  const kernel = new Kernel(twoPhaseCommit(managers));
  return {
    job: () => {
      const crew = new ThreadCrew(threads, 0);
      const found = explore(kernel, threads > 1 ? { crew } : {});
      crew.end();
      return checkedCounts('Holdfast', managers, found);
    },
  };
}

export function row(quick: boolean): Row {
  const sizes = quick ? [7] : [8, 9];
  const one = (managers: number): string => `one thread, ${managers} managers`;
  const two = (managers: number): string => `two threads, ${managers} managers`;
  const sides = sizes.flatMap((managers): [string, () => Side][] => [
    [one(managers), () => exploring(managers, 1)],
    [two(managers), () => exploring(managers, 2)],
  ]);
  const figure = (managers: number): Figure => ({
    name: two(managers),
    unit: 'states',
    when: 'warm',
    ours: two(managers),
    peer: one(managers),
  });
  return { sides: Object.fromEntries(sides), figures: sizes.map(figure) };
}
