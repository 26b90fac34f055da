/** Arbitrary systems: small machines that use what XState offers, over two cells, with services, routes and faults. */
import fc from 'fast-check';
import { assign, cancel, emit, raise, setup, type AnyStateMachine } from 'xstate';
import {
  BLOCKED,
  Failure,
  type ActorDefinition,
  type AnySystem,
  type System,
  type Transaction,
} from '../../src/sim/contract/system.ts';
import { asked } from './little-machines.ts';
import { small, type Counters } from './systems.ts';

const STATES = ['s0', 's1', 's2'] as const;
const SOURCES = ['write', 'look', 'both'] as const;
const EVENTS = ['E', 'F', 'M', 'R'] as const;
const DELAYS = [100, 200, 300] as const;
const ACTIONS = ['count', 'emit', 'raise', 'delay', 'cancel'] as const;

interface Move {
  /** Null stays, without leaving the state. */
  readonly target: (typeof STATES)[number] | null;
  readonly reenter: boolean;
  readonly actions: readonly (typeof ACTIONS)[number][];
}

interface StateSpec {
  readonly on: { readonly [event: string]: Move };
  readonly after: { readonly [delay: string]: Move };
  readonly entry: Move['actions'];
  readonly invoke: {
    readonly src: (typeof SOURCES)[number];
    readonly onDone: Move;
    readonly onError: Move | null;
  } | null;
  readonly final: boolean;
}

interface MachineSpec {
  readonly states: readonly StateSpec[];
  readonly twice: boolean;
  readonly crashes: boolean;
}

/** What a system is built from, so that a counterexample can be read. */
export interface SystemSpec {
  readonly machines: readonly MachineSpec[];
  readonly failsAt: number;
  readonly blocksAt: number;
  readonly atomic: boolean;
  readonly faults: { readonly [fault: string]: number };
}

const sometimes = <T>(value: fc.Arbitrary<T>, often = 2) => fc.option(value, { freq: often, nil: null });
const mapOf = <T>(keys: readonly (string | number)[], value: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom(...keys.map(String)), value, { maxKeys: 2 });

const anyActions = fc.array(fc.constantFrom(...ACTIONS), { maxLength: 2 });
const anyMove: fc.Arbitrary<Move> = fc.record({
  target: fc.option(fc.constantFrom(...STATES), { freq: 4 }),
  reenter: fc.boolean(),
  actions: anyActions,
});
const anyState: fc.Arbitrary<StateSpec> = fc.record({
  on: mapOf(EVENTS, anyMove),
  after: mapOf(DELAYS, anyMove),
  entry: anyActions,
  invoke: sometimes(
    fc.record({ src: fc.constantFrom(...SOURCES), onDone: anyMove, onError: sometimes(anyMove, 3) }),
    3,
  ),
  final: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
});
const anyMachine: fc.Arbitrary<MachineSpec> = fc.record({
  states: fc.array(anyState, { minLength: STATES.length, maxLength: STATES.length }),
  twice: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
  crashes: fc.boolean(),
});

export const anySpec: fc.Arbitrary<SystemSpec> = fc.record({
  machines: fc.array(anyMachine, { minLength: 1, maxLength: 2 }),
  failsAt: fc.nat(3),
  blocksAt: fc.nat(3),
  atomic: fc.boolean(),
  faults: fc.dictionary(fc.constantFrom('read', 'stale', 'write', 'ack', 'crash', 'wrong'), fc.constantFrom(1, 2), {
    maxKeys: 3,
  }),
});

/** A raised event has no raising action of its own, so that no transition goes on for ever. */
function actionsOf(actions: Move['actions'], mayRaise: boolean): unknown[] {
  return actions.flatMap((action): unknown[] => {
    if (action === 'count') return [assign({ n: ({ context }: { context: { n: number } }) => (context.n + 1) % 3 })];
    if (action === 'emit') return [emit({ type: 'M' })];
    if (action === 'raise') return mayRaise ? [raise({ type: 'R' })] : [];
    if (action === 'delay') return [cancel('later'), raise({ type: 'F' }, { delay: 150, id: 'later' })];
    return [cancel('later')];
  });
}

