import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, emit, setup } from 'xstate';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { explore, growthOf, Kernel, type AnySystem, type Growth, type System } from '../../../src/sim/index.ts';
import { small, type Counters } from '../systems.ts';

type Small = Partial<System<Counters>> & Pick<System<Counters>, 'actors'>;

/** Counts how often it is told to, modulo `limit`; next to the count stands something that does not grow. */
const counter = (limit = Infinity, id = 'retrying') =>
  setup({ types: { context: {} as { job: { attempts: number }; label: string } } }).createMachine({
    id,
    context: { job: { attempts: 0 }, label: 'a' },
    on: {
      RETRY: {
        actions: assign({
          job: ({ context }) => ({ attempts: (context.job.attempts + 1) % limit }),
          label: ({ context }) => (context.label === 'a' ? 'b' : 'a'),
        }),
      },
    },
  });

const retry = (actor: string) => ({
  run: (tx: { send(to: string, event: { type: string }): void }) => tx.send(actor, { type: 'RETRY' }),
});

function grown(parts: Small, maxStates = 100_000): { verdict: string; growth: readonly Growth[] } {
  const kernel = new Kernel(small('growth', parts));
  const { verdict } = explore(kernel, { maxStates });
  return { verdict, growth: growthOf(kernel) };
}

