/** PCR testing (specifications/glowingRaccoon) in three refinements: the temperature alone, its stages, and what is produced. */
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: number | string };

const DNA = 5;
const PRIMER = 5;

const num = (now: Now, variable: string): number => now[variable] as number;
const sum = (now: Now, names: readonly string[]): number => names.reduce((total, name) => total + num(now, name), 0);
const none = (names: readonly string[]): Now => Object.fromEntries(names.map((name) => [name, 0]));

/** Which stage a step may be taken in, and which it leads to; the first module knows no stages. */
type Staging = (now: Now, from: readonly string[], to: string) => Partial<Now> | null;

const unstaged: Staging = () => ({});
const staged: Staging = (now, from, to) => (from.includes(now['stage'] as string) ? { stage: to } : null);

/** A step between two temperatures, where the stage allows it. */
function heating(tee: string, staging: Staging, stages: readonly string[], to: string, change: Step<Now>): Step<Now> {
  return (now) => {
    if (now['tee'] !== tee) return null;
    const stage = staging(now, stages, to);
    const changed = stage === null ? null : change(now);
    return changed === null ? null : { ...changed, ...stage };
  };
}

/** The steps that the first two modules have in common; `cycle` counts how often DNA was extended, where that is known. */
function steps(staging: Staging, cycle: (now: Now) => Partial<Now>): Record<string, Step<Now>> {
  return {
    heat: heating('Hot', staging, ['init', 'extended'], 'denatured', (now) => ({
      tee: 'TooHot',
      primer: num(now, 'primer') + num(now, 'hybrid'),
      template: num(now, 'template') + num(now, 'hybrid') + 2 * num(now, 'dna'),
      dna: 0,
      hybrid: 0,
    })),
    cool: heating('TooHot', staging, ['denatured'], 'ready', () => ({ tee: 'Hot' })),
    ...each(range(1, 2 * PRIMER), (k) => [
      [
        `anneal ${k}`,
        heating('Hot', staging, ['ready'], 'annealed', (now) => {
          const [primer, template] = [num(now, 'primer') - k, num(now, 'template') - k];
          return primer < 0 || template < 0 ? null : { tee: 'Warm', primer, template, hybrid: num(now, 'hybrid') + k };
        }),
      ],
    ]),
    extend: heating('Warm', staging, ['annealed'], 'extended', (now) => ({
      tee: 'Hot',
      dna: num(now, 'dna') + num(now, 'hybrid'),
      hybrid: 0,
      ...cycle(now),
    })),
  };
}

const start: Now = { tee: 'Hot', primer: PRIMER, dna: DNA, template: 0, hybrid: 0 };
const preserved = (now: Now): boolean =>
  sum(now, ['template', 'primer']) + 2 * sum(now, ['dna', 'hybrid']) === PRIMER + 2 * DNA;
const isDepleted = (now: Now): boolean => num(now, 'primer') === 0;

const clean = (): AnySystem =>
  variables<Now>({
    name: 'clean',
    initial: [start],
    actions: steps(unstaged, () => ({})),
    invariants: { preserved },
    goals: { 'the primers are used up': isDepleted },
  });

const stages = (): AnySystem =>
  variables<Now>({
    name: 'stages',
    initial: [{ ...start, stage: 'init', cycle: 0 }],
    actions: steps(staged, (now) => ({ cycle: num(now, 'cycle') + 1 })),
    invariants: { preserved },
    goals: { 'the primers are used up': isDepleted },
  });

const LENGTHS = ['long', 'short', 'tiny'] as const;
const templates = LENGTHS.map((length) => `${length} template`);
const hybrids = LENGTHS.map((length) => `${length} hybrid`);
const doubles = ['long long', 'short long', 'tiny short', 'product'];

/** What the strands fall into when it is too hot for them. */
const denatured: Step<Now> = (now) => ({
  tee: 'TooHot',
  primer: num(now, 'primer') + sum(now, hybrids),
  'long template': sum(now, ['long template', 'long hybrid', 'short long']) + 2 * num(now, 'long long'),
  'short template': sum(now, ['short template', 'short hybrid', 'short long', 'tiny short']),
  'tiny template': sum(now, ['tiny template', 'tiny hybrid', 'tiny short']) + 2 * num(now, 'product'),
  ...none([...doubles, ...hybrids]),
});

/** A number of primers for the templates of each length. */
const annealed =
  (counts: readonly number[]): Step<Now> =>
  (now) => {
    const primer = num(now, 'primer') - counts.reduce((total, count) => total + count, 0);
    const left = templates.map((name, index) => num(now, name) - (counts[index] as number));
    if (primer < 0 || left.some((count) => count < 0)) return null;
    return {
      tee: 'Warm',
      primer,
      ...Object.fromEntries(templates.map((name, index) => [name, left[index] as number])),
      ...Object.fromEntries(hybrids.map((name, index) => [name, num(now, name) + (counts[index] as number)])),
    };
  };

const extended: Step<Now> = (now) => ({
  tee: 'Hot',
  'short long': sum(now, ['short long', 'long hybrid']),
  'tiny short': sum(now, ['tiny short', 'short hybrid']),
  product: sum(now, ['product', 'tiny hybrid']),
  ...none(hybrids),
  cycle: num(now, 'cycle') + 1,
});

const product = (): AnySystem => {
  const counts = range(0, PRIMER).flatMap((long) =>
    range(0, PRIMER - long).flatMap((short) => range(0, PRIMER - long - short).map((tiny) => [long, short, tiny])),
  );
  return variables<Now>({
    name: 'product',
    initial: [
      {
        tee: 'Hot',
        stage: 'init',
        cycle: 0,
        primer: PRIMER,
        ...none([...templates, ...hybrids, ...doubles]),
        'long long': DNA,
      },
    ],
    actions: {
      heat: heating('Hot', staged, ['init', 'extended'], 'denatured', denatured),
      cool: heating('TooHot', staged, ['denatured'], 'ready', () => ({ tee: 'Hot' })),
      ...each(counts.slice(1), (count) => [
        [`anneal ${count.join(', ')}`, heating('Hot', staged, ['ready'], 'annealed', annealed(count))],
      ]),
      extend: heating('Warm', staged, ['annealed'], 'extended', extended),
    },
    invariants: { 'no product before the third cycle': (now) => num(now, 'cycle') >= 3 || num(now, 'product') === 0 },
    goals: { 'the primers are used up': isDepleted },
  });
};

export const PCR: readonly Oracle[] = [
  {
    name: 'clean, 5 DNA and 5 primers',
    family: 'TLA+',
    source: `${manifest('glowingRaccoon', 'clean.cfg')}; that primerDepleted does not hold, clean.tla`,
    published: { states: 63, generated: 99, depth: 10 },
    violated: ['the primers are used up'],
    system: clean,
  },
  {
    name: 'stages, 5 DNA and 5 primers',
    family: 'TLA+',
    source: manifest('glowingRaccoon', 'stages.cfg'),
    published: { states: 83, generated: 93, depth: 23 },
    system: stages,
  },
  {
    name: 'product, 5 DNA and 5 primers',
    family: 'TLA+',
    source: manifest('glowingRaccoon', 'product.cfg'),
    published: { states: 305, generated: 376, depth: 23 },
    system: product,
  },
];
