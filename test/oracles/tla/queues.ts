/** Readers and writers, cars at a bridge of one lane, and an allocator of resources with and without a schedule. */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: Json };
type Labelled = [string, Step<Now>];

const list = (now: Now, variable: string): readonly string[] => now[variable] as readonly string[];
const include = (items: readonly string[], item: string): string[] => [...new Set([...items, item])].toSorted();
const exclude = (items: readonly string[], ...gone: string[]): string[] => items.filter((item) => !gone.includes(item));

function readersWriters(actors: readonly string[]): AnySystem {
  const queues = (what: string) =>
    actors.map((actor): Labelled => {
      const request = `${what} ${actor}`;
      return [
        `${actor} wants to ${what}`,
        (now) => (list(now, 'waiting').includes(request) ? null : { waiting: [...list(now, 'waiting'), request] }),
      ];
    });
  const serves: Step<Now> = (now) => {
    const [first, ...waiting] = list(now, 'waiting');
    if (first === undefined || list(now, 'writers').length > 0) return null;
    const [what, actor] = first.split(' ') as [string, string];
    if (what === 'read') return { waiting, readers: include(list(now, 'readers'), actor) };
    return list(now, 'readers').length > 0 ? null : { waiting, writers: [actor] };
  };
  return variables<Now>({
    name: 'ReadersWriters',
    config: actors.length,
    initial: [{ readers: [], writers: [], waiting: [] }],
    actions: {
      ...Object.fromEntries([...queues('read'), ...queues('write')]),
      'the first is served': serves,
      ...each(actors, (actor): Labelled[] => [
        [
          `${actor} stops`,
          (now) => {
            if (list(now, 'readers').includes(actor)) return { readers: exclude(list(now, 'readers'), actor) };
            return list(now, 'writers').includes(actor) ? { writers: [] } : null;
          },
        ],
      ]),
    },
    invariants: {
      'writers are alone': (now) =>
        list(now, 'writers').length === 0 || (list(now, 'writers').length === 1 && list(now, 'readers').length === 0),
    },
    goals: Object.fromEntries(
      actors.flatMap((actor) =>
        ['readers', 'writers'].map((who) => [
          `${actor} is among the ${who}`,
          (now: Now) => list(now, who).includes(actor),
        ]),
      ),
    ),
  });
}

const RIGHT = ['r1', 'r2'];
const LEFT = ['l1', 'l2'];
const CARS = [...LEFT, ...RIGHT];
const BRIDGE: readonly number[] = [4, 5];
const END = 8;

const at = (now: Now, car: string): number => now[car] as number;
const onBridge = (now: Now): string[] => CARS.filter((car) => BRIDGE.includes(at(now, car)));
const alike = (one: string, other: string): boolean => RIGHT.includes(one) === RIGHT.includes(other);
const isFree = (now: Now, place: number): boolean => CARS.every((car) => at(now, car) !== place);

/** Cars that come from the right drive towards 1, the others towards the end; both go round. */
function nextOf(now: Now, car: string): number {
  const place = at(now, car);
  if (RIGHT.includes(car)) return place > 1 ? place - 1 : END;
  return place < END ? place + 1 : 1;
}

/** A car drives on; at the last place before the bridge it joins the queue. */
function drives(now: Now, car: string): Partial<Now> {
  const to = nextOf(now, car);
  const joins = RIGHT.includes(car) ? to === BRIDGE[1]! + 1 : to === BRIDGE[0]! - 1;
  return { [car]: to, ...(joins ? { waiting: [...list(now, 'waiting'), car] } : {}) };
}

function singleLaneBridge(): AnySystem {
  const enters =
    (may: (now: Now, car: string) => boolean): Step<Now> =>
    (now) => {
      const [first, ...waiting] = list(now, 'waiting');
      return first === undefined || !may(now, first) ? null : { [first]: nextOf(now, first), waiting };
    };
  const whenEmpty = enters((now) => onBridge(now).length === 0);
  const behind = enters(
    (now, car) =>
      !onBridge(now).includes(car) &&
      onBridge(now).every((other) => alike(car, other)) &&
      isFree(now, nextOf(now, car)),
  );
  return variables<Now>({
    name: 'SingleLaneBridge',
    initial: [{ ...Object.fromEntries(CARS.map((car) => [car, RIGHT.includes(car) ? END : 1])), waiting: [] }],
    actions: each(CARS, (car): Labelled[] => [
      [`the first car enters the empty bridge (${car} asked)`, whenEmpty],
      [`the first car follows onto the bridge (${car} asked)`, behind],
      [`${car} drives outside`, (now) => (BRIDGE.includes(nextOf(now, car)) ? null : drives(now, car))],
      [
        `${car} drives on the bridge`,
        (now) => (onBridge(now).includes(car) && isFree(now, nextOf(now, car)) ? drives(now, car) : null),
      ],
    ]),
    invariants: {
      'no cars meet on the bridge': (now) =>
        onBridge(now).every((one) => onBridge(now).every((two) => alike(one, two))),
      'no two are at one place of it': (now) =>
        new Set(onBridge(now).map((car) => at(now, car))).size === onBridge(now).length,
    },
    goals: Object.fromEntries(
      CARS.flatMap((car): [string, (now: Now) => boolean][] => [
        [`${car} is on the bridge`, (now) => onBridge(now).includes(car)],
        [`${car} is off the bridge`, (now) => !onBridge(now).includes(car)],
      ]),
    ),
  });
}

