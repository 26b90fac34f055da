/** Peterson's mutual exclusion for more than two processes: a filter of rounds, in each of which one stays behind. */
import { moves, type Net, type Transition } from './net.ts';
import { perProcess, range } from './range.ts';
import { assigning, onlyIf, valueOf, variable } from './variables.ts';

type Named = readonly (readonly [string, Transition])[];

/** Peterson: processes 0 to n, rounds 0 to n-1. A process that waits in a round looks at the others one after the other. */
export function peterson(n: number): Net {
  const [all, rounds] = [range(0, n), range(0, n - 1)];
  const inRound = Object.fromEntries(
    rounds.flatMap((j) => [
      ...['ask', 'test turn', 'end of'].map((line) => [`${line} ${j}`, 0]),
      ...all.flatMap((k) => ['begin', 'test identity', 'test alone', 'is end'].map((line) => [`${line} ${j} ${k}`, 0])),
    ]),
  );
  return {
    places: Object.fromEntries([
      ...perProcess(all, { idle: 1, critical: 0, ...inRound }),
      ...all.flatMap((i) => variable(`wants ${i}`, [false, true])),
      ...rounds.flatMap((j) => variable(`turn ${j}`, all)),
    ]),
    transitions: Object.fromEntries(
      all.flatMap((i) => [
        ...ends(i, n),
        ...rounds.flatMap((j) => [...round(i, j, n), ...all.flatMap((k) => lookAt(i, j, k, n))]),
      ]),
    ),
  };
}

const ends = (i: number, n: number): Named => [
  [`${i} asks`, changing(i, false, `idle ${i}`, `ask 0 ${i}`)],
  [`${i} enters`, moves([`end of ${n - 1} ${i}`], [`critical ${i}`])],
  [`${i} leaves`, changing(i, true, `critical ${i}`, `idle ${i}`)],
];

const changing = (i: number, wanted: boolean, from: string, to: string): Transition =>
  moves([from, valueOf(`wants ${i}`, wanted)], [to, valueOf(`wants ${i}`, !wanted)]);

const round = (i: number, j: number, n: number): Named => [
  ...assigning(`turn ${j}`, range(0, n), i, `ask ${j} ${i}`, `test turn ${j} ${i}`),
  [`${i} has turn ${j}`, onlyIf(`turn ${j}`, i, `test turn ${j} ${i}`, `begin ${j} 0 ${i}`)],
  ...range(0, n)
    .filter((k) => k !== i)
    .map(
      (k) =>
        [`${i} lost turn ${j} to ${k}`, onlyIf(`turn ${j}`, k, `test turn ${j} ${i}`, `end of ${j} ${i}`)] as const,
    ),
  ...(j === n - 1 ? [] : [[`${i} leaves round ${j}`, moves([`end of ${j} ${i}`], [`ask ${j + 1} ${i}`])] as const]),
];

/** Process i, in round j, looks whether process k wants to enter. */
function lookAt(i: number, j: number, k: number, n: number): Named {
  const at = (line: string) => `${line} ${j} ${k} ${i}`;
  const said = (text: string) => `${i} in round ${j} ${text} ${k}`;
  return [
    [said('goes on to'), moves([at('begin')], [at('test identity')])],
    k === i
      ? [said('skips itself'), moves([at('test identity')], [at('is end')])]
      : [said('is not'), moves([at('test identity')], [at('test alone')])],
    ...(k === i
      ? []
      : ([
          [said('sees wanting'), onlyIf(`wants ${k}`, true, at('test alone'), `test turn ${j} ${i}`)],
          [said('sees idle'), onlyIf(`wants ${k}`, false, at('test alone'), at('is end'))],
        ] as const)),
    k === n
      ? [said('has seen all to'), moves([at('is end')], [`end of ${j} ${i}`])]
      : [said('looks beyond'), moves([at('is end')], [`begin ${j} ${k + 1} ${i}`])],
  ];
}
