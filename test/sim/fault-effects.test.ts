/** What each fault of the kernel does, and how often: counted by hand. */
import { describe, expect, it } from 'vitest';
import { emit, setup } from 'xstate';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import {
  BLOCKED,
  type AnySystem,
  type Service,
  type System,
  type View,
  type Witness,
} from '../../src/sim/contract/system.ts';
import { asking } from './little-machines.ts';
import { small, type Counters } from './systems.ts';

const told = (world: View): unknown => (world.actor('one')?.context as { readonly told: unknown } | undefined)?.told;

const met = (name: string, reached: (world: View) => boolean): Witness => ({
  kind: 'witness',
  name,
  summary: '',
  reached,
});

/** The names of the witnesses that are met. */
function reached(system: AnySystem, witnesses: readonly Witness[]): string[] {
  const found = explore(new Kernel(system), { properties: witnesses as unknown as Witness<never>[] });
  expect(found.verdict).toBe('exhausted');
  return found.witnesses.flatMap((witness) => (witness.reached ? [witness.name] : []));
}

type Parts = Partial<System<Counters>> & { readonly ask?: Partial<Service<Counters>> };

/** One actor that asks what `x` is, once. */
function reading({ ask, ...parts }: Parts): AnySystem {
  return small('reading', {
    store: { x: 0 },
    actors: { one: { machine: asking } },
    services: { ask: { access: 'read', run: (_: never, tx) => tx.read('x'), ...ask } },
    ...parts,
  });
}

const toggle = {
  run: (tx: { read(cell: string): number; write(cell: string, to: number): void }) => tx.write('x', 1 - tx.read('x')),
};
const rewrite = {
  run: (tx: { read(cell: string): number; write(cell: string, to: number): void }) => tx.write('x', tx.read('x')),
};

describe('a stale read', () => {
  // With a read left: x and the version before are (0, none), (1, 0) or (0, 1). Before the effect 3 worlds; an answer of 0 meets all three, one
  // of 1 the last two: 5 on their way and 5 told. Without one left no version is kept: 2 answers, each with both x, on their way and told: 8.
  const WORLDS = 3 + 5 + 5 + 8;

  it('sees the version before, which is kept only as long as a read may be stale', () => {
    const system = reading({ environment: { toggle }, faults: { stale: 1 } });
    expect(explore(new Kernel(system))).toMatchObject({ verdict: 'exhausted', states: WORLDS });
  });

  it('does not take a write that changes nothing for a version', () => {
    const system = reading({ environment: { toggle, rewrite }, faults: { stale: 1 } });
    expect(explore(new Kernel(system))).toMatchObject({ verdict: 'exhausted', states: WORLDS });
  });

  it('sees what a change of the last of several cells left behind', () => {
    const system = reading({ store: { other: 0, x: 0 }, environment: { toggle }, faults: { stale: 1 } });
    expect(explore(new Kernel(system))).toMatchObject({ verdict: 'exhausted', states: WORLDS });
  });

  it('leaves no version behind that only another one could see', () => {
    const once = (cell: string) => ({
      run: (tx: { read(cell: string): number; write(cell: string, to: number): void }) =>
        tx.read(cell) === 0 ? tx.write(cell, 1) : BLOCKED,
    });
    const system = reading({
      store: { x: 0, other: 0 },
      environment: { x: once('x'), other: once('other') },
      faults: { stale: 1 },
    });
    // Before the effect x, other and the version before are 00 -, 01 00, 10 00, 11 01 or 11 10. An answer of 0 that is true meets all five, one of 1
    // the last three. One of 0 that is stale meets x = 1 with either other, and whether other was 0 or 1 in what it saw is of no matter now.
    const [before, zero, one, stale] = [5, 5, 3, 2];
    expect(explore(new Kernel(system))).toMatchObject({
      verdict: 'exhausted',
      states: before + 2 * (zero + one + stale),
    });
  });

  const lock = setup({ types: { events: {} as { type: 'OPEN' } } }).createMachine({
    id: 'lock',
    initial: 'shut',
    states: { shut: { on: { OPEN: 'open' } }, open: {} },
  });

  it.each([
    [1, ['1', '2']],
    [2, ['0', '1', '2']],
    [3, ['0', '1', '2']],
  ])('sees up to %i versions back, and none that there never was', (staleVersions, expected) => {
    const system = reading({
      staleVersions,
      actors: { one: { machine: asking }, lock: { machine: lock } },
      // Answers once x is 2, and does not change any more.
      ask: { run: (_: never, tx) => (tx.actor('lock')?.value === 'open' ? tx.read('x') : BLOCKED) },
      environment: {
        increment: { run: (tx) => ((tx.read('x') ?? 0) < 2 ? tx.write('x', (tx.read('x') ?? 0) + 1) : BLOCKED) },
        open: { run: (tx) => (tx.read('x') === 2 ? tx.send('lock', { type: 'OPEN' }) : BLOCKED) },
      },
      faults: { stale: 1 },
    });
    const answers = [0, 1, 2].map((answer) => met(`${answer}`, (world) => told(world) === answer));
    expect(reached(system, answers)).toEqual(expected);
  });

  it('is none of a service that asks the primary', () => {
    const system = reading({ ask: { replica: false }, environment: { toggle }, faults: { stale: 1 } });
    expect(explore(new Kernel(system)).faultsInjected).toEqual({ stale: 0 });
  });
});

