import { describe, expect, it } from 'vitest';
import { fromPromise, setup } from 'xstate';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { runBatch } from '../../../src/sim/campaign/batch.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import { defineSystem, type AnySystem } from '../../../src/sim/contract/system.ts';

const PLAN = { seed: 'batch', runs: 24, chaos: 60, settleWithin: 100 };
const build = (): AnySystem => rolloutSystem({ protocol: 'own-tasks', faults: { crash: 1 } });

/** Counts up in a store; `step` says by how much. */
function counting(step: () => number): AnySystem {
  const machine = setup({ actors: { count: fromPromise<number>(() => Promise.resolve(0)) } }).createMachine({
    id: 'counter',
    initial: 'counting',
    states: { counting: { invoke: { src: 'count', onDone: 'done' } }, done: { type: 'final' } },
  });
  const service = {
    access: 'write',
    run: (_: unknown, tx: { write(cell: string, value: number): void }) => {
      tx.write('x', step());
      return 0;
    },
  } as const;
  return defineSystem<{ readonly x: number }>({
    name: 'counting',
    config: null,
    store: { x: 0 },
    actors: { counter: { machine } },
    services: { count: service as never },
    properties: [
      { kind: 'liveness', name: 'counts', summary: 'x is counted up', goal: (world) => world.read('x') > 0 },
    ],
  });
}

describe('a batch', () => {
  it('is plain data, and the same each time', () => {
    const result = runBatch(build, PLAN);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(runBatch(build, PLAN)).toEqual(result);
    expect(runBatch(build, { ...PLAN, seed: 'another' })).not.toEqual(result);
  });

  it('has races that replay by their labels, and what they cost', async () => {
    const { races, properties } = runBatch(build, PLAN);
    const race = races.find(({ property }) => property === 'no-false-terminal');
    expect(properties).toContainEqual({ name: 'no-false-terminal', kind: 'safety' });
    const system = build();
    const trace = await replay(new ModelExecution(new Kernel(system)), race?.steps ?? [], {
      properties: system.properties ?? [],
    });
    expect(trace.divergence).toBeNull();
    expect(trace.steps.at(-1)?.violations).toContainEqual({ property: 'no-false-terminal', message: race?.message });
    expect(race?.cost).toMatchObject({
      steps: race?.steps.length,
      faults: trace.steps.filter(({ fault }) => fault !== null).length,
    });
  });

  it('says which steps each scheduler took', () => {
    const { schedulers } = runBatch(build, { ...PLAN, schedulers: ['uniform', 'pct-2'] });
    expect(schedulers.map(({ name, runs }) => [name, runs])).toEqual([
      ['uniform', 12],
      ['pct-2', 12],
    ]);
    for (const { labels } of schedulers) {
      expect(labels).toEqual([...new Set(labels)].toSorted());
      expect(labels).toContain('drive:A claim takes effect');
      expect(labels.filter((label) => label.includes('#'))).toEqual([]);
    }
  });

  it('looks at the properties that are named, and at the witnesses', () => {
    const { properties, witnesses } = runBatch(build, { ...PLAN, only: ['first-error-kept'] });
    expect(properties.map(({ name }) => name)).toEqual(['first-error-kept']);
    expect(witnesses.length).toBeGreaterThan(0);
  });

  it('counts the runs in which a goal was not reached in time, whether it still could be or not', () => {
    const impatient = { ...PLAN, runs: 6, chaos: 2, settleWithin: 1 };
    const { unsettled, races } = runBatch(() => rolloutSystem({ operations: 1 }), impatient);
    expect(unsettled['every-apply-settles']).toBe(6);
    expect(races).toEqual([]);
  });
});

describe('what is not under control is told,', () => {
  it('where systems that should be the same are not', () => {
    let built = 0;
    const drifting = (): AnySystem => {
      built += 1;
      const mine = built;
      return counting(() => mine);
    };
    expect(() => runBatch(drifting, PLAN)).toThrow(
      'the first schedule went another way when it was drawn again from the same seed: its steps were the same and led to another world',
    );
  });

  it('where the steps themselves differ', () => {
    let built = 0;
    const drifting = (): AnySystem => {
      built += 1;
      return rolloutSystem({ operations: built });
    };
    expect(() => runBatch(drifting, PLAN)).toThrow(
      /drawn again from the same seed: step \d+ was .+, and then .+ depends/,
    );
  });

  it('where a service counts on its own, which the kernel itself doubts', () => {
    let calls = 0;
    expect(() => runBatch(() => counting(() => (calls += 1)), PLAN)).toThrow('service "count" is not deterministic');
  });

  it('and nothing is where all is under control', () => {
    expect(runBatch(() => counting(() => 1), PLAN).races).toEqual([]);
  });
});
