import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { rolloutSystem, type RolloutConfig } from '../../../src/rollout/index.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { OutOfReach } from '../../../src/sim/shrink/out-of-reach.ts';
import { Checker } from '../../../src/sim/kernel/checker.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import { sample, Sampler } from '../../../src/sim/sample/sample.ts';
import { shrink, type Shrunk } from '../../../src/sim/shrink/shrink.ts';
import type { AnySystem, LivenessProperty, Property, SafetyProperty } from '../../../src/sim/contract/system.ts';
import { anySpec, build } from '../any-system.ts';
import { leastToBreak } from '../fewest-preemptions.ts';

vi.setConfig({ testTimeout: 30_000 });

const named = (system: AnySystem, name: string): Property<never> =>
  (system.properties ?? []).find((property) => property.name === name) as Property<never>;

/** A schedule that breaks the property, as it was drawn. */
function drawn(kernel: Kernel, property: Property<never>, seed = 'shrink'): readonly number[] {
  const sampler = new Sampler(kernel, { seed, runs: 5000, properties: [property] });
  for (let more = true; more;) {
    more = sampler.advance(20);
    const choices = sampler.result().findings[0]?.path?.choices;
    if (choices !== undefined) return choices;
  }
  throw new Error(`nothing drawn breaks "${property.name}"`);
}

/** What of the steps is left when one of them is left out and the rest is replayed as far as it goes. */
async function stillBreaksWithout(kernel: Kernel, property: Property<never>, labels: readonly string[], at: number) {
  const plain = labels.toSpliced(at, 1).map((label) => label.replace(/#\d+/, ''));
  const trace = await replay(new ModelExecution(kernel), plain, { properties: [property], lenient: true });
  return trace.steps.some(({ violations }) => violations.length > 0);
}

const DEGRADED: RolloutConfig = {
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
};
const STALE_LIST: RolloutConfig = {
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'completed' }, B: { state: 'running', engine: 'completed' } },
};

