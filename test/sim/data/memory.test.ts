import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import {
  BLOCKED,
  Explorer,
  Kernel,
  memoryToTell,
  type AnySystem,
  type MemoryUse,
  type SafetyProperty,
} from '../../../src/sim/index.ts';
import { small, type Counters } from '../systems.ts';

const MIB = 2 ** 20;

const countsUp: SafetyProperty<Counters> = {
  kind: 'safety',
  name: 'counts up by one',
  summary: '',
  check: (after, before) => ([0, 1].includes((after.read('n') ?? 0) - (before.read('n') ?? 0)) ? null : 'it jumped'),
};

/** A cell that counts. */
const counting = (most: number): AnySystem =>
  small('counting', {
    store: { n: 0 },
    actors: {},
    environment: { count: { run: (tx) => (tx.read('n') >= most ? BLOCKED : tx.write('n', (tx.read('n') ?? 0) + 1)) } },
    properties: [countsUp],
  });

function explored(system: AnySystem): Explorer {
  const explorer = new Explorer(new Kernel(system));
  while (explorer.advance(4096));
  return explorer;
}

const bytesOf = (uses: readonly MemoryUse[], kind: MemoryUse['kind'], name = ''): number | undefined =>
  uses.find((use) => use.kind === kind && use.name === name)?.bytes;

