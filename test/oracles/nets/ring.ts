/** Dijkstra's self-stabilizing ring. */
import { moves, type Net, type Transition } from './net.ts';
import { range } from './range.ts';

/**
 * TokenRing: machines 0 to n, each with a state from 0 to n, at the start its own number. Machine 0 goes on to the next state
 * when its left neighbour has the same as it; every other one copies its left neighbour's if it differs.
 */
export function tokenRing(n: number): Net {
  const ids = range(0, n);
  const has = (machine: number, state: number) => `state ${machine} is ${state}`;
  const first = ids.map((x): [string, Transition] => [
    `0 goes on from ${x}`,
    moves([has(0, x), has(n, x)], [has(0, (x + 1) % (n + 1)), has(n, x)]),
  ]);
  const others = range(1, n).flatMap((i) =>
    ids.flatMap((x) =>
      ids
        .filter((y) => y !== x)
        .map((y): [string, Transition] => [
          `${i} copies ${y} over ${x}`,
          moves([has(i, x), has(i - 1, y)], [has(i, y), has(i - 1, y)]),
        ]),
    ),
  );
  return {
    places: Object.fromEntries(ids.flatMap((i) => ids.map((x) => [has(i, x), i === x ? 1 : 0]))),
    transitions: Object.fromEntries([...first, ...others]),
  };
}
