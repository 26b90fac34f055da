import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raise, setup } from 'xstate';
import { ModelExecution, type Possible } from '../../src/sim/execution.ts';
import { explore } from '../../src/sim/explore.ts';
import { Enabled } from '../../src/sim/enabled.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { Random } from '../../src/sim/random.ts';
import { replay } from '../../src/sim/replay.ts';
import { sample } from '../../src/sim/sample.ts';
import type { System } from '../../src/sim/system.ts';
import { rolloutSystem } from '../../src/rollout/system.ts';
import { anySpec, build } from './any-system.ts';
import { small, SYSTEMS, systemNamed } from './systems.ts';

const everyFault = { read: 1, stale: 2, write: 1, ack: 1, crash: 1, partial: 1, empty: 1, failure: 1, stop: 1 };
const rollout = rolloutSystem({ operations: 2, faults: everyFault, staleVersions: 2 }) as unknown as System<never>;
const ALL: readonly System<never>[] = [...SYSTEMS, rollout];
const named = ALL.map((system) => [system.name, system] as const);

/** Walks at random and shows each world on the way, with the choice that is taken next. */
function walk(kernel: Kernel, seed: string, steps: number, visit: (at: ModelExecution, next: Possible | undefined) => void): string[] {
  const random = new Random(seed);
  const execution = new ModelExecution(kernel);
  const labels: string[] = [];
  for (;;) {
    const possible = execution.possible();
    const next = labels.length === steps ? undefined : possible[possible.length === 0 ? 0 : random.below(possible.length)];
    visit(execution, next);
    if (next === undefined) return labels;
    execution.take(next);
    labels.push(next.label);
  }
}

/** Every world of a few random walks on the system, and on arbitrary ones. */
function onWalks(system: System<never>, visit: Parameters<typeof walk>[3]): void {
  const kernel = new Kernel(system);
  for (let seed = 0; seed < 4; seed += 1) walk(kernel, `${system.name}/${seed}`, 60, visit);
}

const onArbitrary = (visit: (system: System<never>, seed: string) => void): void =>
  fc.assert(fc.property(anySpec, fc.string(), (spec, seed) => visit(build(spec), seed)), { numRuns: 15 });

describe('the same token gives the same trace, byte for byte,', () => {
  async function expectSame(system: System<never>, seed: string): Promise<void> {
    const labels = walk(new Kernel(system), seed, 60, () => {});
    const warm = new Kernel(system);
    explore(warm, { maxStates: 300 });
    const [one, other] = await Promise.all(
      [new Kernel(system), warm].map(async (kernel) => replay(new ModelExecution(kernel), labels, { properties: system.properties ?? [] })),
    );
    expect(one?.divergence).toBeNull();
    expect(one?.steps.length).toBe(labels.length);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  }

  it.each(named)('from a fresh kernel and from one that has explored: %s', async (_name, system) => {
    await expectSame(system, 'token');
  });

  it('on arbitrary systems', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, fc.string(), async (spec, seed) => expectSame(build(spec), seed)),
      { numRuns: 15 },
    );
  });
});

describe('the same seed gives the same schedules', () => {
  it.each(named)('from a fresh kernel and from one that has explored: %s', (_name, system) => {
    const options = { seed: 'sampling', runs: 3, chaos: 30, settleWithin: 30 };
    const warm = new Kernel(system);
    explore(warm, { maxStates: 300 });
    const { findings: _one, ...fresh } = sample(new Kernel(system), options);
    const { findings: _other, ...again } = sample(warm, options);
    expect(again).toEqual(fresh);
  });
});

describe('what is possible', () => {
  it('is listed in one order, whatever the kernel has learned: the actors as declared, then the environment', () => {
    type Write = { write(cell: string, value: number): void; read(cell: string): number };
    const flip = (cell: string) => ({ run: (tx: Write) => tx.write(cell, 1 - tx.read(cell)) });
    const environment = { a: flip('x'), b: flip('y'), nothing: { run: () => {} }, c: flip('x'), d: flip('z'), e: flip('y') };
    const system = { ...systemNamed('machines that finish with an output'), store: { x: 0, y: 0, z: 0 }, environment };
    const kernel = new Kernel(system as unknown as System<never>);
    const listed = () => {
      const { count, choices } = kernel.enabled(kernel.initial(), new Enabled());
      return [...choices.subarray(0, count)];
    };
    const fresh = listed();
    explore(kernel);
    expect(listed()).toEqual(fresh);
    const labels = ['first count#1 takes effect', 'second count#1 takes effect', ...Object.keys(environment)];
    expect(new ModelExecution(kernel).possible().map(({ label }) => label).filter((label) => !label.startsWith('crash'))).toEqual(labels);
  });
});

