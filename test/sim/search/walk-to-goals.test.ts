import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from '../../../src/sim/search/explore.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { atOnce } from '../../../src/sim/data/pace.ts';
import type { LivenessProperty, Witness } from '../../../src/sim/contract/system.ts';
import { walkToGoals } from '../../../src/sim/search/walk-to-goals.ts';
import { peterson } from '../../../examples/peterson/system.ts';
import { anySpec, build } from '../any-system.ts';

const STATES = ['s0', 's1', 's2'];

const namesOf = (open: readonly LivenessProperty<never>[]): string[] => open.map(({ name }) => name);

describe('walks to goals', () => {
  it('come to all that is in reach, and leave open what is not', () => {
    const kernel = new Kernel(peterson());
    const goals = (kernel.system.properties ?? []).filter(
      ({ kind }) => kind === 'liveness',
    ) as LivenessProperty<never>[];
    const never: LivenessProperty<never> = { kind: 'liveness', name: 'never', summary: 'never', goal: () => false };
    expect(namesOf(atOnce(walkToGoals(kernel, [...goals, never], kernel.initial())))).toEqual(['never']);
  });

  it('come to no goal that an exploration finds out of reach, in arbitrary systems', () => {
    let reached = 0;
    let missed = 0;
    fc.assert(
      fc.property(anySpec, (spec) => {
        const system = build(spec, 2);
        const [actor = ''] = Object.keys(system.actors);
        const isIn = (state: string) => (world: { actor: (name: string) => { value: unknown } | null }) =>
          world.actor(actor)?.value === state;
        const goals = STATES.map((name) => ({ kind: 'liveness', name, summary: name, goal: isIn(name) }) as never);
        const witnesses = STATES.map((name) => ({ kind: 'witness', name, summary: name, reached: isIn(name) }));
        const kernel = new Kernel(system);
        const open = namesOf(atOnce(walkToGoals(kernel, goals, kernel.initial())));
        const found = explore(new Kernel(system), {
          properties: witnesses as unknown as Witness<never>[],
          faultFree: true,
          maxStates: 3000,
        });
        if (found.verdict !== 'exhausted') return;
        for (const { name, reached: isReached } of found.witnesses) {
          if (!isReached) expect(open).toContain(name);
          if (open.includes(name)) missed += 1;
          else reached += 1;
        }
      }),
      { numRuns: 20, seed: 1 },
    );
    expect([reached > 10, missed > 5]).toEqual([true, true]);
  });
});
