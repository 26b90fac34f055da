import { setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { agreement, disagreement } from '../../src/rollout/index.ts';
import { BLOCKED, type System } from '../../src/sim/index.ts';
import { CLOBBER, STRANDED } from './scenario-examples.ts';

/** A lamp that is switched by the environment; `on` tells whether it goes on. A bright one may burst, if that is wanted. */
function lamp(on: () => boolean, bursts = false): System<never> {
  const machine = setup({ guards: { on } }).createMachine({
    id: 'lamp',
    initial: 'dark',
    states: { dark: { on: { SWITCH: { guard: 'on', target: 'bright' } } }, bright: {} },
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

  it('finds a machine that depends on more than its snapshot', async () => {
    expect(await disagreement(lamp(onTwice()), ['lamp switched'])).toMatchObject({
      after: ['lamp switched'],
      about: 'world',
      model: { actors: { lamp: { state: 'bright' } } },
      actors: { actors: { lamp: { state: 'dark' } } },
    });
  });

  it('says so when different things may happen next', async () => {
    expect(await disagreement(lamp(onTwice(), true), ['lamp switched'])).toEqual({
      after: ['lamp switched'],
      about: 'possible',
      model: ['lamp switched', 'lamp bursts'],
      actors: ['lamp switched'],
    });
  });
});

/** The model asks twice and notices nothing; the live actor is the third to ask. */
function onTwice(): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked <= 2;
  };
}
