/** Modules of PlusCal processes, each as an XState machine: a label is a state, and what it does to shared variables is one atomic service. */
import { fromPromise, setup } from 'xstate';
import { peterson } from '../../../examples/peterson/system.ts';
import { BLOCKED, defineSystem, type AnySystem, type Property, type View } from '../../../src/sim/index.ts';
import type { Oracle } from '../oracle.ts';
import { each, manifest, range, variables, type Step } from '../variables.ts';

/** What a process asks of the shared memory; here the services of the system do it. */
const shared = <Output>() => fromPromise<Output, string>(() => Promise.reject(new Error('no memory is provided')));

interface Self {
  readonly self: string;
}

/** A process of the barrier of two chambers. */
const atBarrier = setup({
  types: { context: {} as Self, input: {} as Self },
  actors: {
    lock: shared<null>(),
    unlock: shared<null>(),
    enter: shared<null>(),
    leave: shared<null>(),
    isFull: shared<boolean>(),
    isEmpty: shared<boolean>(),
    open1: shared<null>(),
    open2: shared<null>(),
    pass1: shared<null>(),
    pass2: shared<null>(),
  },
  delays: { work: 1000 },
  guards: { yes: (_, { is }: { readonly is: boolean }) => is },
}).createMachine({
  id: 'atBarrier',
  context: ({ input }) => input,
  initial: 'a0',
  states: {
    a0: { after: { work: 'a1' } },
    a1: { invoke: { src: 'lock', input: ({ context }) => context.self, onDone: 'a2' } },
    a2: { invoke: { src: 'enter', input: ({ context }) => context.self, onDone: 'a3' } },
    a3: {
      invoke: {
        src: 'isFull',
        input: ({ context }) => context.self,
        onDone: [
          { guard: { type: 'yes', params: ({ event }) => ({ is: event.output }) }, target: 'a4' },
          { target: 'a5' },
        ],
      },
    },
    a4: { invoke: { src: 'open1', input: ({ context }) => context.self, onDone: 'a5' } },
    a5: { invoke: { src: 'unlock', input: ({ context }) => context.self, onDone: 'a6' } },
    a6: { invoke: { src: 'pass1', input: ({ context }) => context.self, onDone: 'a7' } },
    a7: { invoke: { src: 'lock', input: ({ context }) => context.self, onDone: 'a8' } },
    a8: { invoke: { src: 'leave', input: ({ context }) => context.self, onDone: 'a9' } },
    a9: {
      invoke: {
        src: 'isEmpty',
        input: ({ context }) => context.self,
        onDone: [
          { guard: { type: 'yes', params: ({ event }) => ({ is: event.output }) }, target: 'a10' },
          { target: 'a11' },
        ],
      },
    },
    a10: { invoke: { src: 'open2', input: ({ context }) => context.self, onDone: 'a11' } },
    a11: { invoke: { src: 'unlock', input: ({ context }) => context.self, onDone: 'a12' } },
    a12: { invoke: { src: 'pass2', input: ({ context }) => context.self, onDone: 'a0' } },
  },
});

/** The lock, the two gates, and how many are between entering and leaving. */
interface Memory {
  readonly lock: number;
  readonly gate1: number;
  readonly gate2: number;
  readonly inside: number;
}

const namesOf = (count: number): string[] => range(1, count).map((number) => `p${number}`);
const HOLDING = ['a2', 'a3', 'a4', 'a5', 'a8', 'a9', 'a10', 'a11'];

const locked = (names: readonly string[]): Property<Memory> => ({
  kind: 'safety',
  name: 'one holds the lock',
  summary: 'no two processes hold the lock',
  check: (world) => {
    const holding = names.filter((name) => HOLDING.includes(world.actor(name)?.value as string));
    return holding.length <= 1 ? null : `${holding.join(' and ')} hold the lock`;
  },
});

function barriers(count: number): AnySystem {
  const names = namesOf(count);
  const adds = (cell: keyof Memory, by: number) => ({
    access: 'write' as const,
    atomic: true,
    run: (_: string, tx: { read(cell: keyof Memory): number; write(cell: keyof Memory, value: number): void }) => {
      const value = tx.read(cell) + by;
      // A semaphore is not passed at zero, and neither is the lock.
      if (value < 0) return BLOCKED;
      tx.write(cell, value);
      return null;
    },
  });
  const is = (value: number) => ({
    access: 'observation' as const,
    atomic: true,
    run: (_: string, tx: { read(cell: keyof Memory): number }) => tx.read('inside') === value,
  });
  return defineSystem<Memory, { [name: string]: typeof atBarrier }>({
    name: 'Barriers',
    config: count,
    store: { lock: 1, gate1: 0, gate2: 0, inside: 0 },
    actors: Object.fromEntries(names.map((name) => [name, { machine: atBarrier, input: { self: name } }])),
    services: {
      lock: adds('lock', -1),
      unlock: adds('lock', 1),
      enter: adds('inside', 1),
      leave: adds('inside', -1),
      isFull: is(count),
      isEmpty: is(0),
      open1: adds('gate1', count),
      open2: adds('gate2', count),
      pass1: adds('gate1', -1),
      pass2: adds('gate2', -1),
    },
    properties: [locked(names) as never],
    symmetry: [names],
  });
}

