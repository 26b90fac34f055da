/** Dining philosophers who take the fork on either side first, and who deadlock. */
import { moves, type Net, type Transition } from './net.ts';
import { perProcess, range } from './range.ts';

/** Philosophers: each thinks, holds a left or a right fork, or eats, and puts both forks back at once. */
export function philosophers(n: number): Net {
  const all = range(1, n);
  return {
    places: Object.fromEntries(perProcess(all, { think: 1, left: 0, right: 0, eat: 0, fork: 1 })),
    transitions: Object.fromEntries(all.flatMap((i) => movesOf(i, `fork ${i}`, `fork ${(i % n) + 1}`))),
  };
}

const movesOf = (i: number, left: string, right: string): [string, Transition][] => [
  [`${i} takes the left fork first`, moves([`think ${i}`, left], [`left ${i}`])],
  [`${i} takes the right fork first`, moves([`think ${i}`, right], [`right ${i}`])],
  [`${i} takes the right fork too`, moves([`left ${i}`, right], [`eat ${i}`])],
  [`${i} takes the left fork too`, moves([`right ${i}`, left], [`eat ${i}`])],
  [`${i} ends`, moves([`eat ${i}`], [`think ${i}`, left, right])],
];
