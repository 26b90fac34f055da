/** The Die Hard problem: four gallons of water with jugs of other sizes, alone and with two sets of jugs side by side. */
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { manifest, variables, type Step } from '../variables.ts';
import type { PublishedViolation } from '../violation.ts';

type Now = { readonly [jug: string]: number };

/** The size of each jug. */
type Jugs = Readonly<Record<string, number>>;

const GOAL = 4;

function pour(now: Now, jugs: Jugs, from: string, to: string): Now {
  const [has, holds] = [now[from] as number, now[to] as number];
  const poured = Math.min(has, (jugs[to] as number) - holds);
  return { [from]: has - poured, [to]: holds + poured };
}

function stepsOf(jugs: Jugs): [string, Step<Now>][] {
  const names = Object.keys(jugs);
  return names.flatMap((jug): [string, Step<Now>][] => [
    [`fill ${jug}`, () => ({ [jug]: jugs[jug] as number })],
    [`empty ${jug}`, () => ({ [jug]: 0 })],
    ...names
      .filter((other) => other !== jug)
      .map((other): [string, Step<Now>] => [`pour ${jug} into ${other}`, (now) => pour(now, jugs, jug, other)]),
  ]);
}

/** Sets of jugs of which one takes a step at a time; solved when each has the goal in one of its jugs. */
function dieHard(name: string, sets: readonly Jugs[]): AnySystem {
  const isSolved = (now: Now): boolean => sets.every((jugs) => Object.keys(jugs).some((jug) => now[jug] === GOAL));
  return variables<Now>({
    name,
    initial: [Object.fromEntries(sets.flatMap((jugs) => Object.keys(jugs).map((jug) => [jug, 0])))],
    actions: Object.fromEntries(sets.flatMap(stepsOf)),
    invariants: { 'not solved': (now) => !isSolved(now) },
  });
}

const small: Jugs = { j3: 3, j5: 5 };

export const JUGS: readonly Oracle[] = [
  {
    name: 'DieHard',
    family: 'TLA+',
    source: `${manifest('DieHard', 'DieHard.cfg')}: safety failure; the numbers are what TLC prints without its invariant NotSolved`,
    published: { states: 16, generated: 97, depth: 8 },
    violated: ['not solved'],
    system: () => dieHard('DieHard', [small]),
  },
];

export const JUG_VIOLATIONS: readonly PublishedViolation[] = [
  {
    name: 'DieHarder, jugs of 3 and 5',
    source: manifest('DieHard', 'MCDieHarder.cfg'),
    kind: 'safety',
    property: 'not solved',
    shortest: { steps: 6, source: 'MCDieHardest.tla' },
    system: () => dieHard('DieHarder', [small]),
  },
  {
    name: 'DieHardest, jugs of 5 and 3 beside jugs of 5, 3 and 3',
    source: manifest('DieHard', 'MCDieHardest.cfg'),
    kind: 'safety',
    property: 'not solved',
    shortest: { steps: 11, source: 'MCDieHardest.tla: 6 and 5' },
    difference:
      'the module counts the steps of each set in variables that grow without end; ours are counted in the path',
    system: () => dieHard('DieHardest', [small, { k3: 3, l3: 3, k5: 5 }]),
  },
];
