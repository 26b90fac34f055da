import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { Sampler } from '../../src/sim/sample/sample.ts';
import { defineSystem, SystemError, type AnySystem, type View } from '../../src/sim/contract/system.ts';

/** Two actors that each go from x to y once. */
function pair(check: (after: View, before: View) => string | null): AnySystem {
  const timed = setup({}).createMachine({ id: 'timed', initial: 'x', states: { x: { after: { 10: 'y' } }, y: {} } });
  return defineSystem({
    name: 'two timers',
    config: null,
    store: {},
    actors: { a: { machine: timed }, b: { machine: timed } },
    services: {},
    properties: [{ kind: 'safety', name: 'moves on', summary: '', check }],
  });
}

const stays = (after: View, before: View): string | null =>
  before.actor('a')?.value === 'y' && after.actor('a')?.value === 'y' ? 'stayed' : null;

describe('a property that breaks on a step that changes nothing', () => {
  const message = /^property "moves on" says "stayed" of a step that changes nothing/;

  it('is reported as a mistake in the system, by name, and never as holding', () => {
    expect(() => explore(new Kernel(pair(stays)))).toThrow(SystemError);
    expect(() => explore(new Kernel(pair(stays)))).toThrow(message);
    expect(() => explore(new Kernel(pair(stays)), { reduce: true })).toThrow(message);
  });

  it('is reported by a sample, too', () => {
    const sampler = new Sampler(new Kernel(pair(stays)), { runs: 20, seed: '1' });
    expect(() => sampler.advance(20)).toThrow(message);
  });

  it('is none where what is wrong is the world itself, whatever was compared on the way', () => {
    const compares = (after: View, before: View): string | null =>
      before.actor('b') !== null && after.actor('a')?.value === 'y' ? 'is in y' : null;
    const [finding] = explore(new Kernel(pair(compares))).findings;
    expect([finding?.result, finding?.path?.choices.length]).toEqual(['violated', 1]);
  });
});
