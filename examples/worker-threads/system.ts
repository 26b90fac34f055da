/**
 * The threads of an exploration as a system: they expand two blocks of worlds together, by the code of src/threads and src/sim, in which
 * each atomic operation is one step (`memory.ts`). However they interleave, the worlds must get the numbers that one thread gives them.
 */
import { BLOCKED, defineSystem, type AnySystem, type Property, type View } from '../../src/sim/index.ts';
import { BLOCKS, numberedByOne } from './blocks.ts';
import { threadMachine, type Own } from './machines.ts';
import { emptyMemory, notify, operations, type Bugs, type Memory } from './memory.ts';
import { wardenMachine } from './warden.ts';

type World = View<Memory>;

/** What differs from the code as it is. `trustsItsWaking` and `shortLists` were wrong once, and worlds were lost. */
export interface Wrong extends Bugs {
  /** A thread that was woken takes it for an order (mended: it looks again). */
  readonly trustsItsWaking?: boolean;
  /** No thread tells when another is no more. */
  readonly withoutWarden?: boolean;
}

const threadName = (thread: number): string => (thread === 0 ? 'explorer' : `helper:${thread}`);

const own = (world: World, name: string): Own | undefined => world.actor(name)?.context as Own | undefined;
const isIn = (world: World, name: string, ...states: readonly string[]): boolean =>
  states.some((state) => world.actor(name)?.value === state);

/** States of a thread that helps in which it carries out no order. */
const RESTING = ['starting', 'looking', 'lying-down', 'asleep', 'woken', 'reading', 'telling', 'left', 'dead'];

const ordersOnce = (helpers: readonly string[]): Property<Memory> => ({
  kind: 'safety',
  name: 'each-order-once',
  summary: 'a thread carries out the order that was given last, and each of them once',
  each: helpers,
  check: (world, _before, helper) => {
    const orders = own(world, helper)?.orders ?? 0;
    if (orders > world.read('orders'))
      return `${helper} has taken ${orders} orders, and ${world.read('orders')} were given`;
    if (isIn(world, helper, ...RESTING) || own(world, 'explorer')?.outcome !== 'going') return null;
    const [given, taken] = [world.read('order'), own(world, helper)?.order];
    return given === taken ? null : `${helper} carries out ${taken}, and the order is ${given}`;
  },
});

const ordersDone = (helpers: readonly string[]): Property<Memory> => ({
  kind: 'safety',
  name: 'no-order-lost',
  summary: 'before the next order is given, all threads have carried out the one before',
  each: helpers,
  check: (world, _before, helper) => {
    if (!isIn(world, 'explorer', 'beginning', 'posting', 'extending', 'clearing', 'moved')) return null;
    if (own(world, 'explorer')?.outcome === 'lost') return null;
    const given = world.read('orders');
    const taken = own(world, helper)?.orders;
    return given === taken ? null : `${given} orders were given, and ${helper} has carried out ${taken}`;
  },
});

const numberedAsByOne: Property<Memory> = {
  kind: 'safety',
  name: 'numbered-as-by-one',
  summary: 'every world is found, and has the number that one thread gives it',
  check: (world) => {
    if (isIn(world, 'explorer', 'failed')) return 'worlds were found and not kept';
    if (!isIn(world, 'explorer', 'finished') || own(world, 'explorer')?.outcome !== 'done') return null;
    const [found, expected] = [world.read('words').join(' '), numberedByOne(BLOCKS).join(' ')];
    return found === expected ? null : `the worlds are ${found}, and one thread finds ${expected}`;
  },
};

const ends = (helpers: readonly string[]): Property<Memory> => ({
  kind: 'liveness',
  name: 'all-come-to-an-end',
  summary: 'the exploration ends, done or cut, and all threads leave: none sleeps although its order is there',
  goal: (world) =>
    isIn(world, 'explorer', 'finished') && helpers.every((helper) => isIn(world, helper, 'left', 'dead')),
});

const helps = (helper: string): Property<Memory> => ({
  kind: 'witness',
  name: `${helper}-helps`,
  summary: 'a world is found by a thread that helps',
  reached: (world) => (own(world, helper)?.staged ?? 0) > 0,
});

/** So many threads, the one that explores included, of which so many may die. */
export function workerThreads(threads: number, deaths = 0, wrong: Wrong = {}): AnySystem {
  const { trustsItsWaking = false, withoutWarden = false } = wrong;
  const machine = threadMachine.provide({ guards: { trustsItsWaking: () => trustsItsWaking } });
  const names = Array.from({ length: threads }, (_, thread) => threadName(thread));
  const helpers = names.slice(1);
  return defineSystem<Memory>({
    name: 'worker-threads',
    config: { threads, deaths, ...wrong },
    store: emptyMemory(threads),
    actors: {
      ...Object.fromEntries(names.map((name, thread) => [name, { machine, input: { thread } }])),
      warden: { machine: wardenMachine },
    },
    services: {
      ...operations(threads, wrong),
      storeLost: { access: 'write', atomic: true, run: (_, tx) => (tx.write('lost', true), null) },
      notifyOfLost: { access: 'write', atomic: true, run: (_, tx) => notify('done', threads, tx) },
    },
    environment: Object.fromEntries(
      helpers.map((helper) => [
        `${helper} dies`,
        {
          budget: 'death',
          run: (tx) => {
            const state = tx.actor(helper)?.value;
            if (state === 'left' || state === 'dead') return BLOCKED;
            tx.send(helper, { type: 'die' });
            return withoutWarden ? undefined : tx.send('warden', { type: 'exit' });
          },
        },
      ]),
    ),
    faults: { death: deaths },
    properties: [ordersOnce(helpers), ordersDone(helpers), numberedAsByOne, ends(helpers), ...helpers.map(helps)],
  });
}