describe('what grows without end', () => {
  it('is found in a context, and named by machine and key', () => {
    const { verdict, growth } = grown(
      { actors: { one: { machine: counter() } }, environment: { retry: retry('one') } },
      5000,
    );
    expect(verdict).toBe('bounded');
    // 5000 worlds are the counts 0 to 4999.
    expect(growth).toEqual([
      {
        kind: 'context',
        where: 'machine "retrying", context key "job.attempts"',
        grows: 'value',
        distinct: 5000,
        samples: [0, 4999],
      },
    ]);
  });

  it('is found among other machines that do not grow, with 100,000 worlds', () => {
    const names = ['one', 'two', 'three'];
    const growth = grown({
      actors: {
        one: { machine: counter() },
        two: { machine: counter(4, 'four') },
        three: { machine: counter(5, 'five') },
      },
      environment: Object.fromEntries(names.map((name) => [`retry ${name}`, retry(name)])),
    }).growth;
    // 40 worlds for each count, 4 counts (whose label goes with them) by 5 counts with either label; the last are incomplete.
    expect(growth.map(({ where }) => where)).toEqual(['machine "retrying", context key "job.attempts"']);
    expect(growth[0]?.distinct).toBeGreaterThanOrEqual(2500);
    expect(growth[0]?.distinct).toBeLessThan(2520);
  });

  it('is found in two actors of one machine, once', () => {
    const machine = counter();
    const actors = { one: { machine }, other: { machine } };
    const { growth } = grown({ actors, environment: { one: retry('one'), other: retry('other') } }, 5000);
    expect(growth).toHaveLength(1);
    // The worlds with a sum of counts below n are n (n + 1) / 2: 5000 of them reach the sum 99.
    expect(growth[0]).toMatchObject({ distinct: 100, samples: [0, 99] });
  });

  it('is found in a list, by its number of entries', () => {
    const listing = setup({ types: { context: {} as { log: string[] } } }).createMachine({
      id: 'listing',
      context: { log: [] },
      on: { RETRY: { actions: assign({ log: ({ context }) => [...context.log, 'again'] }) } },
    });
    const { growth } = grown({ actors: { one: { machine: listing } }, environment: { retry: retry('one') } }, 500);
    expect(growth).toEqual([
      {
        kind: 'context',
        where: 'machine "listing", context key "log"',
        grows: 'size',
        distinct: 500,
        samples: [0, 499],
      },
    ]);
  });

  it('is found in a list once, and not in each of its entries', () => {
    const stacking = setup({ types: { context: {} as { log: number[] } } }).createMachine({
      id: 'stacking',
      context: { log: [] },
      on: { RETRY: { actions: assign({ log: ({ context }) => [context.log.length, ...context.log] }) } },
    });
    const { growth } = grown({ actors: { one: { machine: stacking } }, environment: { retry: retry('one') } }, 200);
    expect(growth.map(({ where }) => where)).toEqual(['machine "stacking", context key "log"']);
  });

  it('is told with what took the most values first', () => {
    const both = setup({ types: { context: {} as { slow: number; fast: number } } }).createMachine({
      id: 'both',
      context: { slow: 0, fast: 0 },
      on: {
        RETRY: {
          actions: assign(({ context: { fast } }) => ({ fast: fast + 1, slow: Math.floor((fast + 1) / 10) })),
        },
      },
    });
    const { growth } = grown({ actors: { one: { machine: both } }, environment: { retry: retry('one') } }, 400);
    // The 400th count is 399. At the edge of the search the slow one is 39, as it was nine steps before.
    expect(growth.map(({ where, distinct }) => [where, distinct])).toEqual([
      ['machine "both", context key "fast"', 400],
      ['machine "both", context key "slow"', 40],
    ]);
  });

  it('is found in a cell, and named by its path', () => {
    const system: AnySystem = small('cell', {
      actors: {},
      store: { row: { tries: 0, state: 'open' } } as never,
      environment: {
        try: {
          run: (tx) => {
            const row = tx.read('row') as unknown as { tries: number; state: string };
            tx.write('row', { tries: row.tries - 2, state: row.state === 'open' ? 'shut' : 'open' } as never);
          },
        },
      },
    });
    const kernel = new Kernel(system);
    explore(kernel, { maxStates: 1000 });
    expect(growthOf(kernel)).toEqual([
      { kind: 'cell', where: 'cell "row", key "tries"', grows: 'value', distinct: 1000, samples: [0, -1998] },
    ]);
  });

  it('is found in a mailbox that is filled faster than it is emptied', () => {
    const sending = setup({}).createMachine({ id: 'sending', on: { RETRY: { actions: emit({ type: 'RETRY' }) } } });
    const { growth } = grown(
      {
        actors: { from: { machine: sending, routes: { RETRY: ['gate'] } }, gate: { machine: counter(3) } },
        environment: { retry: retry('from') },
      },
      1200,
    );
    // Three counts of the gate with either label for each length of its mailbox.
    expect(growth[0]).toMatchObject({ kind: 'queue', where: 'mailbox of actor "gate"', grows: 'size' });
    expect(growth[0]?.distinct).toBeGreaterThanOrEqual(200);
  });

  it('is text that keeps being new', () => {
    const naming = setup({ types: { context: {} as { name: string } } }).createMachine({
      id: 'naming',
      context: { name: '' },
      on: { RETRY: { actions: assign({ name: ({ context }) => `${context.name}x` }) } },
    });
    const { growth } = grown({ actors: { one: { machine: naming } }, environment: { retry: retry('one') } }, 200);
    expect(growth[0]).toMatchObject({ kind: 'context', where: 'machine "naming", context key "name"', distinct: 200 });
  });
});

