/** Nets whose numbers can be told without a search: what is crossed out, and who votes. */
import { moves, type Net, type Transition } from './net.ts';
import { range } from './range.ts';

/** Eratosthenes: each number from 2 to n crosses out its multiples while it is itself not crossed out. */
export function eratosthenes(n: number): Net {
  const numbers = range(2, n);
  const crossings = numbers.flatMap((i) =>
    numbers
      .filter((multiple) => multiple > i && multiple % i === 0)
      .map((multiple): [string, Transition] => [
        `${i} crosses ${multiple} out`,
        moves([`${i}.`, `${multiple}.`], [`${i}.`]),
      ]),
  );
  return {
    places: Object.fromEntries(numbers.map((i) => [`${i}.`, 1])),
    transitions: Object.fromEntries(crossings),
  };
}

/** Referendum: it is called once, and then n voters say yes or no. */
export function referendum(n: number): Net {
  const voters = range(1, n);
  return {
    places: Object.fromEntries([
      ['called for', 1],
      ...voters.flatMap((i) => ['asked', 'yes', 'no'].map((place) => [`${place} ${i}`, 0])),
    ]),
    transitions: Object.fromEntries([
      [
        'it is called',
        moves(
          ['called for'],
          voters.map((i) => `asked ${i}`),
        ),
      ],
      ...voters.flatMap((i) =>
        ['yes', 'no'].map((vote) => [`${i} votes ${vote}`, moves([`asked ${i}`], [`${vote} ${i}`])]),
      ),
    ]),
  };
}
