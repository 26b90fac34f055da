import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../src/machines/index.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { explore, type Exploration, type ExploreOptions } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { PHASE } from '../../../src/sim/search/block.ts';
import type { TableUpdate } from '../../../src/sim/search/shared-tables.ts';
import type { AnySystem } from '../../../src/sim/contract/system.ts';
import { twoPhaseCommit } from '../../../examples/two-phase-commit/system.ts';
import { propertiesOf } from '../any-properties.ts';
import { anySpec, build } from '../any-system.ts';
import { InlineCrew } from '../inline-crew.ts';
import { InterruptedCrew } from '../interrupted-crew.ts';
import { SYSTEMS } from '../systems.ts';

/** Everything that was found, paths as the labels of their choices: numbers of choices depend on what was learned first. */
function found(system: AnySystem, options: ExploreOptions, kernel = new Kernel(system)) {
  const result: Exploration = explore(kernel, options);
  const findings = result.findings.map(({ property, result, path }) => ({
    property: property.name,
    result,
    message: path?.message,
    path: path?.choices.map((id) => {
      const { before, after } = kernel.choice(id);
      return `${before}${after}`;
    }),
  }));
  return { ...result, findings };
}

/** A few of each kind: an exploration takes no more than 31 goals. */
function about(system: AnySystem): Pick<ExploreOptions, 'properties' | 'fairness'> {
  return { properties: propertiesOf(system).slice(0, 60), fairness: 'transition' };
}

function helpedAlike(system: AnySystem, options: ExploreOptions, threads: number, seed: string): number {
  const crew = new InlineCrew(threads, seed);
  expect(found(system, { ...options, crew })).toEqual(found(system, options));
  return crew.helped;
}

describe('an exploration with a crew', () => {
  it('finds what one thread finds, to the last number, on arbitrary systems and whoever expands what', () => {
    const anyOptions = fc.record({
      reduce: fc.boolean(),
      faultFree: fc.boolean(),
      maxStates: fc.constantFrom(50, 500),
    });
    let helped = 0;
    fc.assert(
      fc.property(anySpec, anyOptions, fc.integer({ min: 2, max: 4 }), fc.string(), (spec, options, threads, seed) => {
        helped += helpedAlike(build(spec, 2), options, threads, seed);
      }),
      { numRuns: 60 },
    );
    expect(helped).toBeGreaterThan(1000);
  });

  it.each(SYSTEMS.map((system) => [system.name, system] as const))('finds the same of %s', (_, system) => {
    for (const reduce of [false, true]) helpedAlike(system, { reduce, maxStates: 3000 }, 3, system.name);
  });

  it.each(PROTOCOLS.map(({ name }) => name))('finds the same of a rollout under %s, races and all', (protocol) => {
    const system = rolloutSystem({ protocol, faults: { read: 1, stale: 1, crash: 1, failure: 1 } });
    for (const reduce of [false, true]) {
      const helped = helpedAlike(system, { reduce, maxStates: 20_000 }, 2, protocol);
      expect(helped).toBeGreaterThan(2000);
    }
  });

  it('counts two-phase commit as it was published', () => {
    const crew = new InlineCrew(3, 'two-phase commit');
    const { states, verdict } = explore(new Kernel(twoPhaseCommit(5)), { crew });
    expect({ states, verdict }).toEqual({ states: 8832, verdict: 'exhausted' });
    expect(crew.helped).toBeGreaterThan(4000);
  });

  it.each(SYSTEMS.map((system) => [system.name, system] as const))(
    'finds the same about properties of worlds, of steps, of goals and witnesses of %s',
    (_, system) => {
      for (const seed of ['one', 'other']) helpedAlike(system, { ...about(system), maxStates: 3000 }, 2, seed);
    },
  );

  it.each(SYSTEMS.map((system) => [system.name, system] as const))(
    'finds the same witnesses alone of %s',
    (_, system) => {
      const properties = propertiesOf(system).filter(({ kind }) => kind === 'witness');
      for (const seed of ['one', 'other']) helpedAlike(system, { properties, maxStates: 3000 }, 2, seed);
    },
  );

  it('finds the same with a kernel that has learned every step before', () => {
    let helped = 0;
    for (const system of SYSTEMS) {
      const options = { ...about(system), maxStates: 3000 };
      const kernel = new Kernel(system);
      const alone = found(system, options, kernel);
      const crew = new InlineCrew(2, 'again');
      expect(found(system, { ...options, crew }, kernel)).toEqual(alone);
      helped += crew.helped;
    }
    expect(helped).toBeGreaterThan(1000);
  });

  it.each([2, 3, 4])('finds the same when one of %i is interrupted by another in the middle of it', (threads) => {
    let [interrupted, overtaken] = [0, 0];
    for (const seldom of [4, 30, 200, 1000, 3000]) {
      const crew = new InterruptedCrew(threads, `${seldom}`, seldom);
      expect(found(twoPhaseCommit(5), { crew })).toEqual(found(twoPhaseCommit(5), {}));
      interrupted += crew.interrupted;
      overtaken += crew.overtaken;
    }
    expect(interrupted).toBeGreaterThan(50);
    expect(overtaken).toBeGreaterThan(50);
  });

  it('stops at the same world when there is a limit', () => {
    const system = twoPhaseCommit(5);
    for (const maxStates of [100, 1000, 5000]) helpedAlike(system, { maxStates }, 3, 'limit');
    for (const maxDepth of [3, 9]) helpedAlike(system, { maxDepth }, 3, 'limit');
  });

  it('does not end as if it had seen all where a thread has lost what it found', () => {
    class Careless extends InlineCrew {
      override run(phase: number, update: TableUpdate | null, own: () => void): void {
        if (phase === PHASE.settle) own();
        else super.run(phase, update, own);
      }
    }
    const careless = () => explore(new Kernel(twoPhaseCommit(5)), { crew: new Careless(3, 'careless') });
    expect(careless).toThrow(/the threads found \d+ new worlds and kept \d+/);
  });
});
