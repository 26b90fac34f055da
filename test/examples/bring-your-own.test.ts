/** docs/bring-your-own.md says what the files of examples/checkout say, and prints what they print. */
import { describe, expect, it } from 'vitest';
import { assign, createMachine, fromPromise, sendTo, setup, type AnyStateMachine } from 'xstate';
import { shop } from '../../examples/checkout/system.ts';
import { renderTimeline } from '../../src/report/index.ts';
import { explore, Kernel, labelsOf, ModelExecution, replay, SystemError, type System } from '../../src/sim/index.ts';
import { asInstalled, blocksIn, text } from './guide.ts';

const guide = text('docs/bring-your-own.md');
const blocks = (language: string): string[] => blocksIn(guide, language);

const asked = fromPromise(() => Promise.reject(new Error('not provided')));
const asking = setup({ actors: { ask: asked } }).createMachine({
  id: 'light',
  initial: 'off',
  states: { off: { invoke: { src: 'ask' } } },
});
let calls = 0;
const spoils = (tx: { read(cell: string): unknown[] }) => void tx.read('calls').push(1);

/** Systems that cannot be modelled, by what is wrong with them. */
const mistakes: readonly (readonly [string, System])[] = [
  ['a sendTo', pressed(sendTo(({ self }) => self, { type: 'press' }))],
  ['an action of its own', pressed({ type: 'notify' })],
  ['inline logic', system(createMachine({ id: 'light', initial: 'off', states: { off: { invoke: { src: asked } } } }))],
  ['a mutated context', pressed(assign(({ context }) => Object.assign(context, { at: 1 })))],
  ['chance', pressed(assign({ at: () => Math.random() }))],
  ['a memory of its own', pressed(assign({ at: () => (calls += 1) }))],
  [
    'a cell that is changed in place',
    {
      ...system(setup({}).createMachine({ id: 'light' })),
      store: { calls: [] },
      environment: { press: { run: spoils } },
    } as never,
  ],
  [
    'an async property',
    {
      ...system(setup({}).createMachine({ id: 'light' })),
      properties: [{ kind: 'liveness', name: 'lit', summary: '', goal: async () => true }],
    } as never,
  ],
  [
    'a label that reads in two ways',
    {
      ...system(asking, { ask: { access: 'read', run: () => null } }),
      environment: { 'light ask takes effect': { run: () => {} } },
    } as never,
  ],
  ['a fault that does not exist', { ...system(asking), environment: {}, faults: { crsh: 1 } }],
  ['a value that is no plain data', pressed(assign({ at: () => new Date(0) as never }))],
  ['a missing service', system(asking)],
  ['a service that is not deterministic', system(asking, { ask: { access: 'read', run: () => (calls += 1) } })],
  ['a read that writes', system(asking, { ask: { access: 'read', run: (_, tx) => tx.write('calls', 1) } })],
];

describe('the guide to bringing your own machines', () => {
  const sources = [
    'examples/checkout/machines.ts',
    'examples/checkout/system.ts',
    'test/examples/checkout.test.ts',
  ].map(asInstalled);

  it('shows only code that is in the example', () => {
    expect(blocks('ts').filter((block) => !sources.some((source) => source.includes(block)))).toEqual([]);
  });

  it('shows the machines and the system as a whole', () => {
    const shown = blocks('ts').join('');
    const lines = sources.slice(0, 2).flatMap((source) => source.split('\n'));
    expect(lines.filter((line) => !line.startsWith('/** ') && !shown.includes(`${line}\n`))).toEqual([]);
  });

  it('shows the race as it is printed', async () => {
    const { properties = [], ...system } = shop({ idempotent: false });
    const kernel = new Kernel({ ...system, properties });
    const path = explore(kernel).findings[0]?.path;
    const trace = await replay(new ModelExecution(kernel), labelsOf(kernel, path?.choices ?? []), { properties });
    expect(blocks('text')).toContain(`${renderTimeline(trace)}\n`);
  });

  it('counts what the exploration counts', () => {
    const { states, transitions } = explore(new Kernel(shop({ idempotent: true })));
    expect(guide).toContain(`${states} worlds and ${transitions} transitions`);
  });

  it.each(mistakes)('quotes the error for %s', (_, mistaken) => {
    expect(blocks('text').join('')).toContain(`${messageOf(mistaken)}\n`);
  });
});

function system(machine: AnyStateMachine, services: System['services'] = {}): System {
  const environment = { press: { run: (tx) => tx.send('light', { type: 'press' }) } } satisfies System['environment'];
  return { name: 'mistaken', config: null, store: { calls: 0 }, actors: { light: { machine } }, services, environment };
}

/** A light that does this when it is pressed. */
function pressed(action: unknown): System {
  return system(
    setup({ types: { context: {} as { at: number } } }).createMachine({
      id: 'light',
      context: { at: 0 },
      initial: 'off',
      states: { off: { on: { press: { target: 'on', actions: action as never } } }, on: {} },
    }),
  );
}

function messageOf(mistaken: System): string {
  try {
    explore(new Kernel(mistaken as never), { maxStates: 100 });
  } catch (error) {
    if (error instanceof SystemError) return error.message;
    throw error;
  }
  throw new Error('it could be modelled');
}
