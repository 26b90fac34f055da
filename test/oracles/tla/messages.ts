/** Algorithms of nodes and messages: the echo algorithm, non-blocking commit with a failure detector, Lamport's mutual exclusion. */
import type { AnySystem, Json } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { combinations, each, manifest, range, SEVERAL_INITIAL_STATES, variables, type Step } from '../variables.ts';

type Now = { readonly [variable: string]: Json };
type Labelled = [string, Step<Now>];

const list = (now: Now, variable: string): readonly string[] => now[variable] as readonly string[];
const num = (now: Now, variable: string): number => now[variable] as number;
const include = (items: readonly string[], ...more: string[]): string[] => [...new Set([...items, ...more])].toSorted();

const NODES = ['a', 'b', 'c'];
const INITIATOR = 'a';
const neighbours = (node: string): string[] => NODES.filter((other) => other !== node);
const [inbox, parent, children, rcvd, pc] = ['inbox', 'parent', 'children', 'rcvd', 'pc'].map(
  (what) =>
    (node: string): string =>
      `${what} ${node}`,
) as [Name, Name, Name, Name, Name];
type Name = (node: string) => string;

/** What the inboxes become when a node sends one kind of message to these others. */
const sent = (now: Now, from: string, to: readonly string[], kind: string): Partial<Now> =>
  Object.fromEntries(to.map((node) => [inbox(node), include(list(now, inbox(node)), `${kind} ${from}`)]));

/** A node that is not the initiator takes the sender of its first message as its parent. */
function receives(node: string, kind: string, from: string): Step<Now> {
  return (now) => {
    const message = `${kind} ${from}`;
    if (now[pc(node)] !== 'n1' || num(now, rcvd(node)) === 2 || !list(now, inbox(node)).includes(message)) return null;
    const isFirst = node !== INITIATOR && num(now, rcvd(node)) === 0;
    const others = neighbours(node).filter((other) => other !== from);
    return {
      [inbox(node)]: list(now, inbox(node)).filter((other) => other !== message),
      [rcvd(node)]: num(now, rcvd(node)) + 1,
      ...(isFirst ? { [parent(node)]: from, ...sent(now, node, others, 'm') } : {}),
      ...(kind === 'c' ? { [children(node)]: include(list(now, children(node)), from) } : {}),
    };
  };
}

const echo = (): AnySystem =>
  variables<Now>({
    name: 'Echo',
    initial: [
      Object.fromEntries(
        NODES.flatMap((node): [string, Json][] => [
          [inbox(node), []],
          [parent(node), 'none'],
          [children(node), []],
          [rcvd(node), 0],
          [pc(node), 'n0'],
        ]),
      ),
    ],
    actions: {
      ...each(NODES, (node): Labelled[] => [
        [
          `${node} begins`,
          (now) => {
            if (now[pc(node)] !== 'n0') return null;
            return { [pc(node)]: 'n1', ...(node === INITIATOR ? sent(now, node, neighbours(node), 'm') : {}) };
          },
        ],
        ...neighbours(node).flatMap((from) =>
          ['m', 'c'].map((kind): Labelled => [`${node} receives ${kind} from ${from}`, receives(node, kind, from)]),
        ),
        [
          `${node} has heard all`,
          (now) => (now[pc(node)] === 'n1' && num(now, rcvd(node)) === 2 ? { [pc(node)]: 'n2' } : null),
        ],
        [
          `${node} answers`,
          (now) => {
            if (now[pc(node)] !== 'n2') return null;
            const answer = node === INITIATOR ? {} : sent(now, node, [now[parent(node)] as string], 'c');
            return { [pc(node)]: 'Done', ...answer };
          },
        ],
      ]),
      'all stay done': (now) => (NODES.every((node) => now[pc(node)] === 'Done') ? {} : null),
    },
    invariants: {
      'children know their parent': (now) =>
        NODES.every((node) => list(now, children(node)).every((child) => now[parent(child)] === node)),
    },
    goals: { 'all are done': (now) => NODES.every((node) => now[pc(node)] === 'Done') },
  });

const VOTES = ['YES', 'NO'];
const fd = (p: number): string => `fd ${p}`;
const heard = (p: number): string => `heard ${p}`;
const at = (p: number): string => `pc ${p}`;
const SENT = 'sent';