describe('a choice', () => {
  /** The world after the choice, as its words. */
  function after(kernel: Kernel, words: Int32Array, index: number): string {
    const { choices, outcomes } = kernel.enabled(words, new Enabled());
    const next = new Int32Array(kernel.width);
    kernel.apply(words, choices[index] ?? 0, outcomes[index] ?? 0, next);
    return next.join();
  }

  function expectPure({ kernel, words }: ModelExecution): void {
    const before = words.join();
    const { count } = kernel.enabled(words, new Enabled());
    const first = Array.from({ length: count }, (_, index) => after(kernel, words, index));
    expect(Array.from({ length: count }, (_, index) => after(kernel, words, index))).toEqual(first);
    expect(words.join()).toBe(before);
  }

  it.each(named)('taken twice from one world leads to one world, and leaves the first as it was: %s', (_name, system) => {
    onWalks(system, expectPure);
  });

  it('taken twice from one world of an arbitrary system leads to one world', () => {
    onArbitrary((system, seed) => void walk(new Kernel(system), seed, 25, expectPure));
  });

  it('that is not possible here cannot be taken', () => {
    const execution = new ModelExecution(new Kernel(systemNamed('machines that finish with an output')));
    const [first] = execution.possible();
    execution.take(first as Possible);
    expect(() => execution.take(first as Possible)).toThrow('that choice is not possible in this world');
  });
});

describe('labels', () => {
  const expectUnique = (execution: ModelExecution): void => {
    const labels = execution.possible().map(({ label }) => label);
    expect(labels).toEqual([...new Set(labels)]);
  };

  it.each(named)('are unique in their world: %s', (_name, system) => onWalks(system, expectUnique));

  it('are unique in their world on arbitrary systems', () => {
    onArbitrary((system, seed) => void walk(new Kernel(system), seed, 25, expectUnique));
  });

  const bystander = {
    machine: setup({}).createMachine({ id: 'bystander', initial: 'one', states: { one: { after: { 10: 'two' } }, two: { after: { 10: 'one' } } } }),
    crashes: true,
  };

  /** What is possible along the schedule, the bystander's own choices left out. */
  function along(system: System<never>, labels: readonly string[]): string[][] {
    const execution = new ModelExecution(new Kernel(system));
    const own = () => execution.possible().flatMap(({ label }) => (label.includes('bystander') ? [] : [label]));
    return [own(), ...labels.map((label) => {
      execution.take(execution.possible().find((possible) => possible.label === label) as Possible);
      return own();
    })];
  }

  it.each(named)('stay when an actor is added that has nothing to do with the others: %s', (_name, system) => {
    const labels = walk(new Kernel(system), 'stable', 60, () => {});
    const alone = along(system, labels);
    const { actors } = system;
    expect(along({ ...system, actors: { ...actors, bystander } }, labels)).toEqual(alone);
    expect(along({ ...system, actors: { bystander, ...actors } }, labels)).toEqual(alone);
  });

  it('tell timers of one name apart by when they are due', () => {
    const tick = (delay: number) => raise({ type: 'TICK' }, { delay });
    const machine = setup({}).createMachine({ id: 'ticking', entry: [tick(300), tick(100), tick(100), tick(200)] });
    const execution = new ModelExecution(new Kernel(small('ticking', { actors: { clock: { machine } } })));
    const labels = () => execution.possible().map(({ label }) => label);
    expect(labels()).toEqual(['clock timer TICK (in 300) fires', 'clock timer TICK (in 100) fires']);
    execution.take(execution.possible()[0] as Possible);
    expect(labels()).toEqual(['clock timer TICK fires']);
  });
});

describe('a fault budget', () => {
  const budgetsOf = ({ kernel, words }: ModelExecution): Record<string, number> =>
    Object.fromEntries(kernel.layout.faults.map((fault) => [fault, words[kernel.layout.faultWord(fault)] ?? Number.NaN]));

  function expectSpent(kernel: Kernel, seed: string): void {
    const spent = { ...kernel.system.faults } as Record<string, number>;
    walk(kernel, seed, 80, (execution, next) => {
      expect(budgetsOf(execution)).toEqual(spent);
      expect(Math.min(0, ...Object.values(spent))).toBe(0);
      const fault = next?.choice.fault ?? null;
      if (fault !== null) spent[fault] = (spent[fault] ?? 0) - 1;
    });
  }

  it.each(named)('is spent by its fault, one at a time, by nothing else and never below zero: %s', (_name, system) => {
    for (let seed = 0; seed < 4; seed += 1) expectSpent(new Kernel(system), `budget/${seed}`);
  });

  it('is spent in full by some walk', () => {
    const execution = new ModelExecution(new Kernel(rollout));
    const faults: string[] = [];
    for (let steps = 0; steps < 400; steps += 1) {
      const possible = execution.possible();
      const next = possible.find(({ choice }) => choice.fault === 'crash') ?? possible.find(({ choice }) => choice.fault === null);
      if (next === undefined) break;
      if (next.choice.fault !== null) faults.push(next.choice.fault);
      execution.take(next);
    }
    expect(faults).toEqual(['crash']);
    expect(budgetsOf(execution)['crash']).toBe(0);
  });
});

