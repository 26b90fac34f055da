/** Dijkstra's termination detection in a ring (EWD840), and what it refines: detection with synchronous and with asynchronous messages. */
import type { AnySystem } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { combinations, each, manifest, range, SEVERAL_INITIAL_STATES, variables, type Step } from '../variables.ts';

type Value = boolean | number | string;
type Now = { readonly [variable: string]: Value };

const active = (node: number): string => `active ${node}`;
const pending = (node: number): string => `pending ${node}`;
const color = (node: number): string => `color ${node}`;
const DETECTED = 'termination detected';

/** Whether no node is active and no message is on its way, once `changed` has happened. */
function isTerminated(nodes: readonly number[], now: Now, changed: Partial<Now> = {}): boolean {
  const after = { ...now, ...changed };
  return nodes.every((node) => after[active(node)] === false && (after[pending(node)] ?? 0) === 0);
}

/** Reading a proxy key by key: spreading one gives nothing. */
const copyOf = (now: Now, cells: readonly string[]): Now =>
  Object.fromEntries(cells.map((cell) => [cell, now[cell] as Value]));

/** A node stops; that all have may be detected in the same step. */
function stops(nodes: readonly number[], cells: readonly string[], node: number): [string, Step<Now>][] {
  const changed = { [active(node)]: false };
  return [
    [`${node} terminates`, (now) => (now[active(node)] === true ? changed : null)],
    [
      `${node} terminates, and what holds is detected`,
      (now) => {
        if (now[active(node)] !== true) return null;
        const detected = isTerminated(nodes, copyOf(now, cells), changed);
        return detected === now[DETECTED] ? null : { ...changed, [DETECTED]: detected };
      },
    ],
  ];
}

const detects =
  (nodes: readonly number[], cells: readonly string[]): Step<Now> =>
  (now) =>
    isTerminated(nodes, copyOf(now, cells)) ? { [DETECTED]: true } : null;

/** Every pattern of activity, none detected, and once more with all idle and this detected. */
function initialStates(nodes: readonly number[], rest: Now): Now[] {
  const patterns = combinations(nodes.map(active), [false, true]);
  const undetected = patterns.map((pattern) => ({ ...pattern, ...rest, [DETECTED]: false }));
  const idle = Object.fromEntries(nodes.map((node) => [active(node), false]));
  return [...undetected, { ...idle, ...rest, [DETECTED]: true }];
}

function synchronous(size: number): AnySystem {
  const nodes = range(0, size - 1);
  const cells = nodes.map(active);
  return variables<Now>({
    name: 'SyncTerminationDetection',
    config: size,
    initial: initialStates(nodes, {}),
    actions: {
      ...each(nodes, (node) => stops(nodes, cells, node)),
      ...each(nodes, (one) =>
        nodes.map((other): [string, Step<Now>] => [
          `${one} wakes ${other}`,
          (now) => (now[active(one)] === true ? { [active(other)]: true } : null),
        ]),
      ),
      'termination is detected': detects(nodes, cells),
    },
    invariants: { correct: (now) => now[DETECTED] !== true || isTerminated(nodes, copyOf(now, cells)) },
  });
}

/** How many messages may be pending at one node: the module's state constraint. */
const MOST = 3;

function asynchronous(size: number): AnySystem {
  const nodes = range(0, size - 1);
  const cells = [...nodes.map(active), ...nodes.map(pending)];
  const nothing = Object.fromEntries(nodes.map((node) => [pending(node), 0]));
  const count = (now: Now, node: number): number => now[pending(node)] as number;
  return variables<Now>({
    name: 'AsyncTerminationDetection',
    config: size,
    initial: initialStates(nodes, nothing),
    actions: {
      ...each(nodes, (node): [string, Step<Now>][] => [
        ...stops(nodes, cells, node),
        [
          `${node} receives`,
          (now) => (count(now, node) > 0 ? { [active(node)]: true, [pending(node)]: count(now, node) - 1 } : null),
        ],
      ]),
      ...each(nodes, (one) =>
        nodes.map((other): [string, Step<Now>] => [
          `${one} sends to ${other}`,
          (now) => {
            if (now[active(one)] !== true) return null;
            return count(now, other) === MOST ? {} : { [pending(other)]: count(now, other) + 1 };
          },
        ]),
      ),
      'termination is detected': detects(nodes, cells),
    },
    invariants: { correct: (now) => now[DETECTED] !== true || isTerminated(nodes, copyOf(now, cells)) },
  });
}

