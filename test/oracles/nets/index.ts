/**
 * Petri nets of the Model Checking Contest, each written anew as a function of its size, with the published numbers of its
 * markings and of the transitions that fire between them. One that leads back to the same marking counts, and two between the
 * same markings count twice.
 */
import type { Oracle } from '../oracle.ts';
import { eratosthenes, referendum } from './choices.ts';
import { contestOracle, type Instance } from './contest.ts';
import { dekker } from './dekker.ts';
import { lamport } from './lamport.ts';
import { loadBalancer } from './load-balancer.ts';
import { fms, kanban } from './manufacturing.ts';
import { peterson } from './peterson.ts';
import { philosophers } from './philosophers.ts';
import { range } from './range.ts';
import { circadianClock, erk, mapk } from './reactions.ts';
import { tokenRing } from './ring.ts';
import { rwMutex, sharedMemory, swimmingPool } from './shared-resources.ts';

const critical = (first: number, last: number): readonly string[] => range(first, last).map((i) => `critical ${i}`);
/** The places of processors that use the bus, by which they reach another's memory. */
const onTheBus = (n: number): readonly string[] =>
  range(1, n).flatMap((x) => range(1, n).flatMap((m) => (m === x ? [] : [`${x} in the memory of ${m}`])));
const writers = (n: number): readonly string[] => range(1, n).map((i) => `writes ${i}`);

const SMALL: readonly Instance[] = [
  {
    name: 'Philosophers-PT-000005',
    net: philosophers(5),
    source: 'contest2015',
    states: 243,
    transitions: 945,
    deadlock: true,
  },
  {
    name: 'Philosophers-PT-000010',
    net: philosophers(10),
    source: 'contest2015',
    states: 59_049,
    transitions: 459_270,
  },
  {
    name: 'RwMutex-PT-r0010w0010',
    net: rwMutex(10, 10),
    source: 'contest2015',
    states: 1034,
    transitions: 10_260,
    deadlock: false,
    exclusive: writers(10),
  },
  {
    name: 'RwMutex-PT-r0010w0020',
    net: rwMutex(10, 20),
    source: 'contest2015',
    states: 1044,
    transitions: 10_280,
    exclusive: writers(20),
  },
  {
    name: 'SharedMemory-PT-000005',
    net: sharedMemory(5),
    source: 'contest2026',
    states: 1863,
    transitions: 10_395,
    deadlock: false,
    exclusive: onTheBus(5),
  },
  {
    name: 'Dekker-PT-010',
    net: dekker(10),
    source: 'contest2026',
    states: 6144,
    transitions: 171_530,
    deadlock: false,
    exclusive: critical(1, 10),
  },
  {
    name: 'LamportFastMutEx-PT-2',
    net: lamport(2),
    source: 'contest2015',
    states: 380,
    transitions: 716,
    deadlock: false,
    exclusive: critical(1, 2),
  },
  {
    name: 'LamportFastMutEx-PT-3',
    net: lamport(3),
    source: 'contest2020',
    states: 19_742,
    transitions: 58_272,
    exclusive: critical(1, 3),
  },
  {
    name: 'Peterson-PT-2',
    net: peterson(2),
    source: 'contest2026',
    states: 20_754,
    transitions: 62_262,
    deadlock: false,
    exclusive: critical(0, 2),
  },
  {
    name: 'TokenRing-PT-005',
    net: tokenRing(5),
    source: 'contest2026',
    states: 166,
    transitions: 365,
    deadlock: false,
  },
  { name: 'TokenRing-PT-010', net: tokenRing(10), source: 'contest2026', states: 58_905, transitions: 294_050 },
  {
    name: 'Eratosthenes-PT-010',
    net: eratosthenes(10),
    source: 'contest2020',
    states: 32,
    transitions: 120,
    deadlock: true,
  },
  // The file of 2015 says 11,264 transitions: the pairs of markings, whatever the number of transitions between the two.
  { name: 'Eratosthenes-PT-020', net: eratosthenes(20), source: 'contest2020', states: 2048, transitions: 23_040 },
  {
    name: 'Referendum-PT-0010',
    net: referendum(10),
    source: 'contest2020',
    states: 59_050,
    transitions: 393_661,
    deadlock: true,
  },
  {
    name: 'SimpleLoadBal-PT-02',
    net: loadBalancer(2),
    source: 'contest2015',
    states: 832,
    transitions: 2650,
    deadlock: false,
  },
  { name: 'SimpleLoadBal-PT-05', net: loadBalancer(5), source: 'contest2015', states: 116_176, transitions: 566_332 },
  {
    name: 'SwimmingPool-PT-01',
    net: swimmingPool(1),
    source: 'contest2026',
    states: 89_621,
    transitions: 450_003,
    deadlock: false,
  },
  { name: 'ERK-PT-000001', net: erk(1), source: 'contest2026', states: 13, transitions: 30, deadlock: false },
  { name: 'ERK-PT-000010', net: erk(10), source: 'contest2020', states: 47_047, transitions: 372_372 },
  { name: 'CircadianClock-PT-000001', net: circadianClock(1), source: 'contest2026', states: 128, transitions: 624 },
  { name: 'FMS-PT-00002', net: fms(2), source: 'contest2026', states: 3444, transitions: 16_311 },
  { name: 'Kanban, 2 cards', net: kanban(2), source: 'smart', states: 4600, transitions: 28_120 },
  { name: 'Kanban, 3 cards', net: kanban(3), source: 'smart', states: 58_400, transitions: 446_400 },
];

const LARGE: readonly Instance[] = [
  {
    name: 'SharedMemory-PT-000010',
    net: sharedMemory(10),
    source: 'contest2015',
    states: 1_830_519,
    transitions: 19_486_170,
    slow: true,
  },
  {
    name: 'Dekker-PT-015',
    net: dekker(15),
    source: 'contest2020',
    states: 278_528,
    transitions: 16_834_575,
    exclusive: critical(1, 15),
    slow: true,
  },
  {
    name: 'LamportFastMutEx-PT-4',
    net: lamport(4),
    source: 'contest2015',
    states: 1_914_784,
    transitions: 9_046_048,
    exclusive: critical(1, 4),
    slow: true,
  },
  {
    name: 'Peterson-PT-3',
    net: peterson(3),
    source: 'contest2026',
    states: 3_407_946,
    transitions: 13_631_784,
    exclusive: critical(0, 3),
    slow: true,
  },
  {
    name: 'SwimmingPool-PT-02',
    net: swimmingPool(2),
    source: 'contest2020',
    states: 3_408_031,
    transitions: 19_929_811,
    slow: true,
  },
  {
    name: 'CircadianClock-PT-000010',
    net: circadianClock(10),
    source: 'contest2015',
    states: 644_204,
    transitions: 6_766_320,
    slow: true,
  },
  { name: 'FMS-PT-00005', net: fms(5), source: 'contest2026', states: 2_895_018, transitions: 23_527_185, slow: true },
  {
    name: 'Kanban-PT-00005',
    net: kanban(5),
    source: 'contest2026',
    states: 2_546_432,
    transitions: 24_460_016,
    slow: true,
  },
  {
    name: 'MAPK-PT-00008',
    net: mapk(8),
    source: 'contest2015',
    states: 6_110_643,
    transitions: 78_948_888,
    slow: true,
  },
];

export const NETS: readonly Oracle[] = [...SMALL, ...LARGE].map(contestOracle);
