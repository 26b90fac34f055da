/** Lamport's fast mutual exclusion: seven memory accesses where no other process is about. */
import { moves, type Net, type Transition } from './net.ts';
import { perProcess, range } from './range.ts';
import { assigning, onlyIf, valueOf, variable } from './variables.ts';

type Named = readonly (readonly [string, Transition])[];

/** LamportFastMutEx: places are lines of the program, named by what comes next; 0 is no process. */
export function lamport(n: number): Net {
  const all = range(1, n);
  const lines = ['set b', 'set x', 'test y', 'reset b', 'await y', 'set y', 'test x', 'lower b', 'loop', 'await b'];
  const rest = ['test y again', 'critical', 'end b'];
  const idle = Object.fromEntries([...lines, ...rest].map((line) => [line, line === 'set b' ? 1 : 0]));
  return {
    places: Object.fromEntries([
      ...perProcess(all, idle),
      ...variable('x', range(0, n)),
      ...variable('y', range(0, n)),
      ...all.flatMap((i) => variable(`b ${i}`, [false, true])),
      ...all.flatMap((i) => all.flatMap((j) => [[waits(i, j), 0] as const, [done(i, j), 0] as const])),
    ]),
    transitions: Object.fromEntries(all.flatMap((i) => [...entry(i, n), ...slowPath(i, all), ...exit(i, n)])),
  };
}

const waits = (i: number, j: number): string => `${i} waits for b ${j}`;
const done = (i: number, j: number): string => `${i} saw b ${j}`;
const FLAG = [false, true];

/** From the start to the critical section, if no other process is about. */
const entry = (i: number, n: number): Named => [
  ...assigning(`b ${i}`, FLAG, true, `set b ${i}`, `set x ${i}`),
  ...assigning('x', range(0, n), i, `set x ${i}`, `test y ${i}`),
  [`${i} sees y = 0`, onlyIf('y', 0, `test y ${i}`, `set y ${i}`)],
  ...range(1, n).map((y) => [`${i} sees y = ${y}`, onlyIf('y', y, `test y ${i}`, `reset b ${i}`)] as const),
  ...assigning(`b ${i}`, FLAG, false, `reset b ${i}`, `await y ${i}`),
  [`${i} has waited for y`, onlyIf('y', 0, `await y ${i}`, `set b ${i}`)],
  ...assigning('y', range(0, n), i, `set y ${i}`, `test x ${i}`),
  [`${i} sees x = ${i}`, onlyIf('x', i, `test x ${i}`, `critical ${i}`)],
];

/** Another process came between: waits until none is on its way, in whatever order, and looks who was last to set y. */
const slowPath = (i: number, all: readonly number[]): Named => [
  ...[0, ...all]
    .filter((x) => x !== i)
    .map((x) => [`${i} sees x = ${x}`, onlyIf('x', x, `test x ${i}`, `lower b ${i}`)] as const),
  ...assigning(`b ${i}`, FLAG, false, `lower b ${i}`, `loop ${i}`),
  [`${i} begins to wait`, moves([`loop ${i}`], [`await b ${i}`, ...all.map((j) => waits(i, j))])],
  ...all.map((j) => [`${i} sees that b ${j} is down`, waitedFor(i, j)] as const),
  [`${i} has waited`, moves([`await b ${i}`, ...all.map((j) => done(i, j))], [`test y again ${i}`])],
  [`${i} was last`, onlyIf('y', i, `test y again ${i}`, `critical ${i}`)],
  ...[0, ...all]
    .filter((y) => y !== i)
    .map((y) => [`${i} was not last, but ${y}`, onlyIf('y', y, `test y again ${i}`, `await y ${i}`)] as const),
];

function waitedFor(i: number, j: number): Transition {
  const flag = valueOf(`b ${j}`, false);
  return moves([`await b ${i}`, waits(i, j), flag], [`await b ${i}`, done(i, j), flag]);
}

const exit = (i: number, n: number): Named => [
  ...assigning('y', range(0, n), 0, `critical ${i}`, `end b ${i}`),
  ...assigning(`b ${i}`, FLAG, false, `end b ${i}`, `set b ${i}`),
];
