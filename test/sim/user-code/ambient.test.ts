/** Clock and chance: while code of a system runs they are not there, and afterwards they are as they were. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { assign, setup } from 'xstate';
import { withAmbient, withoutAmbient } from '../../../src/sim/user-code/ambient.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../../src/sim/execution/live.ts';
import { SystemError, type AnySystem, type Property, type Transaction } from '../../../src/sim/contract/system.ts';
import { asking } from '../little-machines.ts';
import { small, type Counters } from '../systems.ts';

/** What stands for the clock and for chance now, to be compared by identity. */
const globals = () => {
  const held: readonly (readonly [unknown, string])[] = [
    [globalThis, 'Date'],
    [Date, 'now'],
    [Math, 'random'],
    [performance, 'now'],
    [crypto, 'getRandomValues'],
    [crypto, 'randomUUID'],
    [process, 'hrtime'],
    [process, 'uptime'],
  ];
  return held.map(([holder, key]) => Reflect.get(holder as object, key) as unknown);
};

const READERS: readonly (readonly [string, () => unknown])[] = [
  ['Date.now()', () => Date.now()],
  ['new Date()', () => new Date()],
  ['Date()', () => Date()],
  ['performance.now()', () => performance.now()],
  ['Math.random()', () => Math.random()],
  ['crypto.randomUUID()', () => crypto.randomUUID()],
  ['crypto.getRandomValues()', () => crypto.getRandomValues(new Uint8Array(1))],
  ['process.hrtime()', () => process.hrtime()],
  ['process.uptime()', () => process.uptime()],
];

describe('code of a system that reads', () => {
  it.each(READERS)('%s is told so, 1,000 times of 1,000, and everything is back afterwards', (name, read) => {
    const before = globals();
    let named = 0;
    for (let time = 0; time < 1000; time += 1) {
      try {
        withoutAmbient(() => 'it', read);
      } catch (error) {
        if (error instanceof SystemError && error.message.startsWith(`it reads ${name}: `)) named += 1;
      }
    }
    expect(named).toBe(1000);
    expect(globals()).toEqual(before);
    expect(read()).toBeDefined();
  });

  it('a clock and catches what that throws is told so all the same', () => {
    const careful = () => {
      try {
        return Date.now();
      } catch {
        return 0;
      }
    };
    expect(() => withoutAmbient(() => 'it', careful)).toThrow('it reads Date.now(): ');
    expect(careful()).toBeGreaterThan(0);
  });

  it('a fake clock that a test has put there is told so, and the fake is back afterwards', () => {
    vi.useFakeTimers({ now: 1000 });
    const fake = Date;
    expect(() =>
      withoutAmbient(
        () => 'it',
        () => new Date(),
      ),
    ).toThrow('it reads new Date(): ');
    expect([Date === fake, Date.now()]).toEqual([true, 1000]);
    vi.useRealTimers();
  });
});

describe('code of a system', () => {
  it('may reckon with dates that it is given', () => {
    const given = withoutAmbient(
      () => 'it',
      () => [
        new Date(0).toISOString(),
        new Date(2020, 1, 2).getDate(),
        Date.UTC(1970, 0, 1),
        Date.parse('1970-01-01T00:00:01Z'),
        new Date('1970-01-01') instanceof Date,
      ],
    );
    expect(given).toEqual(['1970-01-01T00:00:00.000Z', 2, 0, 1000, true]);
  });

  it('that throws something of its own leaves everything as it was, and what it throws is what arrives', () => {
    const before = globals();
    const mine = new RangeError('mine');
    const run = () => {
      throw mine;
    };
    expect(() => withoutAmbient(() => 'it', run)).toThrow(mine);
    expect(globals()).toEqual(before);
  });

  it('lets others, in the middle of it, have the clock, and has none itself afterwards', () => {
    const run = () => [withAmbient(() => Date.now() > 0), withAmbient(() => randomUUID().length), Date.now()];
    expect(() => withoutAmbient(() => 'it', run)).toThrow('it reads Date.now(): ');
    expect(Date.now()).toBeGreaterThan(0);
  });

  it('may print', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(
      withoutAmbient(
        () => 'it',
        () => console.log('here'),
      ),
    ).toBeUndefined();
    expect(log).toHaveBeenCalledWith('here');
  });
});

type Tx = Transaction<Counters>;

