import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { changRoberts } from '../../../examples/chang-roberts/system.ts';
import { peterson } from '../../../examples/peterson/system.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { Symmetry } from '../../../src/sim/symmetry/symmetry.ts';
import {
  BLOCKED,
  defineSystem,
  SystemError,
  type AnySystem,
  type Property,
  type System,
  type Transaction,
} from '../../../src/sim/contract/system.ts';
import { explored } from '../quotient.ts';
import { asked } from '../little-machines.ts';
import { SYMMETRIC } from '../symmetric-systems.ts';

type Store = { readonly [cell: string]: string | number | readonly string[] | null };
type Tx = Transaction<Store>;
type Parts = Partial<System<Store>>;

const NAMES = ['A', 'B', 'C'];

const asking = setup({ actors: { ask: asked }, types: { input: {} as { name: string } } }).createMachine({
  id: 'asking',
  context: ({ input }) => ({ name: (input as { name: string }).name }),
  initial: 'waiting',
  states: {
    waiting: {
      invoke: {
        id: 'ask',
        src: 'ask',
        input: ({ context }) => (context as { name: string }).name,
        onDone: 'told',
        onError: 'refused',
      },
    },
    told: {},
    refused: {},
  },
});

const write = (tx: Tx, name: string): null => {
  tx.write(`row:${name}`, (tx.read(`row:${name}`) as number) + 1);
  return null;
};

/** Three askers, each of which has a row that its one request writes. */
function askers(parts: Parts = {}): AnySystem {
  return defineSystem<Store>({
    name: 'askers',
    config: null,
    actors: Object.fromEntries(NAMES.map((name) => [`asker:${name}`, { machine: asking, input: { name } }])),
    store: { ...Object.fromEntries(NAMES.map((name) => [`row:${name}`, 0])), 'last one': null },
    services: { ask: { access: 'write', run: (name: never, tx: Tx) => write(tx, name) } },
    symmetry: [NAMES],
    ...parts,
  });
}

/** Explores the quotient, with the check. */
function check(system: AnySystem) {
  const kernel = new Kernel(system);
  return explored(kernel, new Symmetry(kernel)).worlds.size;
}

const never = (name: string, broken: (look: (cell: string) => Store[string]) => boolean): Property<Store> => ({
  kind: 'safety',
  name,
  summary: '',
  check: (after) => (broken((cell) => after.read(cell)) ? 'seen' : null),
});

describe('a check on the way', () => {
  it.each(SYMMETRIC)('finds nothing wrong with %s', (_, system) => {
    expect(() => check(system)).not.toThrow();
  });

  it('finds nothing wrong with three askers: each waits, knows that it has written, or is told', () => {
    // Multisets of 3 states over 3 askers: (3 + 2 choose 2).
    expect(check(askers())).toBe(10);
  });

  it('names the service that prefers a member', () => {
    const prefers = (name: string, tx: Tx): null => (name === 'A' ? null : write(tx, name));
    const system = askers({ services: { ask: { access: 'write', run: (name: never, tx: Tx) => prefers(name, tx) } } });
    expect(() => check(system)).toThrow(
      /^not interchangeable: "A", "B": "asker:B ask takes effect \(service "ask"\)" does something else than its counterpart "asker:A ask takes effect \(service "ask"\)"\. It leaves cell "row:B": 1; it should leave cell "row:B": 0/,
    );
  });

  it('names the service that blocks for a member', () => {
    const run = (name: never, tx: Tx) => (name === 'C' && tx.read('row:A') === 0 ? BLOCKED : write(tx, name));
    expect(() => check(askers({ services: { ask: { access: 'write', run } } }))).toThrow(
      /^not interchangeable: "B", "C": "asker:B ask takes effect \(service "ask"\)" is possible, and its counterpart "asker:C ask takes effect \(service "ask"\)" is not/,
    );
  });

  it('names the environment action that prefers a member', () => {
    const environment = Object.fromEntries(
      NAMES.map((name) => [
        `${name} rests`,
        { run: (tx: Tx) => (tx.read('last one') === null ? tx.write('last one', name === 'A' ? 'B' : name) : BLOCKED) },
      ]),
    );
    expect(() => check(askers({ environment }))).toThrow(/"A", "B": "B rests" does something else than .*"A rests"/);
  });

  it('finds what is possible for the counterpart alone', () => {
    const writers = (tx: Tx): string => NAMES.filter((name) => tx.read(`row:${name}`) === 1).join();
    const environment = {
      'somebody rests': { run: (tx: Tx) => (writers(tx) === 'B' ? tx.write('last one', 'rests') : BLOCKED) },
    };
    expect(() => check(askers({ environment }))).toThrow(/more is possible for one than for the other/);
  });

  it('finds nothing wrong with answers that are wrong about each of the others', () => {
    const distortions = (_: never, self: string) =>
      NAMES.filter((name) => !self.endsWith(name)).map((name) => ({
        fault: 'mistake',
        label: `mistaken for ${name}`,
        change: () => name,
      }));
    const run = (name: never): string => name;
    const services = { ask: { access: 'read', run, distortions } } as const;
    // 10 without the mistake. With it, one who is mistaken for one of two others, who wait, have their answer or are told: 3 * 3;
    // and one who was mistaken and is told, which is as any other: 6.
    expect(check(askers({ services, faults: { mistake: 1 } }))).toBe(25);
  });

  it('finds a choice of the first one there is, made by one action for all', () => {
    const environment = {
      'the next one is served': {
        run: (tx: Tx) => {
          const next = NAMES.find((name) => tx.read(`row:${name}`) === 1);
          return next === undefined ? BLOCKED : tx.write(`row:${next}`, 2);
        },
      },
    };
    expect(() => check(askers({ environment }))).toThrow(
      /not interchangeable: .*"the next one is served" does something else/,
    );
  });

  it('finds that a list is a queue, whose order means something', () => {
    const environment = Object.fromEntries(
      NAMES.map((name) => [
        `${name} queues`,
        {
          run: (tx: Tx) => {
            const queue = (tx.read('last one') ?? []) as readonly string[];
            return queue.includes(name) ? BLOCKED : tx.write('last one', [...queue, name]);
          },
        },
      ]),
    );
    expect(() => check(askers({ environment }))).toThrow(
      '"A queues" does something else than its counterpart "B queues". It leaves cell "last one": ["B","A"]; ' +
        'it should leave cell "last one": ["A","B"].',
    );
  });

  it('names the cell that begins with a list in another order', () => {
    const store: Store = { 'row:A': 0, 'row:B': 0, 'row:C': 0, 'last one': ['C', 'A'] };
    expect(() => check(askers({ store }))).toThrow('cell "last one" holds a list that has "C" before "A": ["C","A"].');
  });

  it('names the property that looks at one member', () => {
    const properties = [never('nobody-writes', (read) => read('row:B') === 1)];
    expect(() => check(askers({ properties }))).toThrow(/property "nobody-writes" holds of a step or of the same step/);
  });

  it('names the goal that is about one member', () => {
    const properties: Property<Store>[] = [
      { kind: 'liveness', name: 'a-writes', summary: '', goal: (world) => world.read('row:A') === 1 },
    ];
    expect(() => check(askers({ properties }))).toThrow(/property "a-writes"/);
  });

  it('asks a property with items of the counterpart', () => {
    const each = NAMES.map((name) => `row:${name}`);
    const once: Property<Store> = {
      kind: 'safety',
      name: 'once',
      summary: '',
      each,
      check: (after, _before, row) => (after.read(row) === 2 ? 'twice' : null),
    };
    expect(check(askers({ properties: [once] }))).toBe(10);
  });
});

