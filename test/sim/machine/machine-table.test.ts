import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  assign,
  getNextTransitions,
  initialTransition,
  setup,
  transition,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
} from 'xstate';
import { MachineTable } from '../../../src/sim/machine/machine-table.ts';
import { Random } from '../../../src/sim/data/random.ts';
import { SystemError } from '../../../src/sim/contract/system.ts';
import { ALL, type Walked } from '../machine-events.ts';

afterEach(() => vi.restoreAllMocks());

interface Action {
  readonly type: string;
  readonly params?: { readonly [key: string]: unknown };
}

/** XState's own actions in short, read off without the table's code; what only concerns the snapshot is left out. */
function asked(actions: readonly unknown[]): unknown[] {
  return (actions as readonly Action[]).flatMap(({ type, params = {} }) => {
    if (type === 'xstate.spawnChild') return [['invoke', params['id'], params['src'], params['input']]];
    // A child that has just replied is no child any more: XState asks to stop nothing.
    if (type === 'xstate.stopChild') return [['stop', String(params['id'])]];
    if (type === 'xstate.raise') return [['delay', params['id'], params['event'], params['delay']]];
    if (type === 'xstate.cancel') return [['cancel', params['sendId']]];
    return type === 'xstate.assign' ? [] : [[type]];
  });
}

/** The table's effects in the same form. */
function listed(table: MachineTable, step: ReturnType<MachineTable['step']>): unknown {
  const { value, context, status } = table.snapshot(step.snapshot);
  return { value, context, status, asked: step.effects.map(({ kind, ...rest }) => [kind, ...Object.values(rest)]) };
}

function fresh([{ value, context, status }, actions]: readonly [AnyMachineSnapshot, readonly unknown[]]): unknown {
  return { value, context, status, asked: asked(actions) };
}

/** Picks an event, rather one that the snapshot has an answer to. */
function pick(random: Random, { events }: Walked, snapshot: AnyMachineSnapshot): AnyEventObject {
  const types = new Set(getNextTransitions(snapshot).map(({ eventType }) => eventType));
  const handled = events.filter(({ type }) => type !== 'shutdown' && types.has(type));
  const among = handled.length > 0 && random.chance(9, 10) ? handled : events;
  return among[random.below(among.length)] as AnyEventObject;
}

/** Walks at random, the table and XState side by side, each from its own snapshot. */
function walk(walked: Walked, table: MachineTable, random: Random, steps: number): void {
  const { machine, input } = walked;
  const started = initialTransition(machine, input as never);
  let [snapshot] = started as [AnyMachineSnapshot, unknown];
  let step = table.start(input);
  expect(listed(table, step)).toEqual(fresh(started));
  for (let i = 0; i < steps; i += 1) {
    const event = pick(random, walked, snapshot);
    const truth = transition(machine, snapshot, event);
    step = table.step(step.snapshot, event);
    expect([event.type, listed(table, step)]).toEqual([event.type, fresh(truth)]);
    [snapshot] = truth as [AnyMachineSnapshot, unknown];
    if (snapshot.status !== 'active') return;
  }
}

describe('the table of a machine', () => {
  it.each(ALL.map((walked) => [walked.name, walked] as const))(
    'is XState on random walks of the %s',
    (name, walked) => {
      const table = new MachineTable(walked.machine);
      const random = new Random(name);
      for (let round = 0; round < 5; round += 1) walk(walked, table, random.child(`${round}`), 25);
    },
  );

  it('asks XState for each step that it does not know, and never again', () => {
    const [drive] = ALL as readonly [Walked];
    const table = new MachineTable(drive.machine);
    const repeat = () => walk(drive, table, new Random('repeat'), 20);
    repeat();
    const { calls, size } = table;
    expect(calls).toBeGreaterThan(0);
    repeat();
    expect(table.calls).toBe(calls);
    expect(table.size).toBe(size);
  });

  it('begins with the input that it is given, each time', () => {
    const table = new MachineTable(machine({ context: ({ input }: { input: unknown }) => ({ is: input }) }));
    const contexts = ['a', 'b', 'a'].map((input) => table.snapshot(table.start(input).snapshot).context as unknown);
    expect(contexts).toEqual([{ is: 'a' }, { is: 'b' }, { is: 'a' }]);
  });

  it('gives one number to snapshots that differ only in what XState keeps for itself', () => {
    const [drive] = ALL as readonly [Walked];
    const table = new MachineTable(drive.machine);
    const started = table.start(drive.input).snapshot;
    const refused = { type: 'xstate.error.actor.claim', error: { name: 'Timeout', message: 'timeout' } };
    const idle = table.step(started, refused).snapshot;
    const again = table.step(idle, { type: 'xstate.after.pollInterval.drive.idle' }).snapshot;
    expect(table.view(again).value).toBe('claiming');
    expect(again).toBe(started);
  });
});

const machine = (config: object): AnyStateMachine =>
  setup({}).createMachine({ id: 'careless', ...config } as never) as unknown as AnyStateMachine;

const onGo = (actions: unknown, guard?: unknown): AnyStateMachine =>
  machine({
    context: { list: [] },
    initial: 'idle',
    states: { idle: { on: { GO: { target: 'busy', actions, ...(guard === undefined ? {} : { guard }) } } }, busy: {} },
  });

function go(described: AnyStateMachine): void {
  const table = new MachineTable(described);
  table.step(table.start(undefined).snapshot, { type: 'GO' });
}

describe('a machine is named that', () => {
  it('rolls dice in its context', () => {
    const described = onGo(assign({ list: () => [Math.random()] }));
    expect(() => go(described)).toThrow(SystemError);
    expect(() => go(described)).toThrow('machine "careless", on "GO", reads Math.random(): ');
  });

  it('rolls dice in a guard, even where all rolls come to the same', () => {
    expect(() => go(onGo([], () => Math.random() < 2))).toThrow('machine "careless", on "GO", reads Math.random(): ');
  });

  it('rolls dice when it starts', () => {
    const described = machine({ context: () => ({ dice: Math.random() }) });
    expect(() => new MachineTable(described).start(undefined)).toThrow(
      'machine "careless", in its initial state, reads Math.random(): ',
    );
  });

  it('reads a clock', () => {
    expect(() => go(onGo(assign({ list: () => [Date.now()] })))).toThrow(
      'machine "careless", on "GO", reads Date.now(): ',
    );
  });

  it('keeps a counter of its own', () => {
    let count = 0;
    expect(() => go(onGo(assign({ list: () => [(count += 1)] })))).toThrow('machine "careless" is not deterministic');
  });

  it('mutates its context', () => {
    const described = onGo(
      assign(({ context }) => {
        (context as { list: number[] }).list.push(1);
        return {};
      }),
    );
    expect(() => go(described)).toThrow(SystemError);
    expect(() => go(described)).toThrow('machine "careless", on "GO", changes its context in place');
  });

  it('mutates its context in a guard', () => {
    const described = onGo([], ({ context }: { context: { list: number[] } }) => context.list.push(1) > 100);
    expect(() => go(described)).toThrow('machine "careless", on "GO", changes its context in place');
  });
});
