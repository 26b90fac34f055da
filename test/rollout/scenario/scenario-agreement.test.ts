import { assign, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { agreement, disagreement } from '../../../src/rollout/index.ts';
import { BLOCKED, type System } from '../../../src/sim/index.ts';
import { CLOBBER, STRANDED } from '../scenario-examples.ts';

type Lights = (self: { readonly getSnapshot: () => unknown }) => boolean;

/** A lamp that is switched by the environment; `on` tells whether it goes on. A bright one may burst, if that is wanted. */
function lamp(on: Lights, bursts = false): System<never> {
  const machine = setup({ types: {} as { context: { lights: boolean } } }).createMachine({
    id: 'lamp',
    context: { lights: false },
    initial: 'dark',
    states: {
      dark: { on: { SWITCH: { target: 'switched', actions: assign({ lights: ({ self }) => on(self) }) } } },
      switched: { always: [{ guard: ({ context }) => context.lights, target: 'bright' }, { target: 'dark' }] },
      bright: {},
    },
  });
  const system: System = {
    name: 'lamp',
    config: {},
    actors: { lamp: { machine } },
    store: {},
    services: {},
    environment: {
      'lamp switched': { run: (tx) => tx.send('lamp', { type: 'SWITCH' }) },
      'lamp bursts': { run: (tx) => (bursts && tx.actor('lamp')?.value === 'bright' ? undefined : BLOCKED) },
    },
  };
  return system as unknown as System<never>;
}

describe('agreement', () => {
  it.each([CLOBBER, STRANDED])('finds none where the model has XState right: $name', async (scenario) => {
    expect(await agreement(scenario)).toBeNull();
  });

  it('leaves out what neither can do', async () => {
    expect(
      await disagreement(
        lamp(() => true),
        ['lamp broken', 'lamp switched'],
      ),
    ).toBeNull();
  });

  it('finds a machine that goes by more than the model has', async () => {
    expect(await disagreement(lamp(inTheModel), ['lamp switched'])).toMatchObject({
      after: ['lamp switched'],
      about: 'world',
      model: { actors: { lamp: { state: 'bright' } } },
      actors: { actors: { lamp: { state: 'dark' } } },
    });
  });

  it('names a machine that depends on more than its snapshot and the event', async () => {
    let asked = 0;
    const once = (): boolean => (asked += 1) <= 1;
    await expect(disagreement(lamp(once), ['lamp switched'])).rejects.toThrow('machine "lamp" is not deterministic');
  });

  it('says so when different things may happen next', async () => {
    expect(await disagreement(lamp(inTheModel, true), ['lamp switched'])).toEqual({
      after: ['lamp switched'],
      about: 'possible',
      model: ['lamp switched', 'lamp bursts'],
      actors: ['lamp switched'],
    });
  });
});

/** A pure transition has no actor whose snapshot could be asked for; a live one has. */
const inTheModel: Lights = (self) => (self.getSnapshot() as { readonly value?: unknown }).value === undefined;
