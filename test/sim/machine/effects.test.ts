import { describe, expect, it } from 'vitest';
import {
  assign,
  emit,
  enqueueActions,
  fromCallback,
  fromPromise,
  log,
  raise,
  sendTo,
  setup,
  spawnChild,
  type AnyStateMachine,
} from 'xstate';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { MachineTable } from '../../../src/sim/machine/machine-table.ts';
import { SystemError } from '../../../src/sim/contract/system.ts';
import { asked } from '../little-machines.ts';
import { small } from '../systems.ts';

class Ledger {
  readonly rows = [1];
}

const machine = (config: object, actors = {}): AnyStateMachine =>
  setup({ actors: { ask: asked, ...actors } }).createMachine({
    id: 'ledger',
    ...config,
  } as never) as unknown as AnyStateMachine;

/** A machine that does it on entering `busy`, on the event GO. */
const onGo = (busy: object, actors = {}): AnyStateMachine =>
  machine({ initial: 'idle', states: { idle: { on: { GO: 'busy' } }, busy } }, actors);

/** What the table says of the machine on GO. */
function goes(described: AnyStateMachine, ignored: readonly string[] = []) {
  const table = new MachineTable(described, ignored);
  return table.step(table.start(undefined).snapshot, { type: 'GO' });
}

describe('what a machine asks for', () => {
  it('is read off in the order in which XState does it', () => {
    const described = onGo({
      entry: [emit({ type: 'FIRST' }), raise({ type: 'LATER' }, { delay: 20, id: 'later' }), emit({ type: 'SECOND' })],
      invoke: { id: 'request', src: 'ask', input: { rows: 2 } },
      after: { 500: 'idle' },
    });
    const after = 'xstate.after.500.ledger.busy';
    expect(goes(described).effects).toEqual([
      { kind: 'emit', event: { type: 'FIRST' } },
      { kind: 'delay', id: 'later', event: { type: 'LATER' }, delay: 20 },
      { kind: 'emit', event: { type: 'SECOND' } },
      { kind: 'delay', id: after, event: { type: after }, delay: 500 },
      { kind: 'invoke', id: 'request', source: 'ask', input: { rows: 2 } },
    ]);
  });

  it('is nothing where it assigns, logs, raises at once, or does what the system ignores', () => {
    const described = onGo({
      context: { n: 0 },
      entry: [assign({ n: 1 }), log('busy'), raise({ type: 'NOW' }), { type: 'measure' }],
      on: { NOW: {} },
    });
    expect(goes(described, ['measure']).effects).toEqual([]);
  });

  it('may come from several enqueued actions', () => {
    const described = onGo({
      entry: enqueueActions(({ enqueue }) => {
        enqueue.emit({ type: 'DONE' } as never);
        enqueue.cancel('timer');
      }),
    });
    expect(goes(described).effects).toEqual([
      { kind: 'emit', event: { type: 'DONE' } },
      { kind: 'cancel', id: 'timer' },
    ]);
  });
});

describe('what the model has no meaning for is refused, naming the machine, the state and the source:', () => {
  const where = 'machine "ledger", state "busy", on "GO": ';

  it.each([
    [
      'inline invoked logic',
      onGo({ invoke: { src: fromPromise(async () => 1) } }),
      'it invokes inline logic; name it in setup({ actors })',
    ],
    [
      'a spawned unknown',
      onGo({ entry: spawnChild(fromPromise(async () => 1)) }),
      'it invokes inline logic; name it in setup({ actors })',
    ],
    [
      'sendTo',
      onGo(
        { invoke: { id: 'bell', src: 'bell' }, entry: sendTo('bell', { type: 'RING' }) },
        { bell: fromCallback(() => {}) },
      ),
      'sendTo cannot be modelled',
    ],
    ['a custom action', onGo({ entry: { type: 'notify' } }), 'the model does not know the action "notify"'],
    ['an action without a name', onGo({ entry: function ring() {} }), 'the model does not know the action "ring"'],
    [
      'input that is no plain data',
      onGo({ invoke: { src: 'ask', input: () => ({ at: new Map() }) } }),
      'effects[0].input.at is an instance of Map',
    ],
    [
      'an emitted event that is no plain data',
      onGo({ entry: emit({ type: 'X', by: () => 1 } as never) }),
      'effects[0].event.by is a function',
    ],
  ])('%s', (_what, described, why) => {
    expect(() => goes(described)).toThrow(SystemError);
    expect(() => goes(described)).toThrow(`${where}${why}`);
  });

  it.each([
    ['a map', new Map(), 'an instance of Map'],
    ['a set', new Set([1]), 'an instance of Set'],
    ['a function', () => 1, 'a function'],
    ['an instance of a class', new Ledger(), 'an instance of Ledger'],
    ['a number that is none', Number.NaN, 'NaN'],
  ])('%s in its context', (_what, value, found) => {
    const described = machine({ context: { book: { pages: [value] } }, initial: 'open', states: { open: {} } });
    const table = new MachineTable(described);
    const message = `machine "ledger", state "open", on "its initial state": context.book.pages[0] is ${found}`;
    expect(() => table.start(undefined)).toThrow(SystemError);
    expect(() => table.start(undefined)).toThrow(message);
  });

  it('an actor reference in its context', () => {
    const described = onGo({ entry: assign({ child: ({ spawn }) => spawn('ask') as never }) });
    expect(() => goes(described)).toThrow(`${where}context.child is an instance of Actor`);
  });

  it('output that is no plain data', () => {
    const described = machine({ initial: 'over', states: { over: { type: 'final' } }, output: () => new Ledger() });
    expect(() => new MachineTable(described).start(undefined)).toThrow(
      'state "over", on "its initial state": output is an instance of Ledger',
    );
  });

  it('a source for which no service stands', () => {
    const kernel = () => {
      const made = new Kernel(
        small('no services', {
          actors: { clerk: { machine: machine({ invoke: { src: 'ask' } }) } },
          services: { tell: { access: 'read', run: () => 1 } },
        }),
      );
      return made.enabled(made.initial(), new Enabled());
    };
    expect(kernel).toThrow(
      'actor "clerk" (machine "ledger") invokes "ask", which no service stands for. Services: tell',
    );
  });

  it('the same machine twice, of which only one has an action ignored', () => {
    const noisy = machine({ entry: { type: 'measure' } });
    const loud = { machine: noisy };
    const quiet = { machine: noisy, ignoredActions: ['measure'] };
    expect(() => new Kernel(small('loud first', { actors: { loud, quiet } }))).toThrow('the action "measure"');
    expect(() => new Kernel(small('quiet first', { actors: { quiet, loud } }))).toThrow('the action "measure"');
    expect(() => new Kernel(small('quiet', { actors: { one: quiet, other: quiet } }))).not.toThrow();
  });

  it('two delayed events with one id at a time', () => {
    const described = machine({ on: { GO: { actions: raise({ type: 'TICK' }, { delay: 10, id: 'tick' }) } } });
    const go = {
      run: (tx: { send(actor: string, event: { type: string }): void }) => tx.send('clock', { type: 'GO' }),
    };
    const kernel = new Kernel(small('impatient', { actors: { clock: { machine: described } }, environment: { go } }));
    const enabled = new Enabled();
    const next = new Int32Array(kernel.width);
    kernel.enabled(kernel.initial(), enabled);
    kernel.apply(kernel.initial(), enabled.choices[0] ?? 0, enabled.outcomes[0] ?? 0, next);
    expect(() => kernel.enabled(next, enabled)).toThrow(
      'machine "ledger" delays "TICK" under the id "tick" while another',
    );
  });
});
