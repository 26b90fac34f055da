/**
 * Which worlds can still reach a goal.
 *
 * In a finite graph a run that takes every choice again and again wherever it can (strong fairness towards every transition)
 * reaches the goal for sure if and only if the goal stays reachable from everywhere it can get to. So one backward sweep
 * from the goals decides the property, cycles included (Baier and Katoen, Principles of Model Checking, section 10.1.2:
 * in a finite Markov chain almost-sure reachability is a graph property).
 */
import type { GrowingInts } from './growing.ts';

/**
 * The lowest-numbered world that has no path to a goal, or -1 if every world has one.
 *
 * @param edges targets of all transitions, ordered by source
 * @param edgesEnd for each world where its transitions end in `edges`
 */
export function unableToReach(worlds: number, edges: GrowingInts, edgesEnd: GrowingInts, goals: GrowingInts): number {
  const { start, sources } = reversed(worlds, edges, edgesEnd);
  const able = new Uint8Array(worlds);
  const queue = new Int32Array(worlds);
  let size = 0;
  const mark = (world: number): void => {
    if (able[world] === 1) return;
    able[world] = 1;
    queue[size] = world;
    size += 1;
  };
  for (let i = 0; i < goals.size; i += 1) mark(goals.at(i));
  for (let next = 0; next < size; next += 1) {
    const world = queue[next] as number;
    for (let i = start[world] as number; i < (start[world + 1] as number); i += 1) mark(sources[i] as number);
  }
  return able.indexOf(0);
}

/** The same transitions by target: those into world w come from sources[start[w]] … sources[start[w + 1] - 1]. */
function reversed(worlds: number, edges: GrowingInts, edgesEnd: GrowingInts) {
  const start = new Int32Array(worlds + 1);
  for (let i = 0; i < edges.size; i += 1) start[edges.at(i) + 1] = (start[edges.at(i) + 1] as number) + 1;
  for (let world = 0; world < worlds; world += 1)
    start[world + 1] = (start[world + 1] as number) + (start[world] as number);
  const sources = new Int32Array(edges.size);
  const fill = start.slice(0, worlds);
  for (let from = 0, i = 0; from < edgesEnd.size; from += 1) {
    for (; i < edgesEnd.at(from); i += 1) {
      const to = edges.at(i);
      sources[fill[to] as number] = from;
      fill[to] = (fill[to] as number) + 1;
    }
  }
  return { start, sources };
}
