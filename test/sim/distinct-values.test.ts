/** Values that code can tell apart are worlds apart. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import {
  SystemError,
  type AnySystem,
  type Property,
  type Transaction,
  type View,
} from '../../src/sim/contract/system.ts';
import { small } from './systems.ts';

type Cell = { readonly cell: unknown };

/** Two actions that write one value or the other, and a witness for each of the worlds. */
function choosing(one: unknown, other: unknown): AnySystem {
  const write = (value: unknown) => ({ run: (tx: Transaction<Cell>) => tx.write('cell', value) }) as never;
  return small('choosing', {
    store: { cell: 'nothing yet' } as never,
    actors: {},
    environment: { one: write(one), other: write(other) },
  });
}

describe('two values that code can tell apart', () => {
  it.each([
    ['an empty list, and undefined in a list', [], [undefined]],
    ['null and undefined in a list', [null], [undefined]],
    ['no key, and one that is undefined', {}, { a: undefined }],
    ['zero and minus zero', 0, -0],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ])('are two worlds: %s', (_what, one, other) => {
    expect(explore(new Kernel(choosing(one, other))).states).toBe(3);
  });

  it.each([
    ['a hole', Object.assign([1], { 2: 3 }), 'environment action "one": cell is a list with holes'],
    ['a symbol for a key', { [Symbol('a')]: 1 }, 'environment action "one": cell is an object with a symbol'],
    ['a hidden key', Object.defineProperty({}, 'a', { value: 1 }), 'environment action "one": cell.a is a hidden key'],
    [
      'an accessor',
      {
        get a() {
          return 1;
        },
      },
      'environment action "one": cell.a is an accessor',
    ],
    [
      'a class of its own',
      new (class Row {
        readonly a = 1;
      })(),
      'environment action "one": cell is an instance of Row',
    ],
    ['NaN', Number.NaN, 'environment action "one": cell is NaN'],
    ['undefined', undefined, 'environment action "one": cell is undefined'],
  ])('or are refused: %s', (_what, value, message) => {
    expect(() => explore(new Kernel(choosing(value, {})))).toThrow(SystemError);
    expect(() => explore(new Kernel(choosing(value, {})))).toThrow(message);
  });

  it('are refused in the store that a system begins with', () => {
    const beginning = (cell: unknown) => small('beginning', { store: { cell } as never, actors: {} });
    for (const make of [(system: AnySystem) => new Kernel(system), (system: AnySystem) => new LiveExecution(system)]) {
      expect(() => make(beginning(undefined))).toThrow('cell "cell" begins as undefined');
      expect(() => make(beginning([Number.NaN]))).toThrow(
        new SystemError('the store: cell[0] is NaN; only plain data (JSON) can be part of a world'),
      );
    }
  });
});

describe('a machine that looks at the order of keys', () => {
  /** A queue, as a record: who came first is whose key comes first. */
  const queue = setup({ types: { context: {} as { q: Record<string, true> } } }).createMachine({
    id: 'queue',
    context: { q: {} },
    initial: 'open',
    states: {
      open: {
        on: {
          COME: {
            actions: assign({ q: ({ context, event }) => ({ ...context.q, [event['who'] as string]: true as const }) }),
          },
          SERVE: [
            { guard: ({ context }) => Object.keys(context.q)[0] === 'b', target: 'b first' },
            { guard: ({ context }) => Object.keys(context.q)[0] === 'a', target: 'a first' },
          ],
        },
      },
      'a first': {},
      'b first': {},
    },
  });
  const witness = (state: string): Property<never> => ({
    kind: 'witness',
    name: state,
    summary: '',
    reached: (world) => (world as unknown as View).actor('queue')?.value === state,
  });
  type Tx = Transaction<Readonly<Record<string, number>>>;
  const come = (who: string) => ({
    run: (tx: Tx) => tx.send('queue', { type: 'COME', who } as never),
  });
  const system = small('queue', {
    actors: { queue: { machine: queue } },
    environment: {
      'a comes': come('a'),
      'b comes': come('b'),
      'both are served': {
        run: (tx: Tx) => {
          const { q = {} } = (tx.actor('queue')?.context ?? {}) as { q?: object };
          if (Object.keys(q).length === 2) tx.send('queue', { type: 'SERVE' });
        },
      },
    },
    properties: [witness('a first'), witness('b first')] as never,
  });

  it('is served in either order: each is a world of its own', () => {
    const { verdict, states, witnesses } = explore(new Kernel(system));
    // {}, a, b, a then b, b then a, and the last two once they are served.
    expect([verdict, states]).toEqual(['exhausted', 7]);
    expect(witnesses).toEqual([
      { name: 'a first', reached: true },
      { name: 'b first', reached: true },
    ]);
  });
});

describe('parallel states', () => {
  it('are one world, whichever region moved last', () => {
    const region = (event: string) => ({ initial: 'off', states: { off: { on: { [event]: 'on' } }, on: {} } });
    const machine = setup({}).createMachine({
      id: 'both',
      type: 'parallel',
      states: { left: region('L'), right: region('R') },
    });
    const send = (type: string) => ({
      run: (tx: Transaction<Readonly<Record<string, number>>>) => tx.send('one', { type }),
    });
    const system = small('both', { actors: { one: { machine } }, environment: { l: send('L'), r: send('R') } });
    expect(explore(new Kernel(system)).states).toBe(4);
  });
});
