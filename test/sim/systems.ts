/** Small systems, each about one thing that XState does and the model must do too. */
import {
  BLOCKED,
  defineSystem,
  Failure,
  type AnySystem,
  type System,
  type Transaction,
} from '../../src/sim/contract/system.ts';
import {
  careless,
  delaying,
  finishing,
  handling,
  hasty,
  nested,
  pinging,
  ponging,
  raising,
  remembering,
  restless,
  ticking,
  timing,
  twins,
  watching,
} from './little-machines.ts';

/** Cells that hold numbers. */
export type Counters = { readonly [cell: string]: number };

type Tx = Transaction<Counters>;
type Small = Partial<System<Counters>> & Pick<System<Counters>, 'actors'>;

/** A system of what is said of it, and nothing more. */
export function small(name: string, parts: Small): AnySystem {
  return defineSystem<Counters>({ name, config: null, store: {}, services: {}, ...parts });
}

const send = (actor: string, type: string) => ({ run: (tx: Tx) => tx.send(actor, { type }) });
const increment = (tx: Tx, cell: string): number => {
  tx.write(cell, (tx.read(cell) + 1) % 4);
  return tx.read(cell);
};

const counting = { access: 'write', run: (_: never, tx: Tx) => increment(tx, 'x') } as const;
const reading = { access: 'read', run: (_: never, tx: Tx) => tx.read('x') } as const;

/** The system of that name. */
export function systemNamed(name: string): AnySystem {
  const system = SYSTEMS.find((known) => known.name === name);
  if (system === undefined) throw new Error(`no system is called "${name}"`);
  return system;
}

/** Systems in which the model and live actors must agree whatever happens. */
export const SYSTEMS: readonly AnySystem[] = [
  small('two machines that send each other events, and a third that stops listening', {
    actors: {
      ping: { machine: pinging, routes: { BALL: ['pong'] } },
      pong: { machine: ponging, routes: { BACK: ['ping'], SEEN: ['watch', 'pong'] }, crashes: true },
      watch: { machine: watching, crashes: true },
    },
    faults: { crash: 2 },
  }),
  small('timers of one state, chained', {
    actors: { clock: { machine: timing, crashes: true } },
    environment: { again: send('clock', 'AGAIN'), leave: send('clock', 'LEAVE') },
    faults: { crash: 1 },
  }),
  small('delayed events with and without an id', {
    actors: { clock: { machine: delaying } },
    environment: { go: send('clock', 'GO'), stop: send('clock', 'STOP') },
  }),
  small('delayed events of one type, none of which can be cancelled', { actors: { clock: { machine: ticking } } }),
  small('an invocation that is over before it begins', {
    store: { x: 0 },
    actors: { hasty: { machine: hasty } },
    services: { count: counting },
    environment: { again: send('hasty', 'AGAIN') },
    faults: { ack: 1 },
  }),
  small('events that a machine raises for itself', {
    actors: { self: { machine: raising } },
    environment: { go: send('self', 'GO') },
  }),
  small('parallel states that invoke one service', {
    store: { x: 0, left: 0, right: 0 },
    actors: { twins: { machine: twins, crashes: true } },
    services: {
      count: { access: 'write', run: ({ by }: { by: string }, tx: Tx) => increment(tx, by) + increment(tx, 'x') },
    },
    environment: { retry: send('twins', 'RETRY') },
    faults: { write: 1, ack: 1, crash: 1 },
  }),
  small('a rejection that nobody handles', {
    store: { x: 0 },
    actors: { careless: { machine: careless, crashes: true } },
    services: { count: counting, read: reading },
    environment: { bump: { run: (tx) => void increment(tx, 'x') } },
    faults: { write: 1, read: 1, crash: 1 },
  }),
  small('machines that finish with an output', {
    store: { x: 0 },
    actors: {
      first: { machine: finishing, routes: { SEEN: ['second', 'first'] } },
      second: { machine: finishing, routes: { SEEN: ['first'] }, crashes: true },
    },
    services: { count: counting },
    faults: { crash: 1 },
  }),
  small('the same invocation again and again', {
    store: { x: 0 },
    actors: { restless: { machine: restless } },
    services: { count: counting, read: reading },
    environment: { again: send('restless', 'AGAIN') },
    faults: { read: 1, stale: 2, ack: 1 },
    staleVersions: 2,
  }),
  small('a state that remembers where it was', {
    actors: { memory: { machine: remembering } },
    environment: { next: send('memory', 'NEXT'), leave: send('memory', 'LEAVE') },
  }),
  small('a compound state that is done', {
    store: { x: 0 },
    actors: { nested: { machine: nested, routes: { SEEN: ['nested', 'watch'] } }, watch: { machine: watching } },
    services: { count: counting },
    environment: { again: send('nested', 'AGAIN') },
    faults: { ack: 1 },
  }),
  small('atomic services that fail, block and write', {
    store: { x: 0 },
    actors: { one: { machine: handling }, other: { machine: handling, crashes: true } },
    services: {
      count: {
        access: 'write',
        atomic: true,
        run: (_: never, tx: Tx) => {
          if (tx.read('x') === 3) return BLOCKED;
          const counted = increment(tx, 'x');
          if (counted === 2) throw new Failure('Even', 'two is even');
          return counted;
        },
      },
    },
    environment: {
      'again, and make room': {
        run: (tx) => {
          if (tx.actor('one')?.value !== 'rest') return BLOCKED;
          tx.send('one', { type: 'AGAIN' });
          tx.write('x', (tx.read('x') + 1) % 4);
          tx.send('other', { type: 'AGAIN' });
          return undefined;
        },
      },
    },
    faults: { write: 1, ack: 1, crash: 1 },
  }),
  small('a service that moves another actor, whose request it drops', {
    store: { x: 0 },
    actors: { one: { machine: handling }, other: { machine: restless } },
    services: {
      read: reading,
      count: {
        access: 'write',
        run: (_: never, tx: Tx, self: string) => {
          tx.send(self === 'one' ? 'other' : 'one', { type: 'AGAIN' });
          return increment(tx, 'x');
        },
      },
    },
    faults: { read: 1, stale: 1 },
  }),
  small('reads that are old, late, wrong or fail by themselves', {
    store: { x: 0 },
    actors: { one: { machine: handling } },
    services: {
      count: {
        access: 'read',
        run: (_: never, tx: Tx) => {
          if (tx.read('x') === 3) throw new Failure('TooMany', 'three is too many');
          return tx.read('x');
        },
        distortions: () => [
          { fault: 'wrong', label: 'one more', change: (value) => (value as number) + 1 },
          { fault: 'wrong', label: 'no more', change: (value) => value },
        ],
      },
    },
    environment: { again: send('one', 'AGAIN'), bump: { budget: 'bump', run: (tx) => void increment(tx, 'x') } },
    faults: { read: 1, stale: 2, wrong: 1, bump: 6 },
    staleVersions: 3,
  }),
];