/** The barrier that this one refines: all processes wait, and go on together. */
const barrier = (count: number): AnySystem => {
  const names = namesOf(count);
  type Now = { readonly [name: string]: string };
  return variables<Now>({
    name: 'Barrier',
    config: count,
    initial: [Object.fromEntries(names.map((name) => [name, 'b0']))],
    actions: {
      ...each(names, (name): [string, Step<Now>][] => [
        [`${name} arrives`, (now) => (now[name] === 'b0' ? { [name]: 'b1' } : null)],
      ]),
      'all go on': (now) =>
        names.every((name) => now[name] === 'b1') ? Object.fromEntries(names.map((name) => [name, 'b0'])) : null,
    },
    goals: { 'all are through': (now) => names.every((name) => now[name] === 'b0') },
    symmetry: [names],
  });
};

/** A process of "Teaching Concurrency": it writes its register in one step or in two, and reads its neighbour's. */
const registerUser = setup({
  types: { context: {} as Self, input: {} as Self },
  actors: { write: shared<null>(), finishWriting: shared<null>(), read: shared<null>() },
}).createMachine({
  id: 'registerUser',
  context: ({ input }) => input,
  initial: 'a',
  states: {
    a: { invoke: { src: 'write', input: ({ context }) => context.self, onDone: 'b' } },
    b: { invoke: { src: 'read', input: ({ context }) => context.self, onDone: 'done' } },
    done: {},
  },
});

/** All registers x, and what each process has read into its y. */
type Registers = { readonly [register: string]: number };

/** When all are done, somebody has read a one. */
function readsOne(names: readonly string[]): Property<Registers> {
  const isDone = (world: View<Registers>) => names.every((name) => world.actor(name)?.value === 'done');
  return {
    kind: 'safety',
    name: 'a one is read',
    summary: 'when all are done, at least one has read a one',
    check: (world) =>
      !isDone(world) || names.some((name) => world.read(`y ${name}`) === 1) ? null : 'all have read zero',
  };
}

function simple(count: number): AnySystem {
  const names = namesOf(count);
  const before = (name: string): string => names.at(names.indexOf(name) - 1) as string;
  return defineSystem<Registers, { [name: string]: typeof registerUser }>({
    name: 'Simple',
    config: count,
    store: Object.fromEntries(names.flatMap((name) => [[`x ${name}`, 0] as const, [`y ${name}`, 0]])),
    actors: Object.fromEntries(names.map((name) => [name, { machine: registerUser, input: { self: name } }])),
    services: {
      write: { access: 'write', atomic: true, run: (name, tx) => (tx.write(`x ${name}`, 1), null) },
      finishWriting: { access: 'write', atomic: true, run: () => null },
      read: {
        access: 'write',
        atomic: true,
        run: (name, tx) => (tx.write(`y ${name}`, tx.read(`x ${before(name)}`)), null),
      },
    },
    environment: {
      'all stay done': { run: (tx) => (names.every((name) => tx.actor(name)?.value === 'done') ? undefined : BLOCKED) },
    },
    properties: [readsOne(names) as never],
  });
}

/** The same with regular registers: while one is written, a read may get either value. Each of a process's steps is one action. */
function simpleRegular(count: number): AnySystem {
  const names = namesOf(count);
  type Now = { readonly [variable: string]: number | string };
  const before = (name: string): string => names.at(names.indexOf(name) - 1) as string;
  const [pc, x, y] = [(name: string) => `pc ${name}`, (name: string) => `x ${name}`, (name: string) => `y ${name}`];
  return variables<Now>({
    name: 'SimpleRegular',
    config: count,
    initial: [Object.fromEntries(names.flatMap((name) => [[pc(name), 'a1'], [x(name), '0'] as const, [y(name), 0]]))],
    actions: {
      ...each(names, (name): [string, Step<Now>][] => [
        [`${name} begins to write`, (now) => (now[pc(name)] === 'a1' ? { [pc(name)]: 'a2', [x(name)]: '01' } : null)],
        [`${name} has written`, (now) => (now[pc(name)] === 'a2' ? { [pc(name)]: 'b', [x(name)]: '1' } : null)],
        ...[0, 1].map((value): [string, Step<Now>] => [
          `${name} reads ${value}`,
          (now) => {
            if (now[pc(name)] !== 'b' || !String(now[x(before(name))]).includes(String(value))) return null;
            return { [pc(name)]: 'Done', [y(name)]: value };
          },
        ]),
      ]),
      'all stay done': (now) => (names.every((name) => now[pc(name)] === 'Done') ? {} : null),
    },
    invariants: {
      'a one is read': (now) =>
        names.some((name) => now[pc(name)] !== 'Done') || names.some((name) => now[y(name)] === 1),
    },
  });
}

