/** What the compiler checks of a system. `npm run typecheck` runs this file: an expected error that is none is an error. */
import { beforeEach, describe, expectTypeOf, it } from 'vitest';
import { emit, fromPromise, setup } from 'xstate';
import {
  BLOCKED,
  defineSystem,
  type ActorView,
  type Blocked,
  type Services,
  type System,
  type Transaction,
  type View,
} from '../../src/sim/index.ts';

const inProduction = <Output, Input>() => fromPromise<Output, Input>(() => Promise.reject(new Error('in production')));

const worker = setup({
  types: {
    context: {} as { readonly done: number },
    input: {} as { readonly done: number },
    events: {} as { readonly type: 'start' } | { readonly type: 'set'; readonly to: number },
    emitted: {} as { readonly type: 'progress'; readonly by: number } | { readonly type: 'gone' },
  },
  actors: {
    claim: inProduction<{ readonly mine: boolean }, { readonly job: string }>(),
    release: inProduction<null, null>(),
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { invoke: { src: 'claim', input: { job: 'one' }, onDone: 'busy' } },
    busy: { entry: emit({ type: 'progress', by: 1 }) },
  },
});

const gate = setup({
  types: { events: {} as { readonly type: 'progress'; readonly by: number } },
}).createMachine({
  initial: 'shut',
  states: { shut: { on: { progress: 'open' } }, open: {} },
});

const untyped = setup({}).createMachine({ initial: 'on', states: { on: {} } });

interface Store {
  readonly parent: 'running' | 'finished';
}
type Two = { readonly w1: typeof worker; readonly gate: typeof gate };
type Many = { readonly gate: typeof gate; readonly [name: `w${number}`]: typeof worker };

const store: Store = { parent: 'running' };
const bare = { name: 'typed', config: null, store };
const actors = { w1: { machine: worker, input: { done: 0 } }, gate: { machine: gate } } as const;
const services: Services<Store, Two> = {
  claim: { access: 'write', run: () => ({ mine: true }) },
  release: { access: 'write', run: () => null },
};

