/** Small models without processes: prisoners and switches, a cat in boxes, smokers, PCR testing, a handshake, consensus. */
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { combinations, each, manifest, range, SEVERAL_INITIAL_STATES, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: boolean | number | string };

const num = (now: Now, variable: string): number => now[variable] as number;

/** The puzzle of the two switches: one prisoner counts, each of the others moves switch A up twice. */
function twoSwitches(others: readonly string[]): AnySystem {
  // The module's Done is "equal". The count goes on by one where the switch was up in the beginning, and what is reached once must
  // stay so to be a goal of ours.
  const done = (now: Now): boolean => num(now, 'count') >= 2 * others.length;
  return variables<Now>({
    name: 'Prisoners',
    initial: combinations(['A up', 'B up'], [false, true]).map((switches) => ({
      ...switches,
      ...Object.fromEntries(others.map((p) => [p, 0])),
      count: 0,
    })),
    actions: {
      'the counter enters': (now) =>
        now['A up'] === true ? { 'A up': false, count: num(now, 'count') + 1 } : { 'B up': now['B up'] !== true },
      ...each(others, (p): [string, Step<Now>][] => [
        [
          `${p} enters`,
          (now) =>
            now['A up'] === false && num(now, p) < 2
              ? { 'A up': true, [p]: num(now, p) + 1 }
              : { 'B up': now['B up'] !== true },
        ],
      ]),
    },
    invariants: { 'whoever is counted was there': (now) => !done(now) || others.every((p) => num(now, p) > 0) },
    goals: { 'the counter knows': done },
    symmetry: [others],
  });
}

/** The puzzle of the one lamp; it may be on in the beginning. */
function oneLamp(prisoners: readonly string[], isUnknown: boolean): AnySystem {
  const [counter, ...others] = prisoners;
  const threshold = isUnknown ? 2 * prisoners.length - 1 : prisoners.length;
  const visited = (p: string): string => `${p} was there`;
  return variables<Now>({
    name: 'Prisoner',
    config: isUnknown ? 'light unknown' : 'light off',
    initial: (isUnknown ? ['off', 'on'] : ['off']).map((light) => ({
      count: 1,
      announced: false,
      light,
      ...Object.fromEntries(others.map((p) => [p, 0])),
      ...Object.fromEntries(prisoners.map((p) => [visited(p), false])),
    })),
    actions: {
      [`${counter} enters`]: (now) => {
        const isOn = now['light'] === 'on';
        const count = num(now, 'count') + (isOn ? 1 : 0);
        return { light: 'off', count, announced: count >= threshold, [visited(counter as string)]: true };
      },
      ...each(others, (p): [string, Step<Now>][] => [
        [
          `${p} enters`,
          (now) => {
            const signals = now['light'] === 'off' && num(now, p) < (isUnknown ? 2 : 1);
            return { [visited(p)]: true, ...(signals ? { light: 'on', [p]: num(now, p) + 1 } : {}) };
          },
        ],
      ]),
    },
    invariants: {
      'announced only when all were there': (now) =>
        now['announced'] === false || prisoners.every((p) => now[visited(p)] === true),
    },
    goals: { 'it is announced': (now) => now['announced'] === true },
  });
}

/** A cat that moves to a box beside hers each night, and whoever looks into one box each morning. */
function cat(boxes: number): AnySystem {
  const look = (now: Now): Partial<Now> => {
    const next = num(now, 'observed') + (now['direction'] === 'right' ? 1 : -1);
    if (next >= 2 && next <= boxes - 1) return { observed: next };
    return { direction: now['direction'] === 'right' ? 'left' : 'right' };
  };
  const moves =
    (by: number): Step<Now> =>
    (now) => {
      const to = num(now, 'cat') + by;
      return to < 1 || to > boxes ? null : { cat: to, ...look(now) };
    };
  return variables<Now>({
    name: 'Cat',
    config: boxes,
    initial: range(1, boxes).flatMap((at) =>
      range(2, boxes - 1).flatMap((observed) =>
        ['left', 'right'].map((direction) => ({ cat: at, observed, direction })),
      ),
    ),
    actions: { 'the cat moves left': moves(-1), 'the cat moves right': moves(1) },
    goals: { 'the cat is found': (now) => now['cat'] === now['observed'] },
  });
}

const INGREDIENTS = ['matches', 'paper', 'tobacco'];
const smokes = (ingredient: string): string => `who has ${ingredient} smokes`;