/** The philosophers of Chandy and Misra: who holds a dirty fork cleans it and hands it over. */
function philosophers(count: number): AnySystem {
  type Now = { readonly [variable: string]: boolean | number | string };
  const [holder, clean] = [(fork: number) => `holder ${fork}`, (fork: number) => `clean ${fork}`];
  const [pc, hungry] = [(p: number) => `pc ${p}`, (p: number) => `hungry ${p}`];
  const right = (p: number): number => (p === count ? 1 : p + 1);
  const left = (p: number): number => (p === 1 ? count : p - 1);
  const handsOver = (now: Now, p: number, fork: number, to: number): Partial<Now> | null =>
    now[holder(fork)] === p && now[clean(fork)] === false ? { [holder(fork)]: to, [clean(fork)]: true } : null;
  const canEat = (now: Now, p: number): boolean =>
    [p, right(p)].every((fork) => now[holder(fork)] === p && now[clean(fork)] === true);
  const loops =
    (p: number): Step<Now> =>
    (now) => {
      if (now[pc(p)] !== 'Loop') return null;
      const forks = handsOver(now, p, p, left(p)) ?? handsOver(now, p, right(p), right(p)) ?? {};
      if (now[hungry(p)] === false) return { ...forks, [pc(p)]: 'Think' };
      return canEat(now, p) ? { ...forks, [pc(p)]: 'Eat' } : forks;
    };
  const all = range(1, count);
  return variables<Now>({
    name: 'DiningPhilosophers',
    config: count,
    initial: [
      Object.fromEntries(
        all.flatMap((p): [string, boolean | number | string][] => [
          [holder(p), p === 2 ? 1 : p],
          [clean(p), false],
          [pc(p), 'Loop'],
          [hungry(p), true],
        ]),
      ),
    ],
    actions: each(all, (p): [string, Step<Now>][] => [
      [`${p} goes on`, loops(p)],
      [`${p} has thought`, (now) => (now[pc(p)] === 'Think' ? { [pc(p)]: 'Loop', [hungry(p)]: true } : null)],
      [
        `${p} eats`,
        (now) =>
          now[pc(p)] === 'Eat'
            ? { [pc(p)]: 'Loop', [hungry(p)]: false, [clean(p)]: false, [clean(right(p))]: false }
            : null,
      ],
    ]),
    invariants: {
      'neighbours do not eat together': (now) => all.every((p) => now[pc(p)] !== 'Eat' || now[pc(right(p))] !== 'Eat'),
    },
    goals: Object.fromEntries(all.map((p) => [`${p} is fed`, (now: Now) => now[hungry(p)] === false])),
  });
}

export const PROCESSES: readonly Oracle[] = [
  {
    name: 'Barrier, 6 processes',
    family: 'TLA+',
    source: manifest('barriers', 'Barrier.cfg'),
    published: { states: 64, generated: 194, depth: 7 },
    system: () => barrier(6),
  },
  {
    name: 'Barriers, 6 processes',
    family: 'TLA+',
    source: manifest('barriers', 'Barriers.cfg'),
    published: { states: 29_279, generated: 104_515, depth: 93 },
    system: () => barriers(6),
  },
  {
    name: 'Peterson',
    family: 'TLA+',
    source: manifest('locks_auxiliary_vars', 'Peterson.cfg'),
    published: { states: 42, generated: 77, depth: 11 },
    system: peterson,
  },
  {
    name: 'Simple, 5 processes',
    family: 'TLA+',
    source: manifest('TeachingConcurrency', 'Simple.cfg'),
    published: { states: 723, generated: 1842, depth: 11 },
    system: () => simple(5),
  },
  {
    name: 'SimpleRegular, 8 processes',
    family: 'TLA+',
    source: manifest('TeachingConcurrency', 'SimpleRegular.cfg'),
    published: { states: 277_726, generated: 1_454_776, depth: 25 },
    slow: true,
    system: () => simpleRegular(8),
  },
  {
    name: 'DiningPhilosophers, 5 philosophers',
    family: 'TLA+',
    source: manifest('DiningPhilosophers', 'DiningPhilosophers.cfg'),
    published: { states: 67, generated: 336, depth: 29 },
    system: () => philosophers(5),
  },
];
