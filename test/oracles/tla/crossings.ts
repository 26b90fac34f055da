/** Puzzles whose solution is a violation: a river crossing, a tower, queens on a board and the sliding blocks of Klotski. */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';
import type { PublishedViolation } from '../violation.ts';

type Now = { readonly [variable: string]: Json };

const PEOPLE = ['m1', 'm2', 'm3', 'c1', 'c2', 'c3'];
const isCannibal = (person: string): boolean => person.startsWith('c');

const isSafe = (bank: readonly string[]): boolean =>
  bank.every(isCannibal) || bank.filter(isCannibal).length * 2 <= bank.length;

const crews = PEOPLE.flatMap((one, index) => [[one], ...PEOPLE.slice(index + 1).map((two) => [one, two])]);

/** Who is on which bank, `E` or `W`, by person; and the boat. */
const missionariesAndCannibals = (): AnySystem =>
  variables<Now>({
    name: 'MissionariesAndCannibals',
    initial: [Object.fromEntries([...PEOPLE, 'boat'].map((who) => [who, 'E']))],
    actions: each(crews, (crew): [string, Step<Now>][] => [
      [
        `${crew.join(' and ')} cross`,
        (now) => {
          const from = now['boat'];
          if (crew.some((person) => now[person] !== from)) return null;
          const stay = PEOPLE.filter((person) => now[person] === from && !crew.includes(person));
          const there = PEOPLE.filter((person) => now[person] !== from || crew.includes(person));
          if (!isSafe(stay) || !isSafe(there)) return null;
          const to = from === 'E' ? 'W' : 'E';
          return Object.fromEntries([...crew, 'boat'].map((who) => [who, to]));
        },
      ],
    ]),
    invariants: { 'somebody is on the east bank': (now) => PEOPLE.some((person) => now[person] === 'E') },
  });

/** On which of three towers each disk lies; a disk moves onto none that is smaller. */
function hanoi(disks: number): AnySystem {
  const all = range(1, disks);
  const disk = (number: number): string => `disk ${number}`;
  const isOnTop = (now: Now, moved: number): boolean =>
    range(1, moved - 1).every((smaller) => now[disk(smaller)] !== now[disk(moved)]);
  return variables<Now>({
    name: 'Hanoi',
    config: disks,
    initial: [Object.fromEntries(all.map((number) => [disk(number), 1]))],
    actions: each(all, (number) =>
      [1, 2, 3].map((tower): [string, Step<Now>] => [
        `disk ${number} to tower ${tower}`,
        (now) => {
          if (now[disk(number)] === tower || !isOnTop(now, number)) return null;
          return range(1, number - 1).some((smaller) => now[disk(smaller)] === tower)
            ? null
            : { [disk(number)]: tower };
        },
      ]),
    ),
    invariants: { 'not solved': (now) => !all.every((number) => now[disk(number)] === 3) },
  });
}

/** Queens are placed row after row, on no column or diagonal of another. */
function queens(size: number): AnySystem {
  const placed = (now: Now): readonly number[] => now['columns'] as readonly number[];
  return variables<Now>({
    name: 'Queens',
    config: size,
    initial: [{ columns: [] }],
    actions: each(range(1, size), (column): [string, Step<Now>][] => [
      [
        `a queen in column ${column}`,
        (now) => {
          const columns = placed(now);
          const row = columns.length;
          const attacked = columns.some((other, at) => other === column || Math.abs(other - column) === row - at);
          return row === size || attacked ? null : { columns: [...columns, column] };
        },
      ],
    ]),
    invariants: { 'no solution': (now) => placed(now).length < size },
  });
}

/**
 * A board of sliding blocks: a cell for each place, with the shape of the block whose upper left corner it is, `-` where a block covers it
 * and a space where nothing does. Blocks of one shape are so not told apart, as sets of places are not.
 */
const KLOTSKI = ['|S-|', '----', '|=-|', '-..-', '.  .'];
const PENNANT = ['S-=-', '--=-', '..  ', '||=-', '--=-'];
const WIDTH = 4;
const HEIGHT = 5;

type Place = readonly [x: number, y: number];

/** The places that each shape covers, from its corner on. */
const SHAPES: Readonly<Record<string, readonly Place[]>> = {
  '.': [[0, 0]],
  '|': [
    [0, 0],
    [0, 1],
  ],
  '=': [
    [0, 0],
    [1, 0],
  ],
  S: [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ],
};

const cell = ([x, y]: Place): string => `${x},${y}`;
const covered = (shape: string, [x, y]: Place): Place[] =>
  (SHAPES[shape] ?? []).map(([dx, dy]): Place => [x + dx, y + dy]);
