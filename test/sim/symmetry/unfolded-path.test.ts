import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import { choiceBetween, unfold } from '../../../src/sim/symmetry/unfolded-path.ts';
import { Symmetry } from '../../../src/sim/symmetry/symmetry.ts';
import type { AnySystem, Cells, EnvironmentAction, SafetyProperty } from '../../../src/sim/contract/system.ts';
import { explored, type Found } from '../quotient.ts';
import { pointing, SYMMETRIC, uneven } from '../symmetric-systems.ts';

/** The choices of a path through representatives to the world with that number. */
function pathTo(symmetry: Symmetry, { worlds, parents }: Found, number: number): number[] {
  const read = (index: number): Int32Array => {
    const world = new Int32Array(symmetry.kernel.width);
    worlds.read(index, world);
    return world;
  };
  const from = parents[number] as number;
  return from < 0
    ? []
    : [...pathTo(symmetry, { worlds, parents } as Found, from), choiceBetween(symmetry, read(from), read(number))];
}

/** Where the system is after these choices. */
function follow(kernel: Kernel, choices: readonly number[]): Int32Array {
  let world = kernel.initial();
  for (const choice of choices) {
    const enabled = kernel.enabled(world, new Enabled());
    const at = enabled.choices.subarray(0, enabled.count).indexOf(choice);
    expect(at).toBeGreaterThanOrEqual(0);
    const next = kernel.initial();
    kernel.apply(world, choice, enabled.outcomes[at] as number, next);
    world = next;
  }
  return world;
}

/** The system, its quotient, and what was found of it. */
function quotientOf(system: AnySystem) {
  const kernel = new Kernel(system);
  const symmetry = new Symmetry(kernel);
  return { kernel, symmetry, found: explored(kernel, symmetry) };
}

/** A path whose second step is that of the one who steals. */
function stealing(symmetry: Symmetry, first: number): number[][] {
  const { kernel } = symmetry;
  const start = kernel.initial();
  const enabled = kernel.enabled(start, new Enabled());
  const next = kernel.initial();
  const at = enabled.choices.subarray(0, enabled.count).indexOf(first);
  kernel.apply(start, first, enabled.outcomes[at] as number, next);
  symmetry.canonicalise(next);
  kernel.enabled(next, enabled);
  const then = enabled.choices.subarray(0, enabled.count).find((choice) => kernel.choice(choice).before === 'steal');
  return then === undefined ? [] : [[first, then]];
}

describe('a path through representatives', () => {
  it.each(SYMMETRIC)('becomes a path of the system to a world of the same orbit: %s', (_, system) => {
    const { kernel, symmetry, found } = quotientOf(system);
    fc.assert(
      fc.property(fc.nat(found.worlds.size - 1), (number) => {
        const { choices } = unfold(symmetry, pathTo(symmetry, found, number));
        const world = follow(kernel, choices);
        symmetry.canonicalise(world);
        expect(found.worlds.find(world)).toBe(number);
      }),
      { numRuns: 30 },
    );
  });

  const budgets = [{}, { failure: 1 }, { stale: 1, failure: 1 }];
  it.each(budgets)('shows what it breaks, by the name of who breaks it: %j', async (faults) => {
    const system = rolloutSystem({ operations: 2, protocol: 'own-tasks', faults });
    const { kernel, symmetry, found } = quotientOf(system);
    expect(found.broken.size).toBeGreaterThan(0);
    for (const [name, { from, choice, message }] of found.broken) {
      const { choices, renamed } = unfold(symmetry, [...pathTo(symmetry, found, from), choice]);
      const properties = (system.properties ?? []).filter((property) => property.name === name);
      const { steps } = await replay(new ModelExecution(kernel), labelsOf(kernel, choices), { properties });
      expect(steps.at(-1)?.violations).toMatchObject([{ property: name, message: renamed(message) }]);
    }
  });

  it('begins where the system begins, and names who is meant in the system', async () => {
    const names = ['A', 'B', 'C', 'D'];
    const alone: SafetyProperty<Cells> = {
      kind: 'safety',
      name: 'nobody-points-to-itself',
      summary: '',
      each: names,
      check: (after, _before, name) => (after.read(`pointer:${name}`) === name ? `${name} points to itself` : null),
    };
    const full: SafetyProperty<Cells> = {
      ...alone,
      name: 'nobody-is-last',
      check: (after, before, name) => {
        const isLast = names.every((other) => (other === name) === (before.read(`pointer:${other}`) === null));
        return isLast && after.read(`pointer:${name}`) !== null ? `${name} is the last to point` : null;
      },
    };
    const system = { ...uneven(), properties: [alone, full] } as unknown as AnySystem;
    const { kernel, symmetry, found } = quotientOf(system);
    expect(symmetry.canonicalise(kernel.initial())).toBe(true);
    expect(found.broken.size).toBe(2);
    for (const [name, { from, choice, message }] of found.broken) {
      const { choices, renamed } = unfold(symmetry, [...pathTo(symmetry, found, from), choice]);
      const properties = (system.properties ?? []).filter((property) => property.name === name);
      const { steps } = await replay(new ModelExecution(kernel), labelsOf(kernel, choices), { properties });
      expect(steps.at(-1)?.violations).toMatchObject([{ property: name, message: renamed(message) }]);
    }
  });

  it('is refused where the symmetry is none, even if no check has found that', () => {
    // The second to point takes away what the first has, if the first is A.
    const system = pointing(2);
    const steal: EnvironmentAction = {
      run: (tx) => (tx.read('pointer:A') === 'B' ? tx.write('pointer:A', 'A') : tx.write('pointer:B', null)),
    };
    const kernel = new Kernel({ ...system, environment: { ...system.environment, steal } as never });
    const symmetry = new Symmetry(kernel);
    const initial = kernel.initial();
    const { choices, count } = kernel.enabled(initial, new Enabled());
    const paths = [...choices.subarray(0, count)].flatMap((first) => stealing(symmetry, first));
    expect(() => paths.map((path) => unfold(symmetry, path))).toThrow(
      'not interchangeable: "steal" and its counterpart lead to worlds that are no counterparts',
    );
  });

  it('cannot be made of steps that do not follow each other', () => {
    const { symmetry } = quotientOf(rolloutSystem({ operations: 2, protocol: 'own-tasks' }));
    expect(() => unfold(symmetry, [100_000])).toThrow('choice 100000 is not possible here');
    const world = symmetry.kernel.initial();
    expect(() => choiceBetween(symmetry, world, world)).toThrow('no step leads from the one representative');
  });
});
