/** Systems whose members may be exchanged, each of which says who is who in another way. */
import { assign, emit, raise, setup } from 'xstate';
import { interchangeableOperations } from '../../examples/interchangeable-operations/system.ts';
import { peterson } from '../../examples/peterson/system.ts';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { rolloutSystem } from '../../src/rollout/index.ts';
import type { Json } from '../../src/sim/data/canonical.ts';
import {
  BLOCKED,
  defineSystem,
  Failure,
  type AnySystem,
  type EnvironmentAction,
  type Transaction,
} from '../../src/sim/contract/system.ts';
import { asked } from './little-machines.ts';

type Cells = { readonly [cell: string]: Json };
type Action = EnvironmentAction<Cells>;

const letters = (count: number): string[] => ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].slice(0, count);

/** A system of cells alone. */
export function cells(
  name: string,
  store: Cells,
  environment: Record<string, Action>,
  symmetry: readonly (readonly string[])[],
): AnySystem {
  return defineSystem<Cells>({ name, config: null, store, actors: {}, services: {}, environment, symmetry });
}

/** Every member may come to point to any member, itself included, once: partial functions on n points. */
export function pointing(members: number): AnySystem {
  const names = letters(members);
  const store = Object.fromEntries(names.map((name) => [`pointer:${name}`, null]));
  const point = (from: string, to: string): [string, Action] => [
    `${from} points to ${to}`,
    { run: (tx) => (tx.read(`pointer:${from}`) === null ? tx.write(`pointer:${from}`, to) : BLOCKED) },
  ];
  const environment = Object.fromEntries(names.flatMap((from) => names.map((to) => point(from, to))));
  return cells('pointing', store, environment, [names]);
}

/** A cell for each pair of members says whether an edge leads from the one to the other: directed graphs on n points. */
export function edges(members: number): AnySystem {
  const names = letters(members);
  const pairs = names.flatMap((from) => names.flatMap((to) => (from === to ? [] : [`edge:${from}:${to}`])));
  const environment = Object.fromEntries(
    pairs.map((pair): [string, Action] => [
      `${pair} appears`,
      { run: (tx) => (tx.read(pair) === true ? BLOCKED : tx.write(pair, true)) },
    ]),
  );
  return cells('edges', Object.fromEntries(pairs.map((pair) => [pair, false])), environment, [names]);
}

/** Everybody takes one of the colours: functions from people to colours, both interchangeable. */
export function colouring(people: number, colours: number): AnySystem {
  const names = letters(people);
  const shades = ['red', 'blue', 'green', 'white'].slice(0, colours);
  const take = (who: string, colour: string): [string, Action] => [
    `${who} takes ${colour}`,
    { run: (tx) => (tx.read(who) === null ? tx.write(who, { colour }) : BLOCKED) },
  ];
  const environment = Object.fromEntries(names.flatMap((who) => shades.map((colour) => take(who, colour))));
  return cells('colouring', Object.fromEntries(names.map((name) => [name, null])), environment, [names, shades]);
}

const calling = setup({
  types: { context: {} as { name: string }, input: {} as { name: string }, events: {} as { type: 'CALL' } },
}).createMachine({
  id: 'calling',
  context: ({ input }) => input,
  initial: 'quiet',
  states: {
    quiet: { on: { CALL: 'called' } },
    called: { entry: emit(({ context }) => ({ type: 'CALLED', by: context.name })) },
  },
});

const hearing = setup({
  types: { context: {} as { last: string }, events: {} as { type: 'CALLED'; by: string } },
}).createMachine({
  id: 'hearing',
  context: { last: 'nobody' },
  on: { CALLED: { actions: assign({ last: ({ event }) => event.by }) } },
});