describe('what is declared', () => {
  const error = (system: AnySystem): string => {
    try {
      check(system);
    } catch (thrown) {
      if (thrown instanceof SystemError) return thrown.message;
      throw thrown;
    }
    return 'nothing is wrong';
  };
  const { actors, store } = askers();

  it('is refused where numbers say who is who: a ring of nodes is none', () => {
    expect(error({ ...changRoberts(3, [1, 2]), symmetry: [['n1', 'n2', 'n3']] })).toBe(
      'not interchangeable: "n1", "n2": environment action "1 passes from n1 to n2" has no counterpart "1 passes from n2 to n1"',
    );
  });

  it('is refused for a property that is about one member, though there is one for each', () => {
    expect(error({ ...peterson(), symmetry: [['p1', 'p2']] })).toContain('property "p1-gets-in"');
  });

  it('names the actor that has no counterpart', () => {
    const { 'asker:C': _, ...two } = actors;
    expect(error(askers({ actors: two }))).toBe(
      'not interchangeable: "B", "C": actor "asker:B" has no counterpart "asker:C"',
    );
  });

  it('names actors that run different machines', () => {
    const other = { machine: setup({}).createMachine({ id: 'other' }) };
    expect(error(askers({ actors: { ...actors, 'asker:B': other } }))).toContain(
      'actors "asker:A" and "asker:B" run different machines',
    );
  });

  it('names the actor that alone may crash', () => {
    const crashing = { ...actors, 'asker:B': { ...(actors['asker:B'] as object), crashes: true } } as never;
    expect(error(askers({ actors: crashing }))).toContain('actor "asker:B" is {"crashes":true');
  });

  it('names the cell that has no counterpart', () => {
    const { 'row:B': _, ...two } = store as Record<string, null>;
    expect(error(askers({ store: two as never }))).toContain('cell "row:A" has no counterpart "row:B"');
  });

  it('names the service that has no counterpart', () => {
    const ask = { access: 'read', run: () => null } as const;
    expect(error(askers({ services: { ask, 'ask A': ask } }))).toContain('service "ask A" has no counterpart "ask B"');
  });

  it('names the environment action that has no counterpart, or another budget', () => {
    const run = () => BLOCKED as never;
    expect(error(askers({ environment: { 'A rests': { run } } }))).toContain(
      'environment action "A rests" has no counterpart "B rests"',
    );
    const environment = { 'A rests': { run, budget: 'rest' }, 'B rests': { run }, 'C rests': { run } };
    expect(error(askers({ environment, faults: { rest: 1 } }))).toContain(
      'environment action "B rests" is {"budget":null}; as the counterpart of "A rests" it should be {"budget":"rest"}',
    );
  });

  it('names a fault that one member has for itself', () => {
    const environment = { 'A is failed': { budget: 'A fails', run: () => {} } };
    expect(error(askers({ faults: { 'A fails': 1 }, environment }))).toContain('the fault "A fails" is one member\'s');
  });

  it('names the property that leaves a member out', () => {
    const property: Property<Store> = {
      kind: 'safety',
      name: 'kept',
      summary: '',
      each: ['A', 'B'],
      check: () => null,
    };
    expect(error(askers({ properties: [property] }))).toContain('property "kept" is asked for "B" and not for "C"');
  });

  it('names members of which nothing is known', () => {
    expect(error(askers({ symmetry: [['A', 'B', 'C', 'D']] }))).toContain('nothing is called "D"');
  });

  it('names the actor whose states are called after members', () => {
    const choosing = setup({}).createMachine({ id: 'choosing', initial: 'A', states: { A: {}, B: {}, C: {} } });
    expect(error(askers({ actors: { ...actors, chooser: { machine: choosing } } }))).toContain(
      'actor "chooser" has "A" in the name of a state or in the id of an actor that it invokes',
    );
  });
});