/** The dealer offers all ingredients but one; who has that one smokes. */
const cigaretteSmokers = (): AnySystem => {
  const idle = Object.fromEntries(INGREDIENTS.map((ingredient) => [smokes(ingredient), false]));
  return variables<Now>({
    name: 'CigaretteSmokers',
    initial: INGREDIENTS.map((missing) => ({ ...idle, 'on the table': `all but ${missing}` })),
    actions: {
      'somebody starts': (now) => {
        if (now['on the table'] === 'nothing') return null;
        const starts = INGREDIENTS.map((one) => [smokes(one), now['on the table'] === `all but ${one}`] as const);
        return { ...Object.fromEntries(starts), 'on the table': 'nothing' };
      },
      ...each(INGREDIENTS, (missing): [string, Step<Now>][] => [
        [
          `somebody stops, and all but ${missing} are offered`,
          (now) => (now['on the table'] === 'nothing' ? { ...idle, 'on the table': `all but ${missing}` } : null),
        ],
      ]),
    },
    invariants: {
      'at most one smokes': (now) => INGREDIENTS.filter((one) => now[smokes(one)] === true).length <= 1,
    },
    goals: { 'somebody smokes': (now) => INGREDIENTS.some((one) => now[smokes(one)] === true) },
  });
};

/** Two-phase handshaking; the data of the module's model, which its producer and consumer change as well, is a bit. */
const handshake = (): AnySystem =>
  variables<Now>({
    name: 'TwoPhase handshake',
    initial: [{ p: 0, c: 0 }],
    actions: {
      'the producer steps': (now) => (now['p'] === now['c'] ? { p: 1 - num(now, 'p') } : null),
      'the consumer steps': (now) => (now['p'] === now['c'] ? null : { c: 1 - num(now, 'c') }),
    },
    goals: { 'producer and consumer agree': (now) => now['p'] === now['c'] },
  });

const consensus = (): AnySystem =>
  variables<Now>({
    name: 'Consensus',
    initial: [{ chosen: 'nothing' }],
    actions: each(['v1', 'v2', 'v3'], (value): [string, Step<Now>][] => [
      [`${value} is chosen`, (now) => (now['chosen'] === 'nothing' ? { chosen: value } : null)],
    ]),
    goals: { 'a value is chosen': (now) => now['chosen'] !== 'nothing' },
    symmetry: [['v1', 'v2', 'v3']],
  });

const PRISONERS = ['Alice', 'Bob', 'Eve'];

export const PUZZLES: readonly Oracle[] = [
  {
    name: 'Prisoners, 4 prisoners and 2 switches',
    family: 'TLA+',
    source: manifest('Prisoners', 'Prisoners.cfg'),
    published: { states: 214, generated: 860, depth: 14 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => twoSwitches(['p1', 'p2', 'p3']),
  },
  {
    name: 'Prisoner, 3 prisoners and a lamp that is off',
    family: 'TLA+',
    source: manifest('Prisoners_Single_Switch', 'Prisoner.cfg'),
    published: { states: 16, generated: 49, depth: 5 },
    system: () => oneLamp(PRISONERS, false),
  },
  {
    name: 'Prisoner, 3 prisoners and a lamp that may be on',
    family: 'TLA+',
    source: manifest('Prisoners_Single_Switch', 'PrisonerLightUnknown.cfg'),
    published: { states: 62, generated: 188, depth: 11 },
    difference: {
      ...SEVERAL_INITIAL_STATES,
      text: `${SEVERAL_INITIAL_STATES.text}; TLC's depth is no exact one with several workers: its states have 10 levels`,
      depth: 0,
    },
    system: () => oneLamp(PRISONERS, true),
  },
  {
    name: 'Cat, 5 boxes',
    family: 'TLA+',
    source: manifest('Moving_Cat_Puzzle', 'CatOddBoxes.cfg'),
    published: { states: 30, generated: 78, depth: 1 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => cat(5),
  },
  {
    name: 'Cat, 6 boxes',
    family: 'TLA+',
    source: manifest('Moving_Cat_Puzzle', 'CatEvenBoxes.cfg'),
    published: { states: 48, generated: 128, depth: 1 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => cat(6),
  },
  {
    name: 'CigaretteSmokers',
    family: 'TLA+',
    source: manifest('CigaretteSmokers', 'CigaretteSmokers.cfg'),
    published: { states: 6, generated: 15, depth: 2 },
    difference: SEVERAL_INITIAL_STATES,
    system: cigaretteSmokers,
  },
  {
    name: 'TwoPhase handshake',
    family: 'TLA+',
    source: manifest('TwoPhase', 'MCTwoPhase.cfg'),
    published: { states: 4, generated: 5, depth: 4 },
    system: handshake,
  },
  {
    name: 'Consensus, 3 values',
    family: 'TLA+',
    source: manifest('PaxosHowToWinATuringAward', 'MCConsensus.cfg'),
    published: { states: 4, generated: 4, depth: 2 },
    system: consensus,
  },
];