/** All subsets of a list. */
function subsets(items: readonly string[]): string[][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((some) => [some, [first, ...some]]);
}

/** What a process does beside receiving: what becomes of its state and of what is sent, or null where it can't. */
type Move = (now: Now, p: number, heardNow: readonly string[], isSuspected: boolean) => Partial<Now> | null;

const sends =
  (answer: string): Move =>
  (now, p) =>
    now[at(p)] === answer ? { [at(p)]: 'SENT', [SENT]: include(list(now, SENT), `${p} ${answer}`) } : null;

/** By label, everything that a process may do; a reason to abort each, as TLC counts them. */
function moves(processes: readonly number[]): Record<string, Move> {
  return {
    'votes yes': sends('YES'),
    'votes no': sends('NO'),
    crashes: (now, p) => (now[at(p)] === 'CRASH' ? null : { [at(p)]: 'CRASH' }),
    'aborts, as somebody is suspected': (now, p, _, isSuspected) =>
      now[at(p)] === 'SENT' && isSuspected ? { [at(p)]: 'ABORT' } : null,
    ...each(processes, (from) => [
      [
        `aborts, as ${from} said no`,
        (now: Now, p: number) =>
          now[at(p)] === 'SENT' && list(now, heard(p)).includes(`${from} NO`) ? { [at(p)]: 'ABORT' } : null,
      ],
    ]),
    commits: (now, p, heardNow, isSuspected) =>
      now[at(p)] === 'SENT' && !isSuspected && processes.every((from) => heardNow.includes(`${from} YES`))
        ? { [at(p)]: 'COMMIT' }
        : null,
    'does nothing': () => ({}),
  };
}

function nonBlockingCommit(count: number): AnySystem {
  const processes = range(1, count);
  const messages = processes.flatMap((p) => VOTES.map((answer) => `${p} ${answer}`));
  const actions = processes.flatMap((p) =>
    subsets(messages).flatMap((r) =>
      [false, true].flatMap((isSuspected) =>
        Object.entries(moves(processes)).map(([label, move]): Labelled => [
          `${p} hears ${r.join(', ')}, is told ${isSuspected}, ${label}`,
          (now) => {
            if (!r.every((m) => list(now, SENT).includes(m)) || !list(now, heard(p)).every((m) => r.includes(m)))
              return null;
            const moved = move(now, p, r, isSuspected);
            return moved === null ? null : { [heard(p)]: r.toSorted(), [fd(p)]: isSuspected, ...moved };
          },
        ]),
      ),
    ),
  );
  return variables<Now>({
    name: 'nbacc_ray97',
    config: count,
    initial: combinations(processes.map(at), VOTES).flatMap((votes) =>
      combinations(processes.map(fd), [false, true]).map((detector) => ({
        ...votes,
        ...detector,
        ...Object.fromEntries(processes.map((p) => [heard(p), []])),
        [SENT]: [],
      })),
    ),
    actions: Object.fromEntries(actions),
    invariants: {
      'who commits was told yes by all': (now) =>
        processes.every(
          (p) => now[at(p)] !== 'COMMIT' || processes.every((from) => list(now, SENT).includes(`${from} YES`)),
        ),
    },
  });
}

const clock = (p: number): string => `clock ${p}`;
const req = (p: number, q: number): string => `request of ${q} at ${p}`;
const ack = (p: number): string => `acknowledged ${p}`;
const net = (p: number, q: number): string => `from ${p} to ${q}`;
const crit = (p: number): string => `critical ${p}`;