describe('what is large and bounded', () => {
  it('is not accused: many machines with few states each', () => {
    const { verdict, growth } = grown(
      {
        actors: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`a${i}`, { machine: counter(10, `m${i}`) }])),
        environment: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`retry ${i}`, retry(`a${i}`)])),
      },
      100_000,
    );
    expect(verdict).toBe('bounded');
    expect(growth).toEqual([]);
  });

  it('is not accused: a counter that has come round, while something else still grows', () => {
    const { verdict, growth } = grown(
      {
        actors: { one: { machine: counter(300, 'round') }, other: { machine: counter(Infinity, 'endless') } },
        environment: { one: retry('one'), other: retry('other') },
      },
      100_000,
    );
    expect(verdict).toBe('bounded');
    // The counter with 300 values is through after 300 steps; the search is at step 482 when it is cut.
    expect(growth.map(({ where }) => where)).toEqual(['machine "endless", context key "job.attempts"']);
  });

  it('is not accused: a cell with 300 values that has come round', () => {
    const next = (cell: string, limit: number) => ({
      run: (tx: { read(cell: string): number; write(cell: string, value: number): void }) =>
        tx.write(cell, (tx.read(cell) + 1) % limit),
    });
    const kernel = new Kernel(
      small('cells', {
        actors: {},
        store: { round: 0, endless: 0 },
        environment: { one: next('round', 300), other: next('endless', Infinity) } as never,
      }),
    );
    explore(kernel, { maxStates: 100_000 });
    expect(growthOf(kernel).map(({ where }) => where)).toEqual(['cell "endless"']);
  });

  it('is not accused: a counter that its own timer moves on, and that has come round', () => {
    const ticking = setup({ types: { context: {} as { ticks: number } } }).createMachine({
      id: 'ticking',
      context: { ticks: 0 },
      initial: 'on',
      states: {
        on: {
          after: {
            100: { target: 'on', reenter: true, actions: assign({ ticks: ({ context }) => (context.ticks + 1) % 30 }) },
          },
        },
      },
    });
    const { verdict, growth } = grown(
      {
        actors: { clock: { machine: ticking }, other: { machine: counter() } },
        environment: { other: retry('other') },
      },
      10_000,
    );
    expect(verdict).toBe('bounded');
    expect(growth.map(({ where }) => where)).toEqual(['machine "retrying", context key "job.attempts"']);
  });

  it('is not accused: a mailbox that was as full as it can be', () => {
    const sending = setup({ types: { context: {} as { sent: number } } }).createMachine({
      id: 'sending',
      context: { sent: 0 },
      on: {
        RETRY: {
          guard: ({ context }) => context.sent < 10,
          actions: [assign({ sent: ({ context }) => context.sent + 1 }), emit({ type: 'RETRY' })],
        },
      },
    });
    const { verdict, growth } = grown(
      {
        actors: {
          from: { machine: sending, routes: { RETRY: ['gate'] } },
          gate: { machine: counter(3, 'gate') },
          other: { machine: counter() },
        },
        environment: { from: retry('from'), other: retry('other') },
      },
      20_000,
    );
    expect(verdict).toBe('bounded');
    // Eleven lengths, from 0 to 10, are more than few.
    expect(growth.map(({ where }) => where)).toEqual(['machine "retrying", context key "job.attempts"']);
  });

  it('is not accused: the rollout, cut early or late', () => {
    for (const maxStates of [10, 1000, 50_000]) {
      const kernel = new Kernel(rolloutSystem({ operations: 3, faults: { read: 1, stale: 1, crash: 1 } }));
      expect(explore(kernel, { maxStates }).verdict).toBe('bounded');
      expect(growthOf(kernel)).toEqual([]);
    }
  });

  it('is not accused: a counter that was seen to its end', () => {
    const { verdict, growth } = grown({
      actors: { one: { machine: counter(1000) } },
      environment: { retry: retry('one') },
    });
    expect(verdict).toBe('exhausted');
    expect(growth).toEqual([]);
  });

  it('is accused until it has come round, and not from then on', () => {
    // With an odd limit the label is the other one the second time: twice as many worlds as counts.
    const odd = fc.integer({ min: 10, max: 100 }).map((half) => half * 2 + 1);
    fc.assert(
      fc.property(odd, fc.integer({ min: 16, max: 500 }), (limit, maxStates) => {
        const parts = { actors: { one: { machine: counter(limit) } }, environment: { retry: retry('one') } };
        const { verdict, growth } = grown(parts, maxStates);
        if (maxStates <= limit) expect(growth).toHaveLength(1);
        // Once the last count is older than the youngest tenth.
        if (maxStates > limit / 0.9 + 1 || verdict === 'exhausted') expect(growth).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
