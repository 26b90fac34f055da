import { describe, expect, it } from 'vitest';
import { Enabled } from '../../src/sim/tables/enabled.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { replay } from '../../src/sim/execution/replay.ts';
import { sample } from '../../src/sim/sample/sample.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';
import { systemNamed } from './systems.ts';
import { NAMED, onArbitrary, walk, warm } from './walks.ts';

async function traceOf(kernel: Kernel, labels: readonly string[]): Promise<string> {
  const trace = await replay(new ModelExecution(kernel), labels, { properties: kernel.system.properties ?? [] });
  expect([trace.divergence, trace.steps.length]).toEqual([null, labels.length]);
  return JSON.stringify(trace);
}

describe('the same token gives the same trace, byte for byte,', () => {
  it.each(NAMED)('from a fresh kernel and from one that has explored: %s', async (_name, system) => {
    const labels = walk(warm(system), 'token', 30);
    expect(await traceOf(new Kernel(system), labels)).toBe(await traceOf(warm(system), labels));
  });

  it('on arbitrary systems', async () => {
    await onArbitrary(async (system, seed) => {
      const kernel = new Kernel(system);
      const labels = walk(kernel, seed, 25);
      expect(await traceOf(new Kernel(system), labels)).toBe(await traceOf(kernel, labels));
    });
  });
});

describe('the same seed gives the same schedules', () => {
  it.each(NAMED)('from a fresh kernel and from one that has explored: %s', (_name, system) => {
    const options = { seed: 'sampling', runs: 2, chaos: 20, settleWithin: 20 };
    const { findings: _one, ...fresh } = sample(new Kernel(system), options);
    const { findings: _other, ...again } = sample(warm(system), options);
    expect(again).toEqual(fresh);
  });
});

describe('what is possible', () => {
  it('is listed in one order, whatever the kernel has learned: the actors as declared, then the environment', () => {
    type Write = { write(cell: string, value: number): void; read(cell: string): number };
    const flip = (cell: string) => ({ run: (tx: Write) => tx.write(cell, 1 - tx.read(cell)) });
    const environment = {
      a: flip('x'),
      b: flip('y'),
      nothing: { run: () => {} },
      c: flip('x'),
      d: flip('z'),
      e: flip('y'),
    };
    const system = { ...systemNamed('machines that finish with an output'), store: { x: 0, y: 0, z: 0 }, environment };
    const kernel = new Kernel(system as unknown as AnySystem);
    const listed = () => {
      const { count, choices } = kernel.enabled(kernel.initial(), new Enabled());
      return [...choices.subarray(0, count)];
    };
    const fresh = listed();
    explore(kernel);
    expect(listed()).toEqual(fresh);
    const labels = ['first count#1 takes effect', 'second count#1 takes effect', ...Object.keys(environment)];
    expect(
      new ModelExecution(kernel)
        .possible()
        .map(({ label }) => label)
        .filter((label) => !label.startsWith('crash')),
    ).toEqual(labels);
  });
});

describe('a service or an environment action is named that', () => {
  const asking = systemNamed('machines that finish with an output');
  const enable = (system: AnySystem) => () => new ModelExecution(new Kernel(system)).possible();

  it('does two things in one world', () => {
    let calls = 0;
    const count = { access: 'write', run: () => (calls += 1) };
    const system = { ...asking, services: { count } } as unknown as AnySystem;
    expect(enable(system)).toThrow('service "count" is not deterministic');
  });

  it('does something else in a world that looks the same to it', () => {
    let patience = 5;
    const run = (tx: { read(cell: string): number; write(cell: string, value: number): void }) => {
      patience -= 1;
      tx.write('x', tx.read(patience > 0 ? 'x' : 'y') + 1);
    };
    const system = { ...asking, store: { x: 0, y: 0 }, environment: { bump: { run } } } as unknown as AnySystem;
    expect(() => explore(new Kernel(system))).toThrow('"bump" is not deterministic');
  });

  it('writes although it only reads', () => {
    const count = {
      access: 'read',
      run: (_: never, tx: { write(cell: string, value: number): void }) => tx.write('x', 1),
    };
    const system = { ...asking, services: { count } } as unknown as AnySystem;
    expect(enable(system)).toThrow('service "count" is not declared as a write, but it writes');
  });

  it.each([
    [
      'an unknown cell',
      { run: (tx: { read(cell: string): unknown }) => void tx.read('z') },
      'the system has no cell "z". It has: x',
    ],
    [
      'an unknown actor',
      { run: (tx: { actor(name: string): unknown }) => void tx.actor('third') },
      'the system has no actor "third". It has: first, second',
    ],
  ])('asks for %s', (_what, action, message) => {
    expect(enable({ ...asking, environment: { action } } as unknown as AnySystem)).toThrow(message);
  });
});
