import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { MachineTable, type Step } from '../../src/sim/machine/machine-table.ts';
import type { AnySystem, Service } from '../../src/sim/contract/system.ts';
import { disagreement, walkBoth } from './agreement.ts';
import { anySpec, build } from './any-system.ts';
import { systemNamed, SYSTEMS } from './systems.ts';

const WALKS = { seeds: 2, steps: 40 };

afterEach(() => vi.restoreAllMocks());

describe('the model and live actors agree after every step of a random walk', () => {
  it.each(SYSTEMS.map((system) => [system.name, system] as const))('on %s', async (_name, system) => {
    expect(await disagreement(system, WALKS)).toBeNull();
  });

  it('on arbitrary systems', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, fc.string(), async (spec, seed) => {
        const system = build(spec);
        expect(await walkBoth(new Kernel(system), system, seed, 20)).toMatchObject({ disagreement: null });
      }),
      { numRuns: 15 },
    );
  });
});

/** From now on the machine tables give what `change` makes of the truth. */
function falsify(change: (step: Step, from: number) => Step): void {
  const step = Object.getOwnPropertyDescriptor(MachineTable.prototype, 'step')?.value as MachineTable['step'];
  vi.spyOn(MachineTable.prototype, 'step').mockImplementation(function (this: MachineTable, from, event) {
    return change(step.call(this, from, event), from);
  });
}

const without = (kind: string) => (step: Step) => ({
  ...step,
  effects: step.effects.filter((effect) => effect.kind !== kind),
});
const reversed = (step: Step): Step => ({
  ...step,
  effects: step.effects.map((effect) => (effect.kind === 'delay' ? { ...effect, delay: 400 - effect.delay } : effect)),
});

describe('a disagreement is noticed', () => {
  it.each([
    ['forgets to cancel timers', 'delayed events with and without an id', without('cancel')],
    ['forgets to stop what it invoked', 'the same invocation again and again', without('stop')],
    ['emits nothing', 'two machines that send each other events, and a third that stops listening', without('emit')],
    ['invokes nothing', 'parallel states that invoke one service', without('invoke')],
    ['takes the longer delay for the shorter', 'timers of one state, chained', reversed],
    [
      'stays where it is',
      'a state that remembers where it was',
      (step: Step, from: number) => ({ ...step, snapshot: from }),
    ],
  ])('when the table of the model %s', async (_fault, name, change) => {
    falsify(change);
    // Without cancelling, two timers of one id come together, which is refused: that is noticing it, too.
    const found = await disagreement(systemNamed(name), WALKS).catch((error: unknown) => error);
    expect(found).not.toBeNull();
  });

  it.each([
    ['answers something else', (x: number) => ({ reply: x + 1, write: x })],
    ['writes something else', (x: number) => ({ reply: x, write: x + 1 })],
  ])('when a service %s', async (_fault, lie) => {
    const system = systemNamed('machines that finish with an output');
    const wrong: Service<{ x: number }, never, number> = {
      access: 'write',
      run: (_input, tx) => {
        const { reply, write } = lie((tx.read('x') + 1) % 4);
        tx.write('x', write);
        return reply;
      },
    };
    const live = { ...system, services: { count: wrong } } as unknown as AnySystem;
    expect(await disagreement(system, { ...WALKS, live })).not.toBeNull();
  });

  it('with the steps that lead to it and both worlds', async () => {
    falsify(without('emit'));
    const found = await disagreement(systemNamed('a compound state that is done'), WALKS);
    expect(found?.labels.at(-1)).toMatch(/^nested count#\d+ is answered$/);
    expect(found?.disagreement?.live).toContain('receives SEEN');
    expect(found?.disagreement?.model).not.toContain('receives SEEN');
  });
});
