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
          return range(1, number - 1).some((smaller) => now[disk(smaller)] === tower) ? null : { [disk(number)]: tower };
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

/** The blocks of Klotski as `x,y,width,height`. Blocks of one shape are not told apart, so a board is a sorted list. */
type Block = readonly [x: number, y: number, width: number, height: number];

const WIDTH = 4;
const HEIGHT = 5;
const KLOTSKI: readonly Block[] = [
  [0, 0, 1, 2],
  [1, 0, 2, 2],
  [3, 0, 1, 2],
  [0, 2, 1, 2],
  [1, 2, 2, 1],
  [3, 2, 1, 2],
  [1, 3, 1, 1],
  [2, 3, 1, 1],
  [0, 4, 1, 1],
  [3, 4, 1, 1],
];

const boardOf = (blocks: readonly Block[]): string => blocks.map((block) => block.join('')).toSorted().join(' ');
const blocksOf = (board: Json | undefined): Block[] =>
  String(board)
    .split(' ')
    .map((block) => [...block].map(Number) as unknown as Block);

const isApart = ([x, y, width, height]: Block, [left, top, wide, high]: Block): boolean =>
  x + width <= left || left + wide <= x || y + height <= top || top + high <= y;

function isPossible(block: Block, others: readonly Block[]): boolean {
  const [x, y, width, height] = block;
  const isInside = x >= 0 && y >= 0 && x + width <= WIDTH && y + height <= HEIGHT;
  return isInside && others.every((other) => isApart(block, other));
}

/** The block whose upper left corner is at a place moves one place on. */
const slides =
  (atX: number, atY: number, dx: number, dy: number): Step<Now> =>
  (now) => {
    const blocks = blocksOf(now['board']);
    const moved = blocks.find(([x, y]) => x === atX && y === atY);
    if (moved === undefined) return null;
    const others = blocks.filter((block) => block !== moved);
    const to: Block = [atX + dx, atY + dy, moved[2], moved[3]];
    return isPossible(to, others) ? { board: boardOf([...others, to]) } : null;
  };

const DIRECTIONS: readonly (readonly [string, number, number])[] = [
  ['left', -1, 0],
  ['right', 1, 0],
  ['up', 0, -1],
  ['down', 0, 1],
];

const klotski = (): AnySystem =>
  variables<Now>({
    name: 'SlidingPuzzles',
    initial: [{ board: boardOf(KLOTSKI) }],
    actions: each(range(0, WIDTH * HEIGHT - 1), (place) =>
      DIRECTIONS.map(([direction, dx, dy]): [string, Step<Now>] => {
        const [x, y] = [place % WIDTH, Math.floor(place / WIDTH)];
        return [`the block at ${x}, ${y} goes ${direction}`, slides(x, y, dx, dy)];
      }),
    ),
    invariants: { 'the square is not out': (now) => !String(now['board']).includes('1322') },
  });

export const SOLVED: readonly Oracle[] = [
  {
    name: 'Hanoi, 5 disks',
    family: 'TLA+',
    source: `${manifest('tower_of_hanoi', 'Hanoi.toolbox/Model_1/MC.cfg')}: safety failure; the numbers are those of the Hanoi graph, 3^5 vertices and 3(3^5 - 1)/2 edges, both ways`,
    published: { states: 243, transitions: 726 },
    violated: ['not solved'],
    system: () => hanoi(5),
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
    difference: 'the module keeps all boards to be extended in one state, and takes one of them a step; ours is one board',
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
