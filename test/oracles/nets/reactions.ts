/** Networks of reactions: a token is a molecule, or a unit of concentration. */
import { moves, type Net, type Transition } from './net.ts';

type Named = readonly (readonly [string, Transition])[];

/** Two that bind to a complex and come apart again. */
const binding = (a: string, b: string): Named => [
  [`${a} + ${b} bind`, moves([a, b], [`${a}/${b}`])],
  [`${a}/${b} comes apart`, moves([`${a}/${b}`], [a, b])],
];

/** An enzyme binds to a substrate and turns it into a product. */
const catalysis = (substrate: string, enzyme: string, product: string): Named => [
  ...binding(substrate, enzyme),
  [`${substrate}/${enzyme} gives ${product}`, moves([`${substrate}/${enzyme}`], [product, enzyme])],
];

/** A net with the places that its transitions have arcs to. */
function netOf(named: Named, initial: { readonly [place: string]: number }): Net {
  const used = named.flatMap(([, { takes, gives }]) => [...Object.keys(takes), ...Object.keys(gives)]);
  const empty = Object.fromEntries(used.map((place) => [place, 0]));
  return { places: { ...empty, ...initial }, transitions: Object.fromEntries(named) };
}

/** ERK: how RKIP slows the pathway from Raf to ERK down. */
export const erk = (n: number): Net =>
  netOf(
    [
      ...binding('Raf*', 'RKIP'),
      ...binding('Raf*/RKIP', 'ERKPP'),
      ['Raf*/RKIP/ERKPP falls apart', moves(['Raf*/RKIP/ERKPP'], ['ERK', 'RKIPP', 'Raf*'])],
      ...catalysis('ERK', 'MEKPP', 'ERKPP'),
      ...catalysis('RKIPP', 'RP', 'RKIP'),
    ],
    { 'Raf*': n, RKIP: n, MEKPP: n, ERK: n, RP: n },
  );

/** MAPK: the cascade of three kinases, each with a phosphatase; the concentrations at the start are as 4:1:2:3 and 3:2:3. */
export const mapk = (n: number): Net =>
  netOf(
    [
      ...catalysis('Raf', 'RasGTP', 'RafP'),
      ...catalysis('RafP', 'phosphatase 1', 'Raf'),
      ...catalysis('MEK', 'RafP', 'MEKP'),
      ...catalysis('MEKP', 'RafP', 'MEKPP'),
      ...catalysis('MEKPP', 'phosphatase 2', 'MEKP'),
      ...catalysis('MEKP', 'phosphatase 2', 'MEK'),
      ...catalysis('ERK', 'MEKPP', 'ERKP'),
      ...catalysis('ERKP', 'MEKPP', 'ERKPP'),
      ...catalysis('ERKPP', 'phosphatase 3', 'ERKP'),
      ...catalysis('ERKP', 'phosphatase 3', 'ERK'),
    ],
    {
      Raf: n,
      RasGTP: n / 4,
      MEK: n / 2,
      ERK: (3 * n) / 4,
      'phosphatase 1': (3 * n) / 4,
      'phosphatase 2': n / 2,
      'phosphatase 3': (3 * n) / 4,
    },
  );

/** Makes or destroys one of a kind of which there may be so many. */
const made = (kind: string, by: string): Transition => moves([`room for ${kind}`, by], [kind, by]);
const gone = (kind: string): Transition => moves([kind], [`room for ${kind}`]);

/** CircadianClock: two genes, their messengers and proteins, of each at most n. */
export function circadianClock(n: number): Net {
  const [a, r] = ['activator', 'repressor'];
  const named: Named = [
    ...[a, r].flatMap((protein): Named => [
      [
        `${a} binds to the gene of ${protein}`,
        moves([a, `gene of ${protein}`], [`active gene of ${protein}`, `room for ${a}`]),
      ],
      [
        `${a} leaves the gene of ${protein}`,
        moves([`active gene of ${protein}`, `room for ${a}`], [a, `gene of ${protein}`]),
      ],
      [`the gene of ${protein} is read`, made(`messenger of ${protein}`, `gene of ${protein}`)],
      [`the active gene of ${protein} is read`, made(`messenger of ${protein}`, `active gene of ${protein}`)],
      [`messenger of ${protein} decays`, gone(`messenger of ${protein}`)],
      [`${protein} is made`, made(protein, `messenger of ${protein}`)],
      [`${protein} decays`, gone(protein)],
    ]),
    ['both bind', moves([a, r, 'room for complex'], ['complex', `room for ${a}`, `room for ${r}`])],
    [`${a} decays in the complex`, moves(['complex', `room for ${r}`], [r, 'room for complex'])],
  ];
  const kinds = [a, r, 'complex', `messenger of ${a}`, `messenger of ${r}`];
  const rooms = Object.fromEntries(kinds.map((kind) => [`room for ${kind}`, n]));
  return netOf(named, { ...rooms, [`gene of ${a}`]: 1, [`gene of ${r}`]: 1 });
}