const isOnBoard = ([x, y]: Place): boolean => x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;

/** The block whose corner is at a place moves one place on, if what it newly covers is free. */
const slides =
  (from: Place, to: Place): Step<Now> =>
  (now) => {
    const shape = now[cell(from)] as string;
    const [old, next] = [covered(shape, from).map(cell), covered(shape, to)];
    if (next.length === 0 || !next.every(isOnBoard)) return null;
    const isFree = next.map(cell).every((place) => old.includes(place) || now[place] === ' ');
    if (!isFree) return null;
    const left = old.map((place) => [place, ' ']);
    const taken = next.map((place) => [cell(place), '-']);
    return { ...Object.fromEntries([...left, ...taken]), [cell(to)]: shape };
  };

const DIRECTIONS: readonly (readonly [string, number, number])[] = [
  ['left', -1, 0],
  ['right', 1, 0],
  ['up', 0, -1],
  ['down', 0, 1],
];

const PLACES = range(0, WIDTH * HEIGHT - 1).map((index): Place => [index % WIDTH, Math.floor(index / WIDTH)]);

/** The board is solved when the square is at the goal. */
const slidingPuzzle = (board: readonly string[], goal: Place): AnySystem =>
  variables<Now>({
    name: 'SlidingPuzzles',
    config: board.join('/'),
    initial: [Object.fromEntries(PLACES.map(([x, y]) => [cell([x, y]), board[y]?.[x] as string]))],
    actions: each(PLACES, (place) =>
      DIRECTIONS.map(([direction, dx, dy]): [string, Step<Now>] => [
        `the block at ${cell(place)} goes ${direction}`,
        slides(place, [place[0] + dx, place[1] + dy]),
      ]),
    ),
    invariants: { 'the square is not out': (now) => now[cell(goal)] !== 'S' },
  });

const klotski = (): AnySystem => slidingPuzzle(KLOTSKI, [1, 3]);

export const SOLVED: readonly Oracle[] = [
  {
    name: 'Hanoi, 5 disks',
    family: 'TLA+',
    source: `${manifest('tower_of_hanoi', 'Hanoi.toolbox/Model_1/MC.cfg')}: safety failure; the numbers are those of the Hanoi graph, 3^5 vertices and 3(3^5 - 1)/2 edges, both ways`,
    published: { states: 243, transitions: 726 },
    violated: ['not solved'],
    system: () => hanoi(5),
  },
  {
    name: 'SlidingPuzzles, Klotski',
    family: 'TLA+',
    source: `${manifest('SlidingPuzzles', 'SlidingPuzzles.cfg')}: safety failure; the number, specifications/SlidingPuzzles/README.md`,
    published: { states: 25_955 },
    violated: ['the square is not out'],
    system: klotski,
  },
  {
    name: 'SlidingPuzzles, Pennant',
    family: 'TLA+',
    source: 'tlaplus/Examples, specifications/SlidingPuzzles/README.md',
    published: { states: 1398 },
    violated: ['the square is not out'],
    system: () => slidingPuzzle(PENNANT, [0, 3]),
  },
];

export const PUZZLE_VIOLATIONS: readonly PublishedViolation[] = [
  {
    name: 'Hanoi, 5 disks',
    source: manifest('tower_of_hanoi', 'Hanoi.toolbox/Model_1/MC.cfg'),
    kind: 'safety',
    property: 'not solved',
    shortest: { steps: 31, source: '2^5 - 1 moves' },
    system: () => hanoi(5),
  },
  {
    name: 'MissionariesAndCannibals, 3 and 3',
    source: manifest('MissionariesAndCannibals', 'MissionariesAndCannibals.cfg'),
    kind: 'safety',
    property: 'somebody is on the east bank',
    shortest: { steps: 11, source: 'the eleven crossings of the classic puzzle' },
    system: missionariesAndCannibals,
  },
  {
    name: 'Queens, 4',
    source: manifest('N-Queens', 'Queens.toolbox/FourQueens/MC.cfg'),
    kind: 'safety',
    property: 'no solution',
    shortest: { steps: 4, source: 'a step for each queen' },
    difference:
      'the module keeps all boards to be extended in one state, and takes one of them a step; ours is one board',
    system: () => queens(4),
  },
  {
    name: 'SlidingPuzzles, Klotski',
    source: manifest('SlidingPuzzles', 'SlidingPuzzles.cfg'),
    kind: 'safety',
    property: 'the square is not out',
    shortest: { steps: 116, source: 'known of Klotski, counted place by place' },
    system: klotski,
  },
];