/** Lamport's mutual exclusion with clocks; TLC looks at clocks up to `most`. A request travels as its time, the others by name. */
function lamportMutex(count: number, most: number): AnySystem {
  const all = range(1, count);
  const others = (p: number): number[] => all.filter((q) => q !== p);
  const queue = (now: Now, p: number, q: number): readonly Json[] => now[net(p, q)] as readonly Json[];
  const broadcast = (now: Now, p: number, message: Json): Partial<Now> =>
    Object.fromEntries(others(p).map((q) => [net(p, q), [...queue(now, p, q), message]]));
  const beats = (now: Now, p: number, q: number): boolean => {
    const [own, other] = [num(now, req(p, p)), num(now, req(p, q))];
    return other === 0 || own < other || (own === other && p < q);
  };
  const takes =
    (
      p: number,
      q: number,
      kind: (message: Json) => boolean,
      then: (now: Now, message: Json) => Partial<Now>,
    ): Step<Now> =>
    (now) => {
      const [first, ...rest] = queue(now, q, p);
      return first === undefined || !kind(first) ? null : { [net(q, p)]: rest, ...then(now, first) };
    };
  const requested = (p: number, q: number) => (now: Now, message: Json) => {
    const time = message as number;
    return {
      [req(p, q)]: time,
      [clock(p)]: Math.max(num(now, clock(p)), time) + 1,
      [net(p, q)]: [...queue(now, p, q), 'ack'],
    };
  };
  /** Out of TLC's constraint: the step stays. */
  const constrained =
    (step: Step<Now>, p: number): Step<Now> =>
    (now) => {
      const changed = step(now);
      return changed !== null && ((changed[clock(p)] as number | undefined) ?? 0) > most ? {} : changed;
    };
  return variables<Now>({
    name: 'LamportMutex',
    config: `${count} processes, clocks up to ${most}`,
    initial: [
      Object.fromEntries(
        all.flatMap((p): [string, Json][] => [
          [clock(p), 1],
          [ack(p), []],
          [crit(p), false],
          ...all.map((q): [string, Json] => [req(p, q), 0]),
          ...others(p).map((q): [string, Json] => [net(p, q), []]),
        ]),
      ),
    ],
    actions: each(all, (p): Labelled[] => [
      [
        `${p} asks`,
        (now) =>
          num(now, req(p, p)) === 0
            ? { [req(p, p)]: num(now, clock(p)), [ack(p)]: [String(p)], ...broadcast(now, p, num(now, clock(p))) }
            : null,
      ],
      [
        `${p} enters`,
        (now) =>
          list(now, ack(p)).length === count && others(p).every((q) => beats(now, p, q)) ? { [crit(p)]: true } : null,
      ],
      [
        `${p} leaves`,
        (now) =>
          now[crit(p)] === true
            ? { [crit(p)]: false, [req(p, p)]: 0, [ack(p)]: [], ...broadcast(now, p, 'rel') }
            : null,
      ],
      ...others(p).flatMap((q): Labelled[] => [
        [
          `${p} hears that ${q} asks`,
          constrained(
            takes(p, q, (message) => typeof message === 'number', requested(p, q)),
            p,
          ),
        ],
        [
          `${p} hears that ${q} agrees`,
          takes(
            p,
            q,
            (message) => message === 'ack',
            (now) => ({ [ack(p)]: include(list(now, ack(p)), String(q)) }),
          ),
        ],
        [
          `${p} hears that ${q} has left`,
          takes(
            p,
            q,
            (message) => message === 'rel',
            () => ({ [req(p, q)]: 0 }),
          ),
        ],
      ]),
    ]),
    invariants: { 'one is in its critical section': (now) => all.filter((p) => now[crit(p)] === true).length <= 1 },
  });
}

export const MESSAGES: readonly Oracle[] = [
  {
    name: 'Echo, 3 nodes',
    family: 'TLA+',
    source: manifest('echo', 'MCEcho.cfg'),
    published: { states: 75, generated: 116, depth: 16 },
    system: echo,
  },
  {
    name: 'nbacc_ray97, 2 processes',
    family: 'TLA+',
    source: manifest('nbacc_ray97', 'nbacc_ray97.cfg'),
    published: { states: 3016, generated: 49_592, depth: 7 },
    difference: SEVERAL_INITIAL_STATES,
    system: () => nonBlockingCommit(2),
  },
  {
    name: 'LamportMutex, 3 processes, clocks up to 6',
    family: 'TLA+',
    source: manifest('lamport_mutex', 'MCLamportMutex.cfg'),
    published: { states: 724_274, generated: 2_729_079, depth: 61 },
    difference: { text: "a step out of TLC's state constraint is one that stays" },
    slow: true,
    system: () => lamportMutex(3, 6),
  },
];
