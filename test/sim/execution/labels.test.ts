import { describe, expect, it } from 'vitest';
import { raise, setup } from 'xstate';
import { ModelExecution, type Possible } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { defineSystem } from '../../../src/sim/contract/system.ts';
import { NAMED, onArbitrary, walk, walks, warm } from '../walks.ts';

/** The labels that occur twice among those of one world. */
function twice(execution: ModelExecution): string[] {
  const labels = execution.possible().map(({ label }) => label);
  return labels.filter((label, index) => labels.indexOf(label) !== index);
}

describe('labels', () => {
  it.each(NAMED)('are unique in their world: %s', (_name, system) => {
    walks(system, (execution) => expect(twice(execution)).toEqual([]));
  });

  it('are unique in their world on arbitrary systems', async () => {
    await onArbitrary(async (system, seed) => {
      walk(new Kernel(system), seed, 25, (execution) => expect(twice(execution)).toEqual([]));
    });
  });

  const bystander = {
    machine: setup({}).createMachine({
      id: 'bystander',
      initial: 'one',
      states: { one: { after: { 10: 'two' } }, two: { after: { 10: 'one' } } },
    }),
    crashes: true,
  };

  /** What is possible along the schedule, the bystander's own choices left out. */
  function along(kernel: Kernel, labels: readonly string[]): string[][] {
    const execution = new ModelExecution(kernel);
    const own = () => execution.possible().flatMap(({ label }) => (label.includes('bystander') ? [] : [label]));
    return [
      own(),
      ...labels.map((label) => {
        execution.take(execution.possible().find((possible) => possible.label === label) as Possible);
        return own();
      }),
    ];
  }

  it.each(NAMED)('stay when an actor is added that has nothing to do with the others: %s', (_name, system) => {
    const labels = walk(warm(system), 'stable', 30);
    const { actors } = system;
    const alone = along(warm(system), labels);
    const beside = new Kernel({ ...system, actors: { ...actors, bystander } });
    expect(along(beside, labels)).toEqual(alone);
    const before = new Kernel({ ...system, actors: { bystander, ...actors } });
    expect(along(before, labels)).toEqual(alone);
  });

  it('tell timers of one name apart by when they are due', () => {
    const tick = (delay: number) => raise({ type: 'TICK' }, { delay });
    const ticking = setup({}).createMachine({ on: { SLOW: { actions: tick(300) }, FAST: { actions: tick(100) } } });
    const system = defineSystem({
      name: 'ticks',
      config: null,
      store: {},
      actors: { clock: { machine: ticking } },
      services: {},
      environment: {
        slow: { run: (tx) => tx.send('clock', { type: 'SLOW' }) },
        fast: { run: (tx) => tx.send('clock', { type: 'FAST' }) },
      },
    });
    const execution = new ModelExecution(new Kernel(system));
    const labels = () => execution.possible().map(({ label }) => label);
    const take = (index: number) => execution.take(execution.possible()[index] as Possible);
    take(labels().indexOf('slow'));
    take(labels().indexOf('fast'));
    expect(labels()).toEqual(['clock timer TICK (in 300) fires', 'clock timer TICK (in 100) fires', 'slow', 'fast']);
    take(0);
    expect(labels()).toEqual(['clock timer TICK fires', 'slow', 'fast']);
  });

  it('tell timers of one name apart by which was set first, where both may take as long', () => {
    const tick = (delay: number) => raise({ type: 'TICK' }, { delay });
    const ticking = setup({}).createMachine({
      on: { OLD: { actions: [raise({ type: 'OTHER' }, { delay: 5 }), tick(15)] }, YOUNG: { actions: tick(10) } },
    });
    const system = defineSystem({
      name: 'ticks',
      config: null,
      store: {},
      actors: { clock: { machine: ticking } },
      services: {},
      environment: {
        old: { run: (tx) => tx.send('clock', { type: 'OLD' }) },
        young: { run: (tx) => tx.send('clock', { type: 'YOUNG' }) },
      },
    });
    const execution = new ModelExecution(new Kernel(system));
    const labels = () => execution.possible().map(({ label }) => label);
    for (const label of ['old', 'young', 'clock timer OTHER fires'])
      execution.take(execution.possible()[labels().indexOf(label)] as Possible);
    expect(labels().slice(0, 2)).toEqual([
      'clock timer TICK (in 10, set as number 1) fires',
      'clock timer TICK (in 10, set as number 2) fires',
    ]);
  });
});
