/** Mistakes in a machine or a service: each is named, with the place. */
import { describe, expect, it } from 'vitest';
import { assign, sendTo, setup } from 'xstate';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { SystemError, type AnySystem, type Transaction } from '../../src/sim/contract/system.ts';
import { asking } from './little-machines.ts';
import { small, type Counters } from './systems.ts';

const possible = (system: AnySystem) => () => new ModelExecution(new Kernel(system)).possible();

/** One actor whose request is answered like this. */
const answering = (run: (input: never, tx: Transaction<Counters>) => unknown): AnySystem =>
  small('answering', {
    store: { x: 0 },
    actors: { one: { machine: asking } },
    services: { ask: { access: 'write', run } },
  });

describe('a mistake is named', () => {
  it('of a machine that throws in an action', () => {
    const machine = setup({}).createMachine({
      id: 'throwing',
      on: {
        GO: {
          actions: assign(() => {
            throw new Error('boom');
          }),
        },
      },
    });
    const go = { run: (tx: Transaction<Counters>) => tx.send('one', { type: 'GO' }) };
    expect(possible(small('throwing', { actors: { one: { machine } }, environment: { go } }))).toThrow(
      new SystemError('machine "throwing" throws in state {} on "GO": boom'),
    );
  });

  it('of a machine that cannot even start', () => {
    const machine = setup({}).createMachine({ id: 'stillborn', entry: sendTo('nobody', { type: 'HELLO' }) });
    expect(possible(small('stillborn', { actors: { one: { machine } } }))).toThrow(
      /^machine "stillborn" cannot start: /,
    );
  });

  it('of a service that answers with what is no plain data', () => {
    expect(possible(answering(() => new Map()))).toThrow('service "ask": its answer is an instance of Map');
  });

  it('of a service that writes undefined', () => {
    expect(possible(answering((_input, tx) => tx.write('x', undefined as never)))).toThrow(
      'service "ask": x is undefined',
    );
  });

  it('of a service that sends to the actor that asked, on the model and on live actors', () => {
    const message = 'service "ask" sends to "one", the actor that asked: let its answer say it';
    const system = answering((_input, tx) => tx.send('one', { type: 'LEAVE' }));
    expect(possible(system)).toThrow(new SystemError(message));
    const live = new LiveExecution(system);
    expect(() => live.possible()).toThrow(new SystemError(message));
  });
});