/** The token goes from node `from` to the node before it. */
function passesToken(from: number, size: number): [string, Step<Now>][] {
  const to = (from + size - 1) % size;
  const passing =
    (reason: (now: Now) => boolean): Step<Now> =>
    (now) => {
      if (now['token at'] !== from || !reason(now)) return null;
      const stained = from !== 0 && now[color(from)] === 'black';
      const token = from === 0 ? 'white' : stained ? 'black' : (now['token'] as string);
      return { 'token at': to, token, [color(from)]: 'white' };
    };
  const reasons: [string, Step<Now>][] = [
    [`${from} passes the token: it is black`, passing((now) => now['token'] === 'black')],
    [`${from} passes the token: ${from} is black`, passing((now) => now[color(from)] === 'black')],
  ];
  if (from === 0) return reasons;
  return [...reasons, [`${from} passes the token: ${from} is idle`, passing((now) => now[active(from)] === false)]];
}

function ewd840(size: number): AnySystem {
  const nodes = range(0, size - 1);
  const colours = combinations(nodes.map(color), ['white', 'black']);
  const isDetected = (now: Now): boolean =>
    now['token at'] === 0 && now['token'] === 'white' && now[color(0)] === 'white' && now[active(0)] === false;
  const allIdle = (now: Now): boolean => nodes.every((node) => now[active(node)] === false);
  return variables<Now>({
    name: 'EWD840',
    config: size,
    initial: combinations(nodes.map(active), [false, true]).flatMap((activity) =>
      colours.flatMap((painted) => nodes.map((at) => ({ ...activity, ...painted, 'token at': at, token: 'black' }))),
    ),
    actions: {
      ...each(nodes, (node) => passesToken(node, size)),
      ...each(nodes, (one) => [
        ...nodes
          .filter((other) => other !== one)
          .map((other): [string, Step<Now>] => [
            `${one} wakes ${other}`,
            (now) => {
              if (now[active(one)] !== true) return null;
              return { [active(other)]: true, ...(other > one ? { [color(one)]: 'black' } : {}) };
            },
          ]),
        [`${one} stops`, (now: Now) => (now[active(one)] === true ? { [active(one)]: false } : null)] as const,
      ]),
    },
    invariants: { 'what is detected is so': (now) => !isDetected(now) || allIdle(now) },
    goals: { 'if all are idle this is detected': (now) => !allIdle(now) || isDetected(now) },
  });
}

export const TERMINATION_DETECTION: readonly Oracle[] = [
  {
    name: 'EWD840, 3 nodes',
    family: 'TLA+',
    source: manifest('ewd840', 'EWD840.cfg'),
    published: { states: 302, generated: 2001, depth: 9 },
    difference: {
      ...SEVERAL_INITIAL_STATES,
      text: `${SEVERAL_INITIAL_STATES.text}; the manifest once said depth 9 and now says 10, as TLC's depth is no exact one with several workers`,
    },
    system: () => ewd840(3),
  },
  {
    name: 'EWD840_json, 4 nodes',
    family: 'TLA+',
    source: manifest('ewd840', 'EWD840_json.cfg'),
    published: { states: 1566, generated: 15_986, depth: 12 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => ewd840(4),
  },
  {
    name: 'SyncTerminationDetection, 7 nodes',
    family: 'TLA+',
    source: manifest('ewd840', 'SyncTerminationDetection.cfg'),
    published: { states: 129, generated: 3722, depth: 1 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => synchronous(7),
  },
  {
    name: 'AsyncTerminationDetection, 4 nodes',
    family: 'TLA+',
    source: manifest('ewd998', 'AsyncTerminationDetection.cfg'),
    published: { states: 4097, generated: 53_271, depth: 14 },
    difference: {
      ...SEVERAL_INITIAL_STATES,
      text: `${SEVERAL_INITIAL_STATES.text}; a step out of TLC's state constraint is one that stays`,
    },
    system: () => asynchronous(4),
  },
];