describe('the history of the store', () => {
  const stale = ALL.filter(({ faults }) => (faults?.['stale'] ?? 0) > 0);
  const historyOf = ({ kernel: { layout }, words }: ModelExecution): number[] => [...words.subarray(layout.firstOld, layout.firstFault)];

  it.each(stale.map((system) => [system.name, system] as const))('is gone once no stale read is left: %s', (_name, system) => {
    let gone = 0;
    let kept = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      walk(new Kernel(system), `history/${seed}`, 100, (execution) => {
        const left = execution.words[execution.kernel.layout.faultWord('stale')];
        if (left === 0) gone += 1;
        if (left === 0) expect(historyOf(execution)).toEqual(historyOf(execution).map(() => 0));
        else if (historyOf(execution).some((version) => version > 0)) kept += 1;
      });
    }
    expect(Math.min(gone, kept)).toBeGreaterThan(0);
  });

  it('takes no room where nothing is ever read stale', () => {
    const { layout } = new Kernel(systemNamed('machines that finish with an output'));
    expect(layout.firstFault).toBe(layout.firstOld);
  });

  it('gives a stale read the value from before the last change, and the one before that', () => {
    const system = systemNamed('reads that are old, late, wrong or fail by themselves');
    const execution = new ModelExecution(new Kernel(system));
    const take = (label: string) => execution.take(execution.possible().find((possible) => possible.label === label) as Possible);
    const reply = () => execution.picture().actors['one']?.requests[0]?.reply;
    const labels = () => execution.possible().flatMap(({ label }) => (label.includes('stale') ? [label] : []));
    expect(labels()).toEqual([]);
    take('bump');
    take('bump');
    expect(labels()).toEqual(['one count#1 takes effect, stale by 1 version', 'one count#1 takes effect, stale by 2 versions']);
    take('one count#1 takes effect, stale by 2 versions');
    expect(reply()).toEqual({ ok: true, value: 0 });
    take('one count#1 is answered');
    take('again');
    take('one count#2 takes effect, stale by 1 version');
    expect(reply()).toEqual({ ok: true, value: 1 });
  });
});

describe('a service or an environment action is named that', () => {
  const asking = systemNamed('machines that finish with an output');
  const enable = (system: System<never>) => () => new ModelExecution(new Kernel(system)).possible();

  it('does two things in one world', () => {
    let calls = 0;
    const count = { access: 'write', run: () => (calls += 1) };
    const system = { ...asking, services: { count } } as unknown as System<never>;
    expect(enable(system)).toThrow('service "count" is not deterministic');
  });

  it('does something else in a world that looks the same to it', () => {
    let patience = 5;
    const run = (tx: { read(cell: string): number; write(cell: string, value: number): void }) => {
      patience -= 1;
      tx.write('x', tx.read(patience > 0 ? 'x' : 'y') + 1);
    };
    const system = { ...asking, store: { x: 0, y: 0 }, environment: { bump: { run } } } as unknown as System<never>;
    expect(() => explore(new Kernel(system))).toThrow('"bump" is not deterministic');
  });

  it('writes although it only reads', () => {
    const count = { access: 'read', run: (_: never, tx: { write(cell: string, value: number): void }) => tx.write('x', 1) };
    const system = { ...asking, services: { count } } as unknown as System<never>;
    expect(enable(system)).toThrow('service "count" is not declared as a write, but it writes');
  });

  it.each([
    ['an unknown cell', { run: (tx: { read(cell: string): unknown }) => void tx.read('z') }, 'the system has no cell "z". It has: x'],
    ['an unknown actor', { run: (tx: { actor(name: string): unknown }) => void tx.actor('third') }, 'the system has no actor "third". It has: first, second'],
  ])('asks for %s', (_what, action, message) => {
    expect(enable({ ...asking, environment: { action } } as unknown as System<never>)).toThrow(message);
  });
});