const CLIENTS = ['c1', 'c2', 'c3'];
const RESOURCES = ['r1', 'r2'];
const SETS = [['r1'], ['r2'], ['r1', 'r2']];

const unsat = (client: string): string => `${client} still wants`;
const alloc = (client: string): string => `${client} has`;
const isIn = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((item) => others.includes(item));

const available = (now: Now): string[] => exclude(RESOURCES, ...CLIENTS.flatMap((client) => list(now, alloc(client))));
const exclusive = (now: Now): boolean => {
  const held = CLIENTS.flatMap((client) => list(now, alloc(client)));
  return new Set(held).size === held.length;
};

/** Requests, allocations and returns of each set; `scheduling` says whether a client may be given it, and what becomes of the schedule. */
function allocations(
  scheduling: (now: Now, client: string, set: readonly string[]) => Partial<Now> | null,
): Labelled[] {
  return CLIENTS.flatMap((client) =>
    SETS.flatMap((set): Labelled[] => {
      const text = set.join(' and ');
      const [wants, has] = [unsat(client), alloc(client)];
      return [
        [
          `${client} asks for ${text}`,
          (now) => (list(now, wants).length === 0 && list(now, has).length === 0 ? { [wants]: set } : null),
        ],
        [
          `${client} gets ${text}`,
          (now) => {
            if (!isIn(set, list(now, wants)) || !isIn(set, available(now))) return null;
            const schedule = scheduling(now, client, set);
            if (schedule === null) return null;
            const all = [...list(now, has), ...set].toSorted();
            return { ...schedule, [wants]: exclude(list(now, wants), ...set), [has]: all };
          },
        ],
        [
          `${client} returns ${text}`,
          (now) => (isIn(set, list(now, has)) ? { [has]: exclude(list(now, has), ...set) } : null),
        ],
      ];
    }),
  );
}

const nothing = Object.fromEntries(CLIENTS.flatMap((client) => [[unsat(client), []] as const, [alloc(client), []]]));

const simpleAllocator = (): AnySystem =>
  variables<Now>({
    name: 'SimpleAllocator',
    initial: [nothing],
    actions: Object.fromEntries(allocations(() => ({}))),
    invariants: { exclusive },
    symmetry: [CLIENTS],
  });

function orders(items: readonly string[]): string[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => orders(exclude(items, item)).map((rest) => [item, ...rest]));
}

/** All orders of all sets of clients: one action each, which is possible when just these are to be scheduled. */
function schedules(): Labelled[] {
  const sets = [...range(1, 7)].map((bits) => CLIENTS.filter((_, index) => (bits >> index) & 1));
  return sets.flatMap((set) =>
    orders(set).map((order): Labelled => [
      `${order.join(', ')} are scheduled`,
      (now) => {
        const sched = list(now, 'schedule');
        const waiting = CLIENTS.filter((client) => list(now, unsat(client)).length > 0 && !sched.includes(client));
        return waiting.join() === set.join() ? { schedule: [...sched, ...order] } : null;
      },
    ]),
  );
}

function scheduled(now: Now, client: string, set: readonly string[]): Partial<Now> | null {
  const sched = list(now, 'schedule');
  const place = sched.indexOf(client);
  const isWanted = sched.slice(0, place).some((other) => list(now, unsat(other)).some((item) => set.includes(item)));
  if (place < 0 || isWanted) return null;
  return list(now, unsat(client)).length === set.length ? { schedule: exclude(sched, client) } : {};
}

const schedulingAllocator = (): AnySystem =>
  variables<Now>({
    name: 'SchedulingAllocator',
    initial: [{ ...nothing, schedule: [] }],
    actions: Object.fromEntries([...allocations(scheduled), ...schedules()]),
    invariants: {
      exclusive,
      'who is scheduled wants something': (now) =>
        list(now, 'schedule').every((client) => list(now, unsat(client)).length > 0),
    },
  });

export const QUEUES: readonly Oracle[] = [
  {
    name: 'ReadersWriters, 3 actors',
    family: 'TLA+',
    source: manifest('ReadersWriters', 'MC.cfg'),
    published: { states: 21_527, generated: 59_674, depth: 13 },
    system: () => readersWriters(['a1', 'a2', 'a3']),
  },
  {
    name: 'SingleLaneBridge, 4 cars',
    family: 'TLA+',
    source: manifest('SingleLaneBridge', 'MC.cfg'),
    published: { states: 3605, generated: 20_181, depth: 29 },
    system: singleLaneBridge,
  },
  {
    name: 'SimpleAllocator, 3 clients and 2 resources',
    family: 'TLA+',
    source: manifest('allocator', 'SimpleAllocator.cfg'),
    published: { states: 400, generated: 1633, depth: 6 },
    system: simpleAllocator,
  },
  {
    name: 'SchedulingAllocator, 3 clients and 2 resources',
    family: 'TLA+',
    source: manifest('allocator', 'SchedulingAllocator.cfg'),
    published: { states: 1690, generated: 5854, depth: 7 },
    system: schedulingAllocator,
  },
];