describe('a schedule that is shrunk', () => {
  it('breaks the same property at its last step, and not before, and replays by its labels', async () => {
    const system = rolloutSystem({ protocol: 'fallback', operations: 3, faults: { read: 2, stale: 1, crash: 2 } });
    const kernel = new Kernel(system);
    const property = named(system, 'no-false-terminal');
    const long = drawn(kernel, property, 'long');
    const { choices, cost, message } = shrink(kernel, property, long);
    const labels = labelsOf(kernel, choices);
    const trace = await replay(new ModelExecution(kernel), labels, { properties: [property] });
    expect(trace.divergence).toBeNull();
    expect(trace.steps.flatMap(({ violations }, step) => violations.map((one) => [step, one.message]))).toEqual([
      [labels.length - 1, message],
    ]);
    expect(cost.steps).toBe(choices.length);
    expect(cost.steps).toBeLessThan(long.length);
    expect(cost.faults).toBe(trace.steps.filter(({ fault }) => fault !== null).length);
  });

  it.each<[string, RolloutConfig, string, Partial<Shrunk['cost']>]>([
    [
      'seed-degraded-fallback',
      { ...DEGRADED, protocol: 'fallback', faults: { read: 2, crash: 2, stale: 1 } },
      'no-false-terminal',
      { faults: 1, preemptions: 0 },
    ],
    ['seed-clobber', { operations: 2, protocol: 'own-tasks', faults: {} }, 'no-false-terminal', { faults: 0 }],
    [
      'seed-stale-list',
      { ...STALE_LIST, protocol: 'merged', faults: { 'late-failure': 1, read: 1 } },
      'settled-stays-settled',
      { faults: 0 },
    ],
  ])('of %s needs no more faults than the race does', (_, config, name, cost) => {
    const system = rolloutSystem(config);
    const kernel = new Kernel(system);
    for (const seed of ['a', 'b', 'c', 'd']) {
      const property = named(system, name);
      expect(shrink(kernel, property, drawn(kernel, property, seed)).cost).toMatchObject(cost);
    }
  });

  it.each<[string, RolloutConfig, string, Partial<Shrunk['cost']>]>([
    [
      'seed-degraded-fallback',
      { ...DEGRADED, protocol: 'fallback', faults: { read: 1 } },
      'no-false-terminal',
      { faults: 1, preemptions: 0 },
    ],
    [
      'seed-stale-list',
      { ...STALE_LIST, protocol: 'merged', faults: { 'late-failure': 1 } },
      'settled-stays-settled',
      { faults: 0, preemptions: 1 },
    ],
  ])('of %s has the fewest faults and preemptions that there can be', (_, config, name, least) => {
    const kernel = new Kernel(rolloutSystem(config));
    const property = named(kernel.system, name);
    expect(leastToBreak(kernel, property as SafetyProperty<never>)).toEqual(least);
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(shrink(kernel, property, drawn(kernel, property, seed)).cost).toMatchObject(least);
  });

  it('is 1-minimal: without any one of its steps it breaks nothing', async () => {
    const system = rolloutSystem({ ...DEGRADED, protocol: 'fallback', faults: { read: 2, crash: 1 } });
    const kernel = new Kernel(system);
    const property = named(system, 'no-false-terminal');
    const { choices, minimal } = shrink(kernel, property, drawn(kernel, property));
    expect(minimal).toBe(true);
    const labels = labelsOf(kernel, choices);
    for (let at = 0; at < labels.length; at += 1)
      expect(await stillBreaksWithout(kernel, property, labels, at)).toBe(false);
  });

  it('is the same each time, from another kernel, too', () => {
    const system = rolloutSystem({ protocol: 'merged', operations: 3, faults: { failure: 1, crash: 1 } });
    const once = (): unknown => {
      const kernel = new Kernel(system);
      const property = named(system, 'no-false-terminal');
      const { choices, ...rest } = shrink(kernel, property, drawn(kernel, property));
      return { labels: labelsOf(kernel, choices), ...rest };
    };
    expect(once()).toEqual(once());
  });

  it('says that it may not be minimal when it had to stop', () => {
    const system = rolloutSystem({ protocol: 'merged', operations: 3, faults: { failure: 1, crash: 1 } });
    const kernel = new Kernel(system);
    const property = named(system, 'no-false-terminal');
    const long = drawn(kernel, property, 'a long one');
    const short = shrink(kernel, property, long, { most: 3 });
    expect(short.minimal).toBe(false);
    // One more tells the message.
    expect(short.tried).toBeLessThanOrEqual(5);
    expect(short.choices.length).toBeLessThanOrEqual(long.length);
  });

  it('ends where a goal is out of reach for good', () => {
    const system = rolloutSystem({ protocol: 'merged', operations: 2, faults: { stop: 1, crash: 1 } });
    const kernel = new Kernel(system);
    const property = named(system, 'aggregate-converges-to-rows');
    const { choices, cost, message } = shrink(kernel, property, drawn(kernel, property));
    expect(message).toContain('can no longer be reached');
    // The stop alone is enough.
    expect(cost.faults).toBe(1);
    // No counterexample is shorter than the shortest.
    const [finding] = explore(kernel, { properties: [{ ...property, fairness: 'transition' } as never] }).findings;
    expect(choices.length).toBeGreaterThanOrEqual(finding?.path?.choices.length ?? Infinity);
  });

  it('is empty where the property is broken at the start', () => {
    const system = rolloutSystem({ protocol: 'refuse', legacy: true, faults: { read: 1 } });
    const kernel = new Kernel(system);
    const property = named(system, 'every-apply-settles');
    const { cost, choices } = shrink(kernel, property, drawn(kernel, property));
    expect([cost, choices]).toEqual([{ faults: 0, preemptions: 0, steps: 0 }, []]);
  });

  it('is refused where it breaks nothing', () => {
    const kernel = new Kernel(rolloutSystem({ protocol: 'fenced' }));
    const property = named(kernel.system, 'no-false-terminal');
    expect(() => shrink(kernel, property, [])).toThrow(
      'nothing to shrink: the schedule does not break "no-false-terminal"',
    );
    const witness = named(kernel.system, 'can-complete');
    expect(() => shrink(kernel, witness, [])).toThrow('a witness is no property that can be broken: "can-complete"');
  });

  it('never costs more than what was drawn, on arbitrary systems', () => {
    let shrunk = 0;
    fc.assert(
      fc.property(anySpec, fc.constantFrom('x', 'y'), fc.nat(3), (spec, cell, value) => {
        const kernel = new Kernel(build(spec, 2));
        const check = (after: { read(name: string): unknown }): string | null =>
          after.read(cell) === value ? 'seen' : null;
        const property = { kind: 'safety', name: 'never', summary: '', check } as unknown as Property<never>;
        const { findings } = sample(kernel, { seed: 's', runs: 5, chaos: 40, properties: [property] });
        const long = findings[0]?.path?.choices;
        fc.pre(long !== undefined);
        shrunk += 1;
        const { cost } = shrink(kernel, property, long);
        expect(cost.steps).toBeLessThanOrEqual(long.length);
        const [finding] = explore(kernel, { properties: [property], maxStates: 500 }).findings;
        if (finding?.path !== undefined)
          expect(cost.steps).toBeGreaterThanOrEqual(Math.min(finding.path.choices.length, long.length));
      }),
      { numRuns: 20 },
    );
    expect(shrunk).toBeGreaterThan(5);
  });
});

describe('whether a goal is out of reach', () => {
  it('is answered as an exploration answers it, in every fourth world of a run', () => {
    const system = rolloutSystem({ protocol: 'merged', operations: 2, faults: { stop: 1 } });
    const kernel = new Kernel(system);
    const property = named(system, 'aggregate-converges-to-rows') as LivenessProperty<never>;
    const outOfReach = new OutOfReach(kernel, new Checker(kernel.layout, [property]), property);
    const walk = new ModelExecution(kernel);
    const seen = new Set<boolean>();
    const EACH = 4;
    for (const [at, choice] of drawn(kernel, property).entries()) {
      const found = walk.possible().find((possible) => possible.choice === kernel.choice(choice));
      if (found === undefined) break;
      walk.take(found);
      if (at % EACH !== 0) continue;
      const properties = [{ ...property, fairness: 'transition' as const }];
      const [finding] = explore(kernel, { from: walk.words, faultFree: true, properties }).findings;
      const expected = finding?.path !== undefined && finding.path.choices.length === 0;
      expect(outOfReach.from(walk.words)).toBe(expected);
      seen.add(expected);
    }
    expect(seen.size).toBe(2);
  });
});
