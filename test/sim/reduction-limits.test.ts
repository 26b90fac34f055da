import { describe, expect, it } from 'vitest';
import { emit, fromPromise, setup } from 'xstate';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { defineSystem, type AnySystem } from '../../src/sim/contract/system.ts';

const verdicts = (system: AnySystem, reduce: boolean) => {
  const { verdict, findings, witnesses } = explore(new Kernel(system), { reduce, fairness: 'transition' });
  return {
    verdict,
    findings: findings.map(({ property, result }) => `${property.name}: ${result}`),
    witnesses: witnesses.map(({ name, reached }) => `${name}: ${reached}`),
  };
};

describe('partial-order reduction', () => {
  it('does not let an actor that sends itself messages without end keep the others from acting', () => {
    const echo = setup({ types: { events: {} as { type: 'ping' }, emitted: {} as { type: 'ping' } } }).createMachine({
      id: 'echo',
      entry: emit({ type: 'ping' }),
      on: { ping: { actions: emit({ type: 'ping' }) } },
    });
    const writer = setup({ actors: { note: fromPromise<null>(async () => null) } }).createMachine({
      id: 'writer',
      initial: 'writing',
      states: { writing: { invoke: { src: 'note', onDone: 'done' } }, done: {} },
    });
    const system = defineSystem<{ noted: boolean }>({
      name: 'an echo beside a writer',
      config: null,
      store: { noted: false },
      actors: { p: { machine: echo, routes: { ping: ['p'] } }, w: { machine: writer } },
      services: { note: { access: 'write', run: (_input, tx) => (tx.write('noted', true), null) } },
      properties: [
        { kind: 'safety', name: 'never noted', summary: '', check: (world) => (world.read('noted') ? 'noted' : null) },
        { kind: 'witness', name: 'is noted', summary: '', reached: (world) => world.read('noted') },
        { kind: 'liveness', name: 'will be noted', summary: '', goal: (world) => world.read('noted') },
      ],
    });
    const expected = {
      verdict: 'exhausted',
      findings: ['never noted: violated', 'will be noted: holds'],
      witnesses: ['is noted: true'],
    };
    expect(verdicts(system, false)).toEqual(expected);
    expect(verdicts(system, true)).toEqual(expected);
  });

  it('keeps a crash apart from the step before which it happens where a property compares the two', () => {
    const timed = setup({}).createMachine({ id: 'timed', initial: 'x', states: { x: { after: { 10: 'y' } }, y: {} } });
    const system = defineSystem({
      name: 'one timer and a crash',
      config: null,
      store: {},
      actors: { a: { machine: timed, crashes: true } },
      services: {},
      faults: { crash: 1 },
      properties: [
        {
          kind: 'safety',
          name: 'x does not crash',
          summary: '',
          check: (after, before) => (before.actor('a')?.value === 'x' && after.actor('a') === null ? 'crashed' : null),
        },
      ],
    });
    const expected = { verdict: 'exhausted', findings: ['x does not crash: violated'], witnesses: [] };
    expect(verdicts(system, false)).toEqual(expected);
    expect(verdicts(system, true)).toEqual(expected);
  });
});
