import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, createActor, setup, stateIn, type AnyStateMachine } from 'xstate';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { defineSystem, type View } from '../../src/sim/contract/system.ts';

/** For each region of a parallel machine, the delays that it goes through one after the other. */
type Regions = readonly (readonly number[])[];

/** A machine that notes in its context which region's timer fired when. */
function machineOf(regions: Regions): AnyStateMachine {
  const states = regions.map((delays, region) => {
    const steps = delays.map((delay, index) => {
      const note = assign({ fired: ({ context }: { context: { fired: string } }) => `${context.fired}${region}` });
      return [`s${index}`, { after: { [delay]: { target: `s${index + 1}`, actions: note } } }] as const;
    });
    return [
      `r${region}`,
      { initial: 's0', states: { ...Object.fromEntries(steps), [`s${delays.length}`]: {} } },
    ] as const;
  });
  return setup({ types: {} as { context: { fired: string } } }).createMachine({
    id: 'clocked',
    type: 'parallel',
    context: { fired: '' },
    states: Object.fromEntries(states) as never,
  }) as unknown as AnyStateMachine;
}

/** XState's own order, on a clock that fires what is due first, and of that due at once what was set first. */
function onXState(machine: AnyStateMachine): string {
  let now = 0;
  let set = 0;
  const pending = new Map<number, { due: number; run: () => void }>();
  const actor = createActor(machine, {
    clock: {
      setTimeout: (run, delay) => (pending.set((set += 1), { due: now + delay, run }), set),
      clearTimeout: (handle: number) => void pending.delete(handle),
    },
  });
  actor.start();
  while (pending.size > 0) {
    const [handle, { due, run }] = [...pending].toSorted(([a, one], [b, two]) => one.due - two.due || a - b)[0] as [
      number,
      { due: number; run: () => void },
    ];
    pending.delete(handle);
    now = due;
    run();
  }
  return actor.getSnapshot().context.fired as string;
}

/** Every order that the model has. */
function inModel(machine: AnyStateMachine, timers: number): string[] {
  const orders = new Set<string>();
  const look = (world: View): boolean => {
    const { fired = '' } = (world.actor('a')?.context ?? {}) as { fired?: string };
    if (fired.length === timers) orders.add(fired);
    return false;
  };
  const system = defineSystem({
    name: 'one clock',
    config: null,
    store: {},
    actors: { a: { machine } },
    services: {},
    properties: [{ kind: 'witness', name: 'looked', summary: '', reached: look }],
  });
  expect(explore(new Kernel(system)).verdict).toBe('exhausted');
  return [...orders];
}

describe('the timers of a parallel machine', () => {
  it.each<[string, Regions, string]>([
    ['three that are set in one step', [[30], [20], [25]], '120'],
    ['one that is set when another fires', [[60], [40], [30, 20]], '2120'],
    ['one that is due with the end of a chain, and was set before', [[30], [10, 20]], '101'],
  ])('fire in the one order of its clock: %s', (_name, regions, order) => {
    const machine = machineOf(regions);
    expect(onXState(machine)).toBe(order);
    expect(inModel(machine, regions.flat().length)).toEqual([order]);
  });

  it('fire in the one order that XState has, whatever the delays', () => {
    const delays = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(delays, { minLength: 1, maxLength: 5 }), (regions) => {
        const machine = machineOf(regions);
        expect(inModel(machine, regions.flat().length)).toEqual([onXState(machine)]);
      }),
      { numRuns: 150 },
    );
  });

  it('that is set again and again does not keep a longer one from being due', () => {
    const machine = setup({}).createMachine({
      id: 'polling',
      initial: 'open',
      states: {
        open: {
          after: { 35: 'over' },
          initial: 'waiting',
          states: { waiting: { after: { 10: { target: 'waiting', reenter: true } } } },
        },
        over: {},
      },
    });
    const over = { kind: 'witness', name: 'over', summary: '', reached: isOver } as const;
    function isOver(world: View): boolean {
      return world.actor('a')?.value === 'over';
    }
    const system = defineSystem({
      name: 'polling',
      config: null,
      store: {},
      actors: { a: { machine } },
      services: {},
      properties: [over],
    });
    // Polled after 10, 20 and 30, and over after 35.
    expect(explore(new Kernel(system))).toMatchObject({ states: 5, witnesses: [{ name: 'over', reached: true }] });
  });

  it('fire in either order where one is set by an event that may come at any time', () => {
    const machine = setup({
      types: { events: {} as { type: 'GO' } },
      guards: { inTime: stateIn({ long: 'set' }) },
    }).createMachine({
      id: 'raced',
      type: 'parallel',
      states: {
        long: { initial: 'set', states: { set: { after: { 60: 'over' } }, over: {} } },
        short: {
          initial: 'off',
          states: {
            off: { on: { GO: { guard: 'inTime', target: 'set' } } },
            set: { after: { 40: 'over' } },
            over: {},
          },
        },
      },
    });
    const meets = (long: string, short: string) => ({
      kind: 'witness' as const,
      name: `${long} ${short}`,
      summary: '',
      reached: (world: View) => JSON.stringify(world.actor('a')?.value) === JSON.stringify({ long, short }),
    });
    const system = defineSystem({
      name: 'raced',
      config: null,
      store: {},
      actors: { a: { machine } },
      services: {},
      environment: { go: { run: (tx) => tx.send('a', { type: 'GO' } as never) } },
      properties: [meets('over', 'set'), meets('set', 'over')],
    });
    expect(explore(new Kernel(system)).witnesses.map(({ reached }) => reached)).toEqual([true, true]);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN, 2 ** 31])(
    'are refused where no clock takes the delay: %s ms',
    (delay) => {
      const machine = setup({ delays: { wait: delay } }).createMachine({
        id: 'patient',
        initial: 'a',
        states: { a: { after: { wait: 'b' } }, b: {} },
      });
      expect(() => inModel(machine, 1)).toThrow(/machine "patient", state "a".*timers take 0 to 2147483647 ms/);
    },
  );
});
