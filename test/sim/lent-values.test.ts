/** What a world hands out cannot be changed in place: not by accident, on the model and on live actors. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import type { Json } from '../../src/sim/data/canonical.ts';
import type { Execution } from '../../src/sim/execution/execution.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import {
  SystemError,
  type AnySystem,
  type Property,
  type Transaction,
  type View,
} from '../../src/sim/contract/system.ts';
import { asked } from './little-machines.ts';
import { small } from './systems.ts';

type Rows = { readonly rows: number[]; readonly other: number[] };
type Place = 'none' | 'service' | 'input' | 'environment' | 'property' | 'reply' | 'event' | 'context' | 'own write';

/** A system in one place of which the list that it was lent is sorted, pushed to or otherwise changed in place. */
function system(place: Place): AnySystem {
  const spoil = (here: Place, list: unknown): void => {
    if (here === place) (list as number[]).push(9);
  };
  const machine = setup({ actors: { ask: asked }, types: { context: {} as { list: Json } } }).createMachine({
    id: 'light',
    context: { list: [2, 1] },
    invoke: {
      src: 'ask',
      input: ({ context }) => ({ list: context.list }) as never,
      onDone: {
        actions: assign(({ event, context }) => {
          spoil('reply', event.output);
          spoil('context', context.list);
          return {};
        }),
      },
    },
    on: { GO: { actions: assign(({ event }) => (spoil('event', event['list']), {})) } },
  });
  const property = {
    kind: 'safety',
    name: 'watch',
    summary: '',
    check: (world: View<Rows>) => (spoil('property', world.read('rows')), null),
  } as unknown as Property<never>;
  return small('lent', {
    store: { rows: [2, 1], other: [1] } as never,
    actors: { one: { machine } },
    services: {
      ask: {
        access: 'write',
        run: (input: { list: number[] }, tx: Transaction<Rows>) => {
          tx.read('other');
          spoil('service', tx.read('rows'));
          spoil('input', input.list);
          tx.write('other', [1, 2]);
          spoil('own write', tx.read('other'));
          return [3, 4];
        },
      } as never,
    },
    environment: {
      go: {
        run: (tx: Transaction<Rows>) => {
          spoil('environment', tx.read('rows'));
          tx.send('one', { type: 'GO', list: [5] } as never);
        },
      } as never,
    },
    properties: [property as never],
  });
}

/** Takes every step that there is, a few times over. */
async function runAll(execution: Execution): Promise<void> {
  for (let round = 0; round < 4; round += 1)
    for (const { label } of execution.possible()) {
      const again = execution.possible().find((possible) => possible.label === label);
      if (again !== undefined) await execution.take(again);
    }
}

const TOLD: readonly (readonly [Place, string])[] = [
  ['service', 'service "ask" changes cell "rows" in place. '],
  ['input', 'service "ask" changes its input in place. '],
  ['own write', 'service "ask" changes cell "other" in place. '],
  ['environment', 'environment action "go" changes cell "rows" in place. '],
  ['reply', 'machine "light", on "xstate.done.actor.0.light", changes the event in place. '],
  ['context', 'machine "light", on "xstate.done.actor.0.light", changes its context in place. '],
  ['event', 'machine "light", on "GO", changes the event in place. '],
];

describe('what is changed in place is named, with who does it:', () => {
  it.each(TOLD)('%s, on the model', (place, message) => {
    expect(() => explore(new Kernel(system(place)))).toThrow(SystemError);
    expect(() => explore(new Kernel(system(place)))).toThrow(message);
  });

  it.each(TOLD)('%s, on live actors', async (place, message) => {
    await expect(async () => runAll(new LiveExecution(system(place)))).rejects.toThrow(message);
  });

  it('property, and the cell', () => {
    const message = 'property "watch" changes cell "rows" in place. ';
    expect(() => explore(new Kernel(system('property')))).toThrow(message);
  });

  it('nothing, where nothing is', async () => {
    expect(explore(new Kernel(system('none'))).verdict).toBe('exhausted');
    await runAll(new LiveExecution(system('none')));
    await runAll(new ModelExecution(new Kernel(system('none'))));
  });
});

describe('the store of a system', () => {
  it('is as it was after any run, and still the caller’s to change', async () => {
    for (const place of ['none', 'service', 'environment', 'property'] as const) {
      const described = system(place);
      const store = described.store as Rows;
      await Promise.allSettled([
        (async () => explore(new Kernel(described)))(),
        (async () => runAll(new LiveExecution(described)))(),
      ]);
      expect(store).toEqual({ rows: [2, 1], other: [1] });
      expect(Object.isFrozen(store.rows)).toBe(false);
    }
  });

  it('gives one verdict, however often the same object is checked', () => {
    const grows = small('grows', {
      store: { rows: [] } as never,
      actors: {},
      environment: {
        add: { run: (tx: Transaction<Rows>) => tx.write('rows', tx.read('rows').length === 0 ? [1] : [1]) } as never,
      },
      properties: [
        {
          kind: 'safety',
          name: 'empty',
          summary: '',
          check: (world: View<Rows>) => (world.read('rows').length > 0 ? 'not empty' : null),
        } as never,
      ],
    });
    const results = [1, 2, 3].map(() => explore(new Kernel(grows)).findings.map(({ result }) => result));
    expect(results).toEqual([['violated'], ['violated'], ['violated']]);
  });

  it('keeps what was written as it was when it was written', () => {
    const late = small('late', {
      store: { rows: [] } as never,
      actors: {},
      environment: {
        add: {
          run: (tx: Transaction<Rows>) => {
            const list = [1];
            tx.write('rows', list);
            list.push(2);
          },
        } as never,
      },
    });
    const execution = new ModelExecution(new Kernel(late));
    execution.take(execution.possible()[0] as never);
    expect(execution.picture().store).toEqual({ rows: [1] });
  });
});