/** Members put messages into one mailbox, where their order means something. */
export function queueing(members: number): AnySystem {
  const names = letters(members);
  return defineSystem<Cells>({
    name: 'queueing',
    config: null,
    store: {},
    services: {},
    actors: {
      hub: { machine: hearing, crashes: true },
      ...Object.fromEntries(
        names.map((name) => [name, { machine: calling, input: { name }, routes: { CALLED: ['hub'] } }]),
      ),
    },
    environment: Object.fromEntries(
      names.map((name): [string, Action] => [
        `${name} calls`,
        { run: (tx) => (tx.actor(name)?.value === 'quiet' ? tx.send(name, { type: 'CALL' }) : BLOCKED) },
      ]),
    ),
    faults: { crash: 1 },
    symmetry: [names],
  });
}

const ending = setup({
  types: {
    context: {} as { name: string; got: Json },
    input: {} as { name: string },
    events: {} as { type: 'REMIND'; who: string },
  },
  actors: { work: asked },
}).createMachine({
  id: 'ending',
  context: ({ input }) => ({ name: input.name, got: null }),
  output: ({ context }) => ({ by: context.name }),
  initial: 'working',
  states: {
    working: {
      // A rejection that nobody handles is the error of the machine.
      invoke: { id: 'work', src: 'work', input: ({ context }) => ({ of: context.name }), onDone: 'resting' },
      after: { 100: 'late' },
    },
    resting: { after: { 200: 'ended' } },
    late: {
      entry: raise(({ context }) => ({ type: 'REMIND' as const, who: context.name }), { delay: 300 }),
      on: { REMIND: { actions: assign({ got: ({ event }) => ({ [event.who]: 'reminded' }) }) } },
    },
    ended: { type: 'final' },
  },
});

/** Members end with an output, or fail with an error, in which they give their names. */
function endings(members: number): AnySystem {
  const names = letters(members);
  return defineSystem<Cells>({
    name: 'endings',
    config: null,
    store: { tired: null },
    actors: Object.fromEntries(
      names.map((name) => [`worker:${name}`, { machine: ending, input: { name }, crashes: true }]),
    ),
    services: {
      work: {
        access: 'write',
        run: ({ of }: { of: string }, tx: Transaction<Cells>) => {
          if (tx.read('tired') === of) throw new Failure('Tired', `${of} is tired`);
          tx.write('tired', of);
          return `well done, ${of}`;
        },
      },
    },
    faults: { ack: 1, crash: 1 },
    symmetry: [names],
  });
}

/** Pointers of which two are chosen: A and D are alike, so that B and C are sorted to the end, and back is another way than there. */
export function uneven(): AnySystem {
  const system = pointing(4);
  return { ...system, store: { ...(system.store as object), chosen: { first: 'B', second: 'C' } } as never };
}

/** Two-phase commit, with its resource managers interchangeable. */
export function symmetricCommit(managers: number): AnySystem {
  const members = Array.from({ length: managers }, (_, index) => `rm${index + 1}`);
  return { ...twoPhaseCommit(managers), symmetry: [members] };
}

/** Peterson's algorithm, with its processes interchangeable, and of its properties those that are about both. */
function symmetricPeterson(): AnySystem {
  const system = peterson();
  const properties = (system.properties ?? []).filter(({ kind }) => kind === 'safety');
  return { ...system, properties, symmetry: [['p1', 'p2']] };
}

/** Systems that are small enough for every permutation of every world. */
export const SYMMETRIC: readonly (readonly [string, AnySystem])[] = [
  ['5 operations', interchangeableOperations(5)],
  ['3 resource managers', symmetricCommit(3)],
  ["Peterson's algorithm", symmetricPeterson()],
  ['4 pointers', pointing(4)],
  ['4 pointers, two of them chosen', uneven()],
  ['edges between 3', edges(3)],
  ['3 people and 3 colours', colouring(3, 3)],
  ['a mailbox for 3', queueing(3)],
  ['3 machines that end or fail', endings(3)],
  ['a rollout of 2 operations', rolloutSystem({ operations: 2, protocol: 'own-tasks' })],
  ['a rollout with stale reads', rolloutSystem({ operations: 2, protocol: 'own-tasks', faults: { stale: 1 } })],
];
