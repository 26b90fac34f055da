/** Models whose liveness properties are published as violated. */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';
import type { PublishedViolation } from '../violation.ts';

type Now = { readonly [variable: string]: Json };
type Labelled = [string, Step<Now>];

const SERVERS = ['n1', 'n2', 'n3'];
const LAG = 3;
const num = (now: Now, variable: string): number => now[variable] as number;
const plan = (server: string): string => `plan of ${server}`;

/** Logs of one value are known by their lengths; what all have in common is dropped, as in the view that TLC is given. */
function withLength(now: Now, server: string, length: number): Partial<Now> {
  const lengths = SERVERS.map((other) => (other === server ? length : num(now, other)));
  const common = Math.min(...lengths);
  return Object.fromEntries(SERVERS.map((other, index) => [other, (lengths[index] as number) - common]));
}

/** How far a server is behind another. */
const behind = (now: Now, server: string, other: string): number => num(now, other) - num(now, server);

/**
 * A follower decides from whom and how much it copies, and then does. The module's fairness is to copying, however much; ours is to each
 * label, so what is decided must be no other label's business.
 */
function replicates(server: string): Labelled[] {
  const others = SERVERS.filter((other) => other !== server);
  const decides = others.flatMap((other) =>
    [0, 1].map((missing): Labelled => [
      `${server} decides to copy ${other} but for ${missing}`,
      (now) =>
        now[plan(server)] === 'none' && behind(now, server, other) > missing
          ? { [plan(server)]: `${other} ${missing}` }
          : null,
    ]),
  );
  const copies: Step<Now> = (now) => {
    if (now[plan(server)] === 'none') return null;
    const [other, missing] = (now[plan(server)] as string).split(' ') as [string, string];
    const more = Math.max(0, behind(now, server, other) - Number(missing));
    return { ...withLength(now, server, num(now, server) + more), [plan(server)]: 'none' };
  };
  const extends_ = range(1, LAG).map((more): Labelled => [
    `${server} gets ${more} more`,
    (now) => {
      if (others.some((other) => behind(now, server, other) > 0)) return null;
      const lag = Math.max(...others.map((other) => behind(now, other, server)));
      return more > LAG - lag ? null : withLength(now, server, num(now, server) + more);
    },
  ]);
  return [...decides, [`${server} copies`, copies], ...extends_];
}

const replicatedLog = (): AnySystem =>
  variables<Now>({
    name: 'DistributedReplicatedLog',
    initial: [Object.fromEntries(SERVERS.flatMap((server) => [[server, 0] as const, [plan(server), 'none']]))],
    actions: each(SERVERS, replicates),
    invariants: {
      'the lag is bounded': (now) => SERVERS.every((one) => SERVERS.every((other) => behind(now, one, other) <= LAG)),
    },
    goals: { 'n1 and n2 are in sync': (now) => num(now, 'n1') === num(now, 'n2') },
  });

const MOST = 4;
const SECONDS = 2;
const RHO = 1;

/** A clock whose hand moves once an hour, give or take, in a time that ends. */
const realTimeHourClock = (): AnySystem =>
  variables<Now>({
    name: 'RealTimeHourClock',
    initial: range(1, 12).flatMap((hr) => range(0, MOST - 1).map((now) => ({ hr, now, t: 0 }))),
    actions: {
      'the hand moves': (now) => (num(now, 't') >= SECONDS - RHO ? { hr: (num(now, 'hr') % 12) + 1, t: 0 } : null),
      ...each(range(1, MOST), (by): Labelled[] => [
        [
          `${by} seconds pass`,
          (now) =>
            num(now, 'now') + by > MOST || num(now, 't') + by > SECONDS + RHO
              ? null
              : { now: num(now, 'now') + by, t: num(now, 't') + by },
        ],
      ]),
    },
    invariants: { 'the hand is in time': (now) => num(now, 't') <= SECONDS + RHO },
    goals: { 'now is not the end of time': (now) => num(now, 'now') !== MOST },
  });

const CLIENTS = ['c1', 'c2', 'c3'];
const RESOURCES = ['r1', 'r2'];
const owner = (resource: string): string => `owner of ${resource}`;
const wants = (client: string, resource: string): string => `${client} wants ${resource}`;

/** An allocator that gives what is free to whoever asks for it; clients return what they have once they have all they wanted. */
function allocator(): AnySystem {
  const wanted = (now: Now, client: string): string[] => RESOURCES.filter((r) => now[wants(client, r)] === true);
  const held = (now: Now, client: string): string[] => RESOURCES.filter((r) => now[owner(r)] === client);
  const asks = (client: string, set: readonly string[]): Labelled => [
    `${client} asks for ${set.join(' and ')}`,
    (now) =>
      wanted(now, client).length + held(now, client).length > 0
        ? null
        : Object.fromEntries(set.map((resource) => [wants(client, resource), true])),
  ];
  return variables<Now>({
    name: 'SimpleAllocator2',
    initial: [
      Object.fromEntries(
        RESOURCES.flatMap((r): [string, Json][] => [
          [owner(r), 'none'],
          ...CLIENTS.map((client): [string, Json] => [wants(client, r), false]),
        ]),
      ),
    ],
    actions: each(CLIENTS, (client): Labelled[] => [
      ...[['r1'], ['r2'], ['r1', 'r2']].map((set) => asks(client, set)),
      ...RESOURCES.map((resource): Labelled => [
        `${client} gets ${resource}`,
        (now) =>
          now[wants(client, resource)] === true && now[owner(resource)] === 'none'
            ? { [wants(client, resource)]: false, [owner(resource)]: client }
            : null,
      ]),
      [
        `${client} returns all`,
        (now) =>
          wanted(now, client).length > 0 || held(now, client).length === 0
            ? null
            : Object.fromEntries(held(now, client).map((resource) => [owner(resource), 'none'])),
      ],
    ]),
    goals: { 'c1 wants nothing': (now) => wanted(now, 'c1').length === 0 },
  });
}

export const LIVENESS_FAILURES: readonly PublishedViolation[] = [
  {
    name: 'DistributedReplicatedLog, 3 servers',
    source: `${manifest('FiniteMonotonic', 'MCDistributedReplicatedLog.cfg')}: InSync`,
    kind: 'liveness',
    property: 'n1 and n2 are in sync',
    difference: 'deciding how much to copy and copying are two steps, as our fairness is to each label',
    system: replicatedLog,
  },
  {
    name: 'RealTimeHourClock',
    source: `${manifest('SpecifyingSystems', 'RealTime/MCRealTimeHourClock.cfg')}: ErrorTemporal`,
    kind: 'liveness',
    property: 'now is not the end of time',
    difference:
      'sizes are ours; the goal follows from ErrorTemporal for runs that begin before the end of time, which are all of ours',
    system: realTimeHourClock,
  },
  {
    name: 'SimpleAllocator2, 3 clients and 2 resources',
    source:
      'tlaplus/Examples, specifications/allocator/SimpleAllocator.tla: InfOftenSatisfied does not hold of SimpleAllocator2',
    kind: 'liveness',
    property: 'c1 wants nothing',
    difference: 'returns that no fairness asks for are left out: a run without them is one of the module',
    system: allocator,
  },
];
