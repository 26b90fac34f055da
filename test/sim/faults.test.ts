import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { BLOCKED, Failure, type AnySystem, type Service, type View } from '../../src/sim/contract/system.ts';
import { asking } from './little-machines.ts';
import { small, type Counters } from './systems.ts';

type Run = Service<Counters, never, unknown>['run'];

const faults = { read: 1, stale: 1, write: 1, ack: 1 };

/** One actor that asks the service once, in a store that an action changes. */
function system(access: Service['access'], run: Run, rest: Partial<Service<Counters>> = {}): AnySystem {
  return small('one request', {
    store: { x: 0, y: 0 },
    actors: { one: { machine: asking } },
    services: { ask: { access, run, ...rest } },
    environment: { change: { run: (tx) => (tx.read('x') === 1 ? BLOCKED : tx.write('x', 1)) } },
    faults: rest.distortions === undefined ? faults : { ...faults, wrong: 1 },
  });
}

const wrong = (change: (output: never) => unknown) => [{ fault: 'wrong', label: 'wrong', change }];

/** What may happen to the request, now and after the store has changed, on the model; live actors must say the same. */
async function possible(described: AnySystem): Promise<string[][]> {
  const executions = [new ModelExecution(new Kernel(described)), new LiveExecution(described)];
  const listed = executions.map(async (execution) => {
    const labels = () =>
      execution.possible().flatMap(({ label }) => (label === 'change' ? [] : [label.replace('one ask#1 ', '')]));
    const before = labels();
    await execution.take(execution.possible().find(({ label }) => label === 'change') as never);
    return [before, labels()];
  });
  const [model, live] = await Promise.all(listed);
  expect(live).toEqual(model);
  return model ?? [];
}

describe('a request can', () => {
  it('take effect, fail or go stale, if it reads', async () => {
    const [before, after] = await possible(system('read', (_input, tx) => tx.read('x')));
    expect(before).toEqual(['takes effect', 'fails: timeout']);
    expect(after).toEqual(['takes effect', 'fails: timeout', 'takes effect, stale by 1 version']);
  });

  it('take effect, fail or lose its acknowledgement, if it writes', async () => {
    const [before] = await possible(system('write', (_input, tx) => tx.write('y', 1)));
    expect(before).toEqual(['takes effect', 'fails: timeout', 'takes effect, acknowledgement lost']);
  });

  it('only take effect, if it observes', async () => {
    const [before, after] = await possible(system('observation', (_input, tx) => tx.read('x')));
    expect([before, after]).toEqual([['takes effect'], ['takes effect']]);
  });

  it('be answered wrongly, in the ways that its service says', async () => {
    const distortions = () => wrong((output: number) => output + 1);
    const [before] = await possible(system('observation', (_input, tx) => tx.read('x'), { distortions }));
    expect(before).toEqual(['takes effect', 'takes effect, wrong']);
  });

  it('be answered by what the world is at that instant', async () => {
    const distortions = () => [
      { fault: 'wrong', label: 'as it is', change: (_output: unknown, world: View<Counters>) => world.read('x') },
    ];
    const [before, after] = await possible(system('observation', () => 0, { distortions }));
    expect(before).toEqual(['takes effect']);
    expect(after).toEqual(['takes effect', 'takes effect, as it is']);
  });

  it('wait, while the service cannot happen', async () => {
    const [before, after] = await possible(system('write', (_input, tx) => (tx.read('x') === 0 ? BLOCKED : null)));
    expect(before).toEqual(['fails: timeout']);
    expect(after).toEqual(['takes effect', 'fails: timeout', 'takes effect, acknowledgement lost']);
  });
});

describe('a stale read', () => {
  it('is a fault where the answer is the true one and another actor is told something else', async () => {
    const hearing = setup({}).createMachine({ id: 'hearing', on: { '0': {}, '1': {} } });
    const telling: Run = (_input, tx) => (tx.send('ear' as never, { type: String(tx.read('x')) } as never), null);
    const base = system('read', telling);
    const [, after] = await possible({ ...base, actors: { ...base.actors, ear: { machine: hearing } } });
    expect(after).toEqual(['takes effect', 'fails: timeout', 'takes effect, stale by 1 version']);
  });
});

describe('a fault that would change nothing is none:', () => {
  it('a stale read of what has not changed', async () => {
    const [, after] = await possible(system('read', (_input, tx) => tx.read('y')));
    expect(after).toEqual(['takes effect', 'fails: timeout']);
  });

  it('a distortion that leaves the answer as it was', async () => {
    const distortions = () => wrong((output: { rows: number[] }) => ({ rows: [...output.rows] }));
    const [before] = await possible(system('observation', () => ({ rows: [1, 2] }), { distortions }));
    expect(before).toEqual(['takes effect']);
  });

  it('a lost acknowledgement or a distortion of a failure', async () => {
    const refuse = () => {
      throw new Failure('Refused', 'not now');
    };
    const distortions = () => wrong(() => 'anything');
    const [before] = await possible(system('write', refuse, { distortions }));
    expect(before).toEqual(['takes effect', 'fails: timeout']);
  });
});
