/** Clients, two servers, and a load balancer between them that moves requests to the server with less to do. */
import { moves, type Net, type Transition } from './net.ts';
import { range } from './range.ts';
import { valueOf, variable } from './variables.ts';

type Named = readonly (readonly [string, Transition])[];

/** SimpleLoadBal: n clients, two servers. The balancer counts what each server has to do. */
export function loadBalancer(n: number): Net {
  const [clients, loads] = [range(1, n), range(0, n)];
  return {
    places: Object.fromEntries([
      ...clients.flatMap((c) => [
        [`idle client ${c}`, 1],
        ...['waits', 'request', 'answer', 'routing', 'at 1', 'at 2'].map((place) => [`${place} ${c}`, 0]),
      ]),
      ...[1, 2].flatMap((s) => [
        [`idle server ${s}`, 1],
        ...['processed', 'notified', 'told', 'told back'].map((place) => [`${place} ${s}`, 0]),
        ...variable(load(s), loads),
      ]),
      ['idle balancer', 1],
      ['balancing', 0],
    ]),
    transitions: Object.fromEntries([
      ...clients.flatMap((c) => [...clientMoves(c), ...routes(c, loads)]),
      ...[1, 2].flatMap((s) => notifications(s, loads)),
      ...pairs(loads)
        .filter(([l1, l2]) => Math.abs(l1 - l2) <= 1)
        .map(([l1, l2]) => [
          `${l1} and ${l2} are in balance`,
          withLoads([l1, l2], [l1, l2], ['balancing'], ['idle balancer']),
        ]),
    ]),
  };
}

const load = (server: number): string => `load ${server}`;
const pairs = (loads: readonly number[]) => loads.flatMap((l1) => loads.map((l2) => [l1, l2] as const));

type Loads = readonly [number, number];
const held = ([l1, l2]: Loads): readonly string[] => [valueOf(load(1), l1), valueOf(load(2), l2)];
const withLoads = (before: Loads, after: Loads, takes: readonly string[], gives: readonly string[]): Transition =>
  moves([...takes, ...held(before)], [...gives, ...held(after)]);

const clientMoves = (c: number): Named => [
  [`${c} sends`, moves([`idle client ${c}`], [`waits ${c}`, `request ${c}`])],
  [`${c} receives`, moves([`waits ${c}`, `answer ${c}`], [`idle client ${c}`])],
  [`${c} is taken`, moves([`request ${c}`, 'idle balancer'], [`routing ${c}`])],
  ...[1, 2].map(
    (s) =>
      [`${s} serves ${c}`, moves([`idle server ${s}`, `at ${s} ${c}`], [`processed ${s}`, `answer ${c}`])] as const,
  ),
];

/** A new request goes to the first server unless it has one more to do; a waiting one is moved where the difference is two. */
const routes = (c: number, loads: readonly number[]): Named =>
  pairs(loads).flatMap(([l1, l2]): Named => {
    const name = (does: string) => `${c} ${does} at ${l1} and ${l2}`;
    const routed = (after: Loads, to: string) => withLoads([l1, l2], after, [`routing ${c}`], ['idle balancer', to]);
    const moved = (after: Loads, from: string, to: string) =>
      withLoads([l1, l2], after, ['balancing', from], ['idle balancer', to]);
    const last = loads.length - 1;
    if (l1 === l2 + 1 && l2 < last) return [[name('goes to 2'), routed([l1, l2 + 1], `at 2 ${c}`)]];
    if (l2 === l1 + 2) return [[name('moves to 1'), moved([l1 + 1, l2 - 1], `at 2 ${c}`, `at 1 ${c}`)]];
    if (l1 === l2 + 2) return [[name('moves to 2'), moved([l1 - 1, l2 + 1], `at 1 ${c}`, `at 2 ${c}`)]];
    const first = (l1 === l2 || l2 === l1 + 1) && l1 < last;
    return first ? [[name('goes to 1'), routed([l1 + 1, l2], `at 1 ${c}`)]] : [];
  });

/** A server that is done with a request says so, and goes on once the balancer has heard it. */
const notifications = (s: number, loads: readonly number[]): Named => [
  [`${s} notifies`, moves([`processed ${s}`], [`notified ${s}`, `told ${s}`])],
  [`${s} goes on`, moves([`notified ${s}`, `told back ${s}`], [`idle server ${s}`])],
  ...['idle balancer', 'balancing'].flatMap((balancer) =>
    loads
      .slice(1)
      .map((l): readonly [string, Transition] => [
        `the ${balancer} hears of ${s} at ${l}`,
        moves([balancer, `told ${s}`, valueOf(load(s), l)], ['balancing', `told back ${s}`, valueOf(load(s), l - 1)]),
      ]),
  ),
];
