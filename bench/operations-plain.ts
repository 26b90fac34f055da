/** The operations model by hand: two bits for each operation in one integer, a `Set`, and nothing else. */
import { checked } from './operations-system.ts';
import type { Counts } from './row.ts';

const [PENDING, RUNNING] = [0, 1];
const [START, COMPLETE, FAIL] = [1, 1, 2];

/** Explores breadth first. Up to 15 operations fit into an integer. */
export function explorePlainly(operations: number): Counts {
  const seen = new Set<number>([0]);
  const queue = [0];
  let transitions = 0;
  const move = (to: number): void => {
    transitions += 1;
    if (seen.has(to)) return;
    seen.add(to);
    queue.push(to);
  };
  for (let next = 0; next < queue.length; next += 1) {
    const world = queue[next] as number;
    for (let shift = 0; shift < operations * 2; shift += 2) {
      const state = (world >> shift) & 3;
      if (state === PENDING) move(world + (START << shift));
      if (state !== RUNNING) continue;
      move(world + (COMPLETE << shift));
      move(world + (FAIL << shift));
    }
  }
  return checked({ states: seen.size, transitions }, operations);
}