describe('the type of a system', () => {
  beforeEach(({ task }) => {
    Object.assign(task.meta, { assertedBy: 'the compiler' });
  });

  it('knows what services are asked, what they must say and who asks', () => {
    defineSystem({
      ...bare,
      actors,
      services: {
        claim: {
          access: 'write',
          run: (input, tx, self) => {
            expectTypeOf(input).toEqualTypeOf<{ readonly job: string }>();
            expectTypeOf(tx.read('parent')).toEqualTypeOf<'running' | 'finished'>();
            expectTypeOf(tx.actor('w1')).toEqualTypeOf<ActorView<typeof worker> | null>();
            expectTypeOf(self).toEqualTypeOf<'w1' | 'gate'>();
            return { mine: true };
          },
        },
        release: { access: 'write', run: () => BLOCKED },
      },
    });
    expectTypeOf<ReturnType<Services<Store, Two>['claim']['run']>>().toEqualTypeOf<
      { readonly mine: boolean } | Blocked
    >();
  });

  it('knows the states, the context and the cells', () => {
    const look = (world: View<Store, Two>) => {
      expectTypeOf(world.read('parent')).toEqualTypeOf<'running' | 'finished'>();
      expectTypeOf(world.actor('w1')?.value).toEqualTypeOf<'idle' | 'busy' | undefined>();
      expectTypeOf(world.actor('w1')?.context).toEqualTypeOf<{ readonly done: number } | undefined>();
      expectTypeOf(world.actor('gate')?.value).toEqualTypeOf<'shut' | 'open' | undefined>();
      // @ts-expect-error -- there is no such cell
      world.read('parrent');
      // @ts-expect-error -- there is no such actor
      world.actor('w9');
      // @ts-expect-error -- there is no such state
      return world.actor('gate')?.value === 'opne';
    };
    expectTypeOf(look).returns.toBeBoolean();
  });

  it('refuses events that the actor does not take', () => {
    const act = (tx: Transaction<Store, Two>) => {
      tx.send('w1', { type: 'set', to: 1 });
      // @ts-expect-error -- there is no such event
      tx.send('w1', { type: 'strat' });
      // @ts-expect-error -- the event says to what
      tx.send('w1', { type: 'set' });
      // @ts-expect-error -- another actor takes it
      tx.send('gate', { type: 'start' });
      // @ts-expect-error -- there is no such actor
      tx.send('w9', { type: 'start' });
      tx.write('parent', 'finished');
      // @ts-expect-error -- a cell holds what the store says
      tx.write('parent', 'finnished');
    };
    defineSystem({ ...bare, actors, services, environment: { act: { run: act } } });
  });

  it('refuses services that nobody asks, misses those that somebody does, and checks what they say', () => {
    const { claim, release } = services;
    // @ts-expect-error -- nobody asks for `relase`
    defineSystem({ ...bare, actors, services: { claim, release, relase: release } });
    // @ts-expect-error -- `release` is missing
    defineSystem({ ...bare, actors, services: { claim } });
    // @ts-expect-error -- `mine` is a boolean
    defineSystem({ ...bare, actors, services: { release, claim: { access: 'read', run: () => ({ mine: 'yes' }) } } });
  });

  it('refuses routes for what is not emitted, and to actors that do not exist or do not take it', () => {
    const w1 = { machine: worker, input: { done: 0 } };
    defineSystem({ ...bare, services, actors: { ...actors, w1: { ...w1, routes: { progress: ['gate'] } } } });
    // @ts-expect-error -- there is no such event
    defineSystem({ ...bare, services, actors: { ...actors, w1: { ...w1, routes: { progres: ['gate'] } } } });
    // @ts-expect-error -- there is no such actor
    defineSystem({ ...bare, services, actors: { ...actors, w1: { ...w1, routes: { progress: ['gaet'] } } } });
    // @ts-expect-error -- the gate takes no such event
    defineSystem({ ...bare, services, actors: { ...actors, w1: { ...w1, routes: { gone: ['gate'] } } } });
  });

  it('asks for the input that a machine cannot start without', () => {
    // @ts-expect-error -- the worker has an input
    defineSystem({ ...bare, services, actors: { ...actors, w1: { machine: worker } } });
    // @ts-expect-error -- and it is a number
    defineSystem({ ...bare, services, actors: { ...actors, w1: { machine: worker, input: { done: 'no' } } } });
  });

  it('knows actors whose names follow a pattern, where it is told', () => {
    defineSystem<Store, Many>({
      ...bare,
      actors: {
        gate: { machine: gate },
        ...Object.fromEntries([1, 2].map((n) => [`w${n}`, { machine: worker, input: { done: 0 } }] as const)),
      },
      services,
      environment: {
        act: {
          run: (tx) => {
            expectTypeOf(tx.actor('w2')).toEqualTypeOf<ActorView<typeof worker> | null>();
            // @ts-expect-error -- a worker takes no progress
            tx.send('w1', { type: 'progress', by: 1 });
            // @ts-expect-error -- that is no name
            tx.actor('worker 1');
          },
        },
      },
    });
  });

  it('takes names for text where the actors are computed, and still checks the cells', () => {
    defineSystem<Store>({
      ...bare,
      actors: Object.fromEntries(['a', 'b'].map((name) => [name, { machine: worker, input: { done: 0 } }])),
      services: {
        anything: {
          access: 'read',
          run: (input, tx, self) => {
            expectTypeOf(input).toBeNever();
            expectTypeOf(self).toBeString();
            expectTypeOf(tx.actor('c')?.context).toBeUnknown();
            tx.send('c', { type: 'anything' });
            // @ts-expect-error -- there is no such cell
            return tx.read('parrent');
          },
        },
      },
    });
    expectTypeOf<System<Store>['services']>().toHaveProperty('anything');
  });

  it('says `unknown`, never `any`, of what a machine leaves open', () => {
    const look = (world: View<Store, { readonly plain: typeof untyped }>) => world.actor('plain')?.context;
    expectTypeOf(look).returns.toBeUnknown();
    expectTypeOf<ActorView['context']>().toBeUnknown();
    expectTypeOf<ActorView['value']>().not.toBeAny();
    expectTypeOf<Parameters<Transaction['send']>[1]>().toEqualTypeOf<{ readonly type: string }>();
  });
});