/** Each place in which code of a system runs, reading the clock or not. */
function system(place: string): AnySystem {
  const at = (here: string): number => (here === place ? Date.now() : 0);
  const machine = setup({
    types: { context: {} as { x: number } },
    guards: { late: () => at('guard') > 1 },
  }).createMachine({
    id: 'light',
    context: () => ({ x: at('context') }),
    on: { GO: [{ guard: 'late' }, { actions: assign({ x: () => at('assign') }) }] },
  });
  const property: Property<Counters> = {
    kind: 'safety',
    name: 'watch',
    summary: '',
    check: () => (at('property') > 1 ? 'late' : null),
  };
  return small('clocks', {
    store: { x: 0 },
    actors: { one: { machine }, other: { machine: asking } },
    services: {
      ask: {
        access: 'read',
        run: () => at('service'),
        distortions: () => [{ fault: 'wrong', label: 'wrong', change: () => at('distortion') }],
      },
    },
    environment: {
      go: {
        run: (tx: Tx) => {
          at('environment');
          tx.send('one', { type: 'GO' });
        },
      },
    },
    faults: { wrong: 1 },
    properties: [property],
  });
}

describe('a clock is found in', () => {
  it.each([
    ['context', 'machine "light", in its initial state, reads Date.now(): '],
    ['guard', 'machine "light", on "GO", reads Date.now(): '],
    ['assign', 'machine "light", on "GO", reads Date.now(): '],
    ['service', 'service "ask" reads Date.now(): '],
    ['distortion', 'the distortion "wrong" of service "ask" reads Date.now(): '],
    ['environment', 'environment action "go" reads Date.now(): '],
    ['property', 'property "watch" reads Date.now(): '],
  ])('%s, at once', (place, message) => {
    expect(() => explore(new Kernel(system(place)))).toThrow(message);
    expect(Date.now()).toBeGreaterThan(0);
  });

  it('no system that reads none', () => {
    expect(explore(new Kernel(system('none'))).verdict).toBe('exhausted');
  });

  it.each(['guard', 'assign'])('the %s of a live actor, too', async (place) => {
    const live = new LiveExecution(system(place));
    const go = live.possible().find(({ label }) => label === 'go');
    await expect(async () => live.take(go as never)).rejects.toThrow('machine "light", on "GO", reads Date.now(): ');
  });
});

describe('an async function is refused:', () => {
  const machine = setup({
    types: { context: {} as { x: number } },
    guards: { later: async () => false } as never,
  });
  const on = (GO: object) =>
    small('async', {
      actors: {
        one: { machine: machine.createMachine({ id: 'light', context: { x: 0 }, on: { GO } } as never) as never },
      },
      environment: { go: { run: (tx: Tx) => tx.send('one', { type: 'GO' }) } },
    });
  const asks = (run: unknown) =>
    small('async', {
      store: { x: 0 },
      actors: { one: { machine: asking } },
      services: { ask: { access: 'write', run } as never },
    });
  const acts = (run: unknown) => small('async', { actors: {}, store: { x: 0 }, environment: { go: { run } as never } });
  const property = (part: object) =>
    small('async', { actors: {}, properties: [{ name: 'p', summary: '', ...part } as never] });

  it.each([
    ['a guard', on({ guard: async () => false }), 'machine "light": a guard is async'],
    ['a guard with a name', on({ guard: 'later' }), 'machine "light": a guard is async'],
    ['an assign', on({ actions: assign((async () => ({ x: 1 })) as never) }), 'the function of an assign is async'],
    ['a service', asks(async () => 1), 'service "ask" is async'],
    [
      'a service that writes late',
      asks(async (_: never, tx: Tx) => {
        await Promise.resolve();
        tx.write('x', 1);
      }),
      'service "ask" is async',
    ],
    ['an environment action', acts(async () => {}), 'environment action "go" is async'],
    [
      'a goal',
      property({ kind: 'liveness', goal: async () => false }),
      'property "p": `goal` must return true or false, at once. It returned a promise',
    ],
    [
      'a witness',
      property({ kind: 'witness', reached: async () => false }),
      'witness "p": `reached` must return true or false, at once. It returned a promise',
    ],
    [
      'a check',
      property({ kind: 'safety', check: async () => null }),
      'property "p": `check` must return a text that says what is wrong, or null, at once. It returned a promise',
    ],
    ['a check that says nothing', property({ kind: 'safety', check: () => {} }), 'It returned undefined'],
    ['a goal that is no answer', property({ kind: 'liveness', goal: () => 1 }), 'It returned a number'],
  ])('%s', (_what, described, message) => {
    expect(() => explore(new Kernel(described))).toThrow(SystemError);
    expect(() => explore(new Kernel(described))).toThrow(message);
  });

  it('on live actors as on the model', () => {
    const live = new LiveExecution(acts(async () => {}));
    expect(() => live.possible()).toThrow('environment action "go" is async');
    expect(() => new ModelExecution(new Kernel(acts(async () => {})))).toThrow('environment action "go" is async');
  });
});