describe('memory', () => {
  it('for a property that reads 12,000 values before and after is a hundred bytes for each step that there is', () => {
    const explorer = explored(counting(12_000));
    expect(explorer.result()).toMatchObject({ verdict: 'exhausted', states: 12_001, findings: [{ result: 'holds' }] });
    // 24,001 pairs: a row of 12,000 for each value took 2.1 GB.
    expect(bytesOf(explorer.memory, 'property', 'counts up by one')).toBeLessThan(24_001 * 100);
    expect(explorer.progress.bytes).toBeLessThan(16 * MIB);
  });

  it('for one that reads 65,534 values grows with their number, not with its square', () => {
    const explorer = explored(counting(65_534));
    expect(explorer.result()).toMatchObject({ verdict: 'exhausted', states: 65_535, findings: [{ result: 'holds' }] });
    expect(bytesOf(explorer.memory, 'property', 'counts up by one')).toBeLessThan(131_069 * 100);
    expect(explorer.progress.bytes).toBeLessThan(64 * MIB);
  });

  it('finds what is wrong at the end of so many values', () => {
    const atTheEnd = {
      ...countsUp,
      name: 'never full',
      check: (after) => (after.read('n') === 20_000 ? 'full' : null),
    } as typeof countsUp;
    const explorer = new Explorer(new Kernel(counting(20_000)), { properties: [countsUp, atTheEnd] });
    while (explorer.advance(4096));
    const [, finding] = explorer.result().findings;
    expect(finding).toMatchObject({ result: 'violated', path: { message: 'full' } });
    expect(finding?.path?.choices).toHaveLength(20_000);
  });

  it('is what all uses take together, the largest first', () => {
    const { memory, progress } = explored(counting(1000));
    expect(memory.length).toBeGreaterThan(3);
    expect(progress.bytes).toBe(memory.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(memory.map(({ bytes }) => bytes)).toEqual(memory.map(({ bytes }) => bytes).toSorted((a, b) => b - a));
  });

  it('is put down to services, actions of the environment, machines, actors and cells by their names', () => {
    const machine = setup({}).createMachine({
      id: 'clock',
      context: { n: 0 },
      after: {
        10: {
          target: '.a',
          guard: ({ context }) => context['n'] < 50,
          actions: assign({ n: ({ context }) => context['n'] + 1 }),
        },
      },
      initial: 'a',
      states: { a: {} },
      on: { TICK: { actions: assign({ n: ({ context }) => context['n'] + 1 }) } },
    });
    const { memory } = explored(
      small('named', {
        store: { x: 0 },
        actors: { big: { machine } },
        environment: {
          tick: {
            run: (tx) => {
              if (tx.read('x') >= 100) return BLOCKED;
              tx.write('x', (tx.read('x') ?? 0) + 1);
              return tx.send('big', { type: 'TICK' });
            },
          },
        },
      }),
    );
    for (const [kind, name] of [
      ['environment', 'tick'],
      ['machine', 'clock'],
      ['actor', 'big'],
      ['cell', 'x'],
      ['worlds', ''],
    ] as const)
      expect(bytesOf(memory, kind, name)).toBeGreaterThan(1000);
    expect(bytesOf(memory, 'actor', 'big')).toBeGreaterThan(100 * 100);
  });

  it('grows with what is stored for a decision about liveness', () => {
    const goal = { kind: 'liveness', name: 'ends', summary: '', goal: () => true } as const;
    const without = explored({ ...counting(500), properties: [] });
    const explorer = new Explorer(new Kernel({ ...counting(500), properties: [goal] }));
    while (explorer.advance(4096));
    expect(bytesOf(without.memory, 'transitions')).toBeUndefined();
    // An edge, where the edges of a world end, and that it is a goal; 500 worlds and more.
    expect(bytesOf(explorer.memory, 'transitions')).toBeGreaterThan(500 * 12);
  });
});

describe('what is counted for objects and tables', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const inUse = (): number => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const taken = (system: AnySystem): { used: number; counted: number } => {
    const kernel = new Kernel(system);
    const before = inUse();
    const explorer = new Explorer(kernel);
    while (explorer.advance(4096));
    return { used: inUse() - before, counted: explorer.progress.bytes };
  };
  const MOST = 4000;
  const contexts = (context: (n: number) => object): AnySystem =>
    small('contexts', {
      actors: {
        one: {
          machine: setup({}).createMachine({
            id: 'one',
            context: { n: 0 },
            initial: 'a',
            states: {
              a: {
                after: {
                  1: {
                    target: 'a',
                    reenter: true,
                    guard: ({ context: { n } }) => (n as number) < MOST,
                    actions: assign(({ context: { n } }) => ({ n: (n as number) + 1, ...context(n as number) })),
                  },
                },
              },
            },
          }),
        },
      },
    });
  const list = (n: number) =>
    Array.from({ length: 10 }, (_, at) => ({ name: `row ${n} ${at}`, is: { done: false, by: 'somebody' } }));

  it.each([
    ['small contexts', contexts(() => ({}))],
    ['large contexts', contexts((n) => ({ list: list(n) }))],
    ['cells that count', counting(3 * MOST)],
  ])('is what they take, to a factor of two: %s', (_what, system) => {
    // A run may pay for what is compiled once, or be paid for by what others have left: the one in the middle of five is neither.
    const runs = Array.from({ length: 5 }, () => taken(system)).toSorted((a, b) => a.used - b.used);
    const { used, counted } = runs[2] as (typeof runs)[number];
    expect(counted).toBeGreaterThan(used / 2);
    expect(counted).toBeLessThan(used * 2);
  });
});

describe('memory that a report tells', () => {
  const use = (kind: MemoryUse['kind'], name: string, mib: number): MemoryUse => ({ kind, name, bytes: mib * MIB });
  const all = [
    use('worlds', '', 500),
    use('property', 'reads-much', 300),
    use('service', 'list', 20),
    use('cell', 'x', 1),
  ];

  it('is that of a table with a large share of much', () => {
    expect(memoryToTell(all, false)).toEqual({ bytes: 821 * MIB, uses: [use('property', 'reads-much', 300)] });
  });

  it('is nothing where what there is of it went to worlds, or where there is little', () => {
    expect(memoryToTell([use('worlds', '', 900), use('property', 'p', 80)], false)).toBeNull();
    expect(memoryToTell([use('property', 'p', 60), use('worlds', '', 2)], false)).toBeNull();
  });

  it('is the largest three where memory cut the search', () => {
    expect(memoryToTell(all, true)).toEqual({ bytes: 821 * MIB, uses: all.slice(0, 3) });
  });
});
