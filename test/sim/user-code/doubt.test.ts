/** What depends on more than what it is given is found by asking again: at once, and about what was asked before. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { Doubt } from '../../../src/sim/user-code/doubt.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { sample } from '../../../src/sim/sample/sample.ts';
import type { AnySystem, Property, Transaction, View } from '../../../src/sim/contract/system.ts';
import { small, type Counters } from '../systems.ts';

type Tx = Transaction<Counters>;
type World = View<Counters>;

/** Counts to three, and is asked this. */
const counting = (property: Partial<Property<Counters>>, run?: (tx: Tx) => void): AnySystem =>
  small('counting', {
    store: { x: 0, y: 0 },
    actors: {},
    environment: { add: { run: run ?? ((tx) => tx.write('x', Math.min(3, tx.read('x') + 1))) } },
    properties: [{ name: 'p', summary: '', ...property } as Property<Counters>],
  });

const ONCE = 'property "p" is not deterministic: asked twice about the same step, it gave two answers';

describe('a property is found that', () => {
  it.each<[string, () => AnySystem]>([
    [
      'counts its calls, and never looks at the world',
      () => {
        let calls = 0;
        return counting({ kind: 'safety', check: () => ((calls += 1) === 3 ? 'the third call' : null) } as never);
      },
    ],
    [
      'counts its calls in what it says',
      () => {
        let calls = 0;
        return counting({ kind: 'safety', check: () => `call ${(calls += 1)}` } as never);
      },
    ],
    [
      'remembers that it has seen something',
      () => {
        let seen = false;
        const check = (world: World) => {
          seen ||= world.read('x') === 2;
          return seen && world.read('x') !== 2 ? 'it was two before' : null;
        };
        return counting({ kind: 'safety', check } as never);
      },
    ],
    [
      'compares with the world that it was asked about last',
      () => {
        let last = 0;
        const check = (world: World) => {
          const before = last;
          last = world.read('x');
          return before > last ? 'it became less' : null;
        };
        return counting({ kind: 'safety', check } as never);
      },
    ],
    [
      'is a goal that is met from its second call on',
      () => {
        let calls = 0;
        return counting({ kind: 'liveness', goal: () => (calls += 1) > 1 } as never);
      },
    ],
    [
      'is a witness that looks elsewhere the next time',
      () => {
        let calls = 0;
        return counting({
          kind: 'witness',
          reached: (world: World) => world.read((calls += 1) % 2 ? 'x' : 'y') > 5,
        } as never);
      },
    ],
  ])('%s', (_what, make) => {
    expect(() => explore(new Kernel(make()))).toThrow(ONCE);
    expect(() => sample(new Kernel(make()), { seed: 's', runs: 3 })).toThrow(ONCE);
  });

  it('never one that goes by the world alone', () => {
    const check = (after: World, before: World) => (after.read('x') < before.read('x') ? 'less' : null);
    expect(explore(new Kernel(counting({ kind: 'safety', check } as never))).verdict).toBe('exhausted');
  });
});

describe('an environment action is found that', () => {
  it('does something else once it has seen another world', () => {
    let seen = false;
    const run = (tx: Tx) => {
      const x = tx.read('x');
      seen ||= x === 2;
      tx.write('x', seen && x < 2 ? 3 : Math.min(3, x + 1));
    };
    const system = counting({ kind: 'witness', reached: () => true } as never, run);
    expect(() => explore(new Kernel(system))).toThrow('environment action "add" is not deterministic');
  });
});

describe('a machine is found that', () => {
  it('remembers in a variable of its module what it has gone through', () => {
    let gone = false;
    const machine = setup({ types: { context: {} as { x: number } } }).createMachine({
      id: 'remembering',
      context: { x: 0 },
      on: {
        GO: {
          actions: assign({
            x: ({ context: { x } }) => {
              gone ||= x === 2;
              return gone && x === 0 ? 3 : Math.min(3, x + 1);
            },
          }),
        },
      },
    });
    const system = small('remembering', {
      actors: { one: { machine } },
      environment: { go: { run: (tx: Tx) => tx.send('one', { type: 'GO' }) } },
    });
    expect(() => explore(new Kernel(system))).toThrow('machine "remembering" is not deterministic');
  });
});

describe('doubt', () => {
  it('takes the first sixteen of a kind, and one in sixteen from then on', () => {
    const doubt = new Doubt<number>();
    const doubted = Array.from({ length: 64 }, (_, run) => run).filter(() => doubt.next('kind'));
    expect(doubted).toEqual([...Array.from({ length: 16 }, (_, run) => run), 16, 32, 48]);
    expect(doubt.next('another')).toBe(true);
  });

  it('runs the first of a kind three times more, and later ones together with the first and the one before', () => {
    const doubt = new Doubt<string>();
    const again = ['a', 'b', 'c', 'd'].map((run) => doubt.again('kind', run));
    expect(again).toEqual([
      ['a', 'a', 'a'],
      ['b', 'a'],
      ['c', 'a', 'b'],
      ['d', 'a', 'c'],
    ]);
  });
});