function moveOf({ target, reenter, actions }: Move, event: string) {
  return { ...(target === null ? {} : { target: `#${target}`, reenter }), actions: actionsOf(actions, event !== 'R') };
}

function stateOf({ on, after, entry, invoke, final }: StateSpec, id: string) {
  if (final) return { id, type: 'final', entry: actionsOf(entry, false) };
  const moves = (specs: StateSpec['on']) =>
    Object.fromEntries(Object.entries(specs).map(([key, move]) => [key, moveOf(move, key)]));
  const asking = invoke && {
    invoke: {
      id: 'request',
      src: invoke.src,
      input: { by: id },
      onDone: moveOf(invoke.onDone, ''),
      ...(invoke.onError === null ? {} : { onError: moveOf(invoke.onError, '') }),
    },
  };
  return { id, on: moves(on), after: moves(after), entry: actionsOf(entry, false), ...asking };
}

function machineOf({ states, twice }: MachineSpec, id: string) {
  const region = {
    initial: 's0',
    states: Object.fromEntries(states.map((spec, index) => [`s${index}`, stateOf(spec, `s${index}`)])),
  };
  const beside = {
    initial: 'on',
    states: { on: { on: { E: 'off' }, after: { 200: 'off' } }, off: { on: { E: 'on', M: 'on' } } },
  };
  const config = { id, context: { n: 0 }, ...(twice ? { type: 'parallel', states: { region, beside } } : region) };
  return setup({ actors: { write: asked, look: asked, both: asked } }).createMachine(
    config as never,
  ) as unknown as AnyStateMachine;
}

type Tx = Transaction<Counters>;

function servicesOf({ failsAt, blocksAt, atomic }: SystemSpec): System<Counters>['services'] {
  const write = (tx: Tx): number => {
    const value = (tx.read('x') + 1) % 4;
    tx.write('x', value);
    tx.write('y', value % 2);
    if (value === failsAt) throw new Failure('Refused', `not ${value}`);
    return value;
  };
  return {
    write: { access: 'write', run: (_: never, tx: Tx) => write(tx) },
    both: {
      access: 'write',
      atomic,
      run: (_: never, tx: Tx, self: string) => {
        if (tx.read('x') === blocksAt) return BLOCKED;
        if (self === 'm0') tx.send('m1', { type: 'F' });
        return write(tx);
      },
    },
    look: {
      access: 'read',
      run: (_: never, tx: Tx) => ({ x: tx.read('x'), up: tx.actor('m0') !== null }),
      distortions: () => [{ fault: 'wrong', label: 'negated', change: (value) => ({ ...(value as object), x: -1 }) }],
    },
  };
}

const idle: MachineSpec = {
  states: STATES.map(() => ({ on: {}, after: {}, entry: [], invoke: null, final: false })),
  twice: false,
  crashes: false,
};

function actorsOf(machines: readonly MachineSpec[]): System['actors'] {
  const specs = [machines[0] ?? idle, machines[1] ?? idle];
  const actors = specs.map((spec, index): [string, ActorDefinition] => {
    const machine = machineOf(spec, `machine${index}`);
    return [`m${index}`, { machine, crashes: spec.crashes, routes: { M: ['m1', 'm0'] } }];
  });
  return Object.fromEntries(actors);
}

/** Builds the system; with `events` the environment may act only so often. */
export function build(spec: SystemSpec, events?: number): AnySystem {
  const budget = events === undefined ? {} : { budget: 'event' };
  return small('arbitrary', {
    store: { x: 0, y: 0 },
    actors: actorsOf(spec.machines),
    services: servicesOf(spec),
    environment: {
      'send E': { ...budget, run: (tx) => tx.send('m0', { type: 'E' }) },
      'send F and write': {
        ...budget,
        run: (tx) => {
          if (tx.read('y') === 1) return BLOCKED;
          tx.send('m1', { type: 'F' });
          tx.write('y', 1);
          return undefined;
        },
      },
    },
    faults: { ...spec.faults, ...(events === undefined ? {} : { event: events }) },
    staleVersions: 2,
  });
}
