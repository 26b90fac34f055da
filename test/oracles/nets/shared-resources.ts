/** Processes that share a lock, a bus, cabins and bags. */
import { moves, type Net, type Transition } from './net.ts';
import { perProcess, range } from './range.ts';

/** RwMutex: a reader holds one permit of its own, a writer all readers' permits. */
export function rwMutex(readers: number, writers: number): Net {
  const [reading, writing] = [range(1, readers), range(1, writers)];
  const permits = reading.map((i) => `permit ${i}`);
  return {
    places: Object.fromEntries([
      ...perProcess(reading, { idle: 1, reads: 0, permit: 1 }),
      ...perProcess(writing, { waits: 1, writes: 0 }),
    ]),
    transitions: Object.fromEntries([
      ...reading.flatMap((i) => [
        [`reader ${i} begins`, moves([`idle ${i}`, `permit ${i}`], [`reads ${i}`])],
        [`reader ${i} ends`, moves([`reads ${i}`], [`idle ${i}`, `permit ${i}`])],
      ]),
      ...writing.flatMap((i) => [
        [`writer ${i} begins`, moves([`waits ${i}`, ...permits], [`writes ${i}`])],
        [`writer ${i} ends`, moves([`writes ${i}`], [`waits ${i}`, ...permits])],
      ]),
    ]),
  };
}

/**
 * SharedMemory: processors that each have a memory of their own, and reach those of the others over one bus. Work on one's own
 * memory begins whether or not that is in use, and ends only when it is not.
 */
export function sharedMemory(n: number): Net {
  const all = range(1, n);
  const external = (x: number, m: number) => `${x} in the memory of ${m}`;
  const pairs = all.flatMap((x) => all.filter((m) => m !== x).map((m) => [x, m] as const));
  return {
    places: Object.fromEntries([
      ...perProcess(all, { active: 1, memory: 1, own: 0, queue: 0 }),
      ...pairs.map(([x, m]) => [external(x, m), 0] as const),
      ['bus', 1],
    ]),
    transitions: Object.fromEntries([
      ...all.flatMap((x) => [
        [`${x} begins in its own`, moves([`active ${x}`], [`own ${x}`])],
        [`${x} ends in its own`, moves([`own ${x}`, `memory ${x}`], [`active ${x}`, `memory ${x}`])],
        [`${x} asks for the bus`, moves([`active ${x}`], [`queue ${x}`])],
      ]),
      ...pairs.flatMap(([x, m]) => [
        [`${x} begins in ${m}`, moves([`queue ${x}`, `memory ${m}`, 'bus'], [external(x, m)])],
        [`${x} ends in ${m}`, moves([external(x, m)], [`active ${x}`, `memory ${m}`, 'bus'])],
      ]),
    ]),
  };
}

/**
 * SwimmingPool: 20 bathers for each 10 cabins and 15 bags. A bather takes a cabin, then a bag, undresses and gives the cabin back;
 * after the bath takes a cabin again, gives the bag back, and then the cabin.
 */
export function swimmingPool(n: number): Net {
  const transitions: Record<string, Transition> = {
    enters: moves(['out'], ['entered']),
    'takes a cabin': moves(['entered', 'cabins'], ['waits for a bag']),
    'takes a bag': moves(['waits for a bag', 'bags'], ['undresses']),
    bathes: moves(['undresses'], ['bath', 'cabins']),
    'takes a cabin again': moves(['bath', 'cabins'], ['dresses']),
    'gives the bag back': moves(['dresses'], ['dressed', 'bags']),
    leaves: moves(['dressed'], ['out', 'cabins']),
  };
  const empty = ['entered', 'waits for a bag', 'undresses', 'bath', 'dresses', 'dressed'];
  const places = { out: 20 * n, cabins: 10 * n, bags: 15 * n };
  return { places: { ...places, ...Object.fromEntries(empty.map((place) => [place, 0])) }, transitions };
}