describe('a lost acknowledgement', () => {
  it('leaves the write, and a failed write leaves none', () => {
    const writing = (faults: System<Counters>['faults'] & object): AnySystem =>
      reading({ ask: { access: 'write', run: (_: never, tx) => tx.write('x', 1) }, faults });
    const timedOut = (world: View): boolean => (told(world) as { name?: string } | null)?.name === 'Timeout';
    const ways = [
      met('written', (world) => timedOut(world) && world.read('x') === 1),
      met('not written', (world) => timedOut(world) && world.read('x') === 0),
    ];
    expect(reached(writing({ ack: 1 }), ways)).toEqual(['written']);
    expect(reached(writing({ write: 1 }), ways)).toEqual(['not written']);
  });
});

describe('a crash', () => {
  const sender = setup({ types: { emitted: {} as { type: 'PING' } } }).createMachine({
    id: 'sender',
    entry: emit({ type: 'PING' }),
  });
  const receiver = setup({ types: { events: {} as { type: 'PING' } } }).createMachine({
    id: 'receiver',
    initial: 'waiting',
    states: { waiting: { on: { PING: 'pinged' } }, pinged: {} },
  });
  const pinging = (crashes: boolean): AnySystem =>
    small('pinging', {
      actors: { one: { machine: sender, routes: { PING: ['two'] } }, two: { machine: receiver, crashes } },
      faults: { crash: 1 },
    });

  it('drops the mailbox, and the actor begins again without it', () => {
    const ways = [
      met('down', (world) => world.actor('two') === null),
      met('waiting', (world) => world.actor('two')?.value === 'waiting'),
    ];
    expect(reached(pinging(true), ways)).toEqual(['down', 'waiting']);
    // A message on its way, pinged, down, and waiting without a message: from there nothing follows.
    expect(explore(new Kernel(pinging(true)))).toMatchObject({
      verdict: 'exhausted',
      states: 4,
      faultsInjected: { crash: 2 },
    });
  });

  it('hits none but those that may crash', () => {
    expect(explore(new Kernel(pinging(false)))).toMatchObject({ states: 2, faultsInjected: { crash: 0 } });
  });
});

describe('a disturbance', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])('happens up to %i times', (upset, states) => {
    const system = small('upset', {
      store: { x: 0 },
      actors: {},
      environment: { upset: { budget: 'upset', run: (tx) => tx.write('x', (tx.read('x') ?? 0) + 1) } },
      faults: { upset },
    });
    expect(explore(new Kernel(system), { maxStates: 50 })).toMatchObject({ verdict: 'exhausted', states });
  });
});

describe('messages', () => {
  it('arrive in the order in which they were emitted', () => {
    const sender = setup({ types: { emitted: {} as { type: 'A' } | { type: 'B' } } }).createMachine({
      id: 'sender',
      entry: [emit({ type: 'A' }), emit({ type: 'B' })],
    });
    const receiver = setup({ types: { events: {} as { type: 'A' } | { type: 'B' } } }).createMachine({
      id: 'receiver',
      initial: 'none',
      states: { none: { on: { A: 'a', B: 'b' } }, a: { on: { B: 'ab' } }, ab: {}, b: { on: { A: 'ba' } }, ba: {} },
    });
    const system = small('ordered', {
      actors: { one: { machine: sender, routes: { A: ['two'], B: ['two'] } }, two: { machine: receiver } },
    });
    const ways = ['ab', 'ba'].map((state) => met(state, (world) => world.actor('two')?.value === state));
    expect(reached(system, ways)).toEqual(['ab']);
  });
});
