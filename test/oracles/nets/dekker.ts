/** Dekker's mutual exclusion, for any number of processes. */
import { moves, type Net, type Transition } from './net.ts';
import { perProcess, range } from './range.ts';

/**
 * Dekker: a process raises its flag; it enters when no other flag is raised, and takes its own back when it sees another.
 * Leaving takes the flag back, too.
 */
export function dekker(n: number): Net {
  const all = range(1, n);
  const transitions = all.flatMap((i): [string, Transition][] => {
    const others = all.filter((j) => j !== i);
    const quiet = others.map((j) => `down ${j}`);
    return [
      [`${i} tries`, moves([`outside ${i}`, `down ${i}`], [`tries ${i}`, `up ${i}`])],
      [`${i} enters`, moves([`tries ${i}`, ...quiet], [`critical ${i}`, ...quiet])],
      [`${i} leaves`, moves([`critical ${i}`, `up ${i}`], [`outside ${i}`, `down ${i}`])],
      ...others.map((j): [string, Transition] => [
        `${i} gives way to ${j}`,
        moves([`tries ${i}`, `up ${i}`, `up ${j}`], [`outside ${i}`, `down ${i}`, `up ${j}`]),
      ]),
    ];
  });
  return {
    places: Object.fromEntries(perProcess(all, { outside: 1, tries: 0, critical: 0, up: 0, down: 1 })),
    transitions: Object.fromEntries(transitions),
  };
}
