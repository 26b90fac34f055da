import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interchangeableOperations } from '../../../examples/interchangeable-operations/system.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import type { Permutation } from '../../../src/sim/symmetry/member-names.ts';
import { Symmetry } from '../../../src/sim/symmetry/symmetry.ts';
import { SystemError, type AnySystem, type EnvironmentAction } from '../../../src/sim/contract/system.ts';
import { explored, type Found } from '../quotient.ts';
import { cells, colouring, edges, pointing, queueing, symmetricCommit, SYMMETRIC } from '../symmetric-systems.ts';

/** All permutations that keep each set to itself. */
function permutations({ names }: Symmetry): Permutation[] {
  let found: Permutation[] = [names.identity];
  for (let member = 0; member < names.members.length; member += 1) {
    const later = [...names.identity].filter((other) => other > member && names.setOf[other] === names.setOf[member]);
    found = found.flatMap((to) => [to, ...later.map((other) => exchanged(to, member, other))]);
  }
  return found;
}

function exchanged(to: Permutation, one: number, other: number): Permutation {
  const next = to.slice();
  next[one] = to[other] as number;
  next[other] = to[one] as number;
  return next;
}

/** Every world that was found, as words. */
function worldsOf({ worlds }: Found, width: number): Int32Array[] {
  return Array.from({ length: worlds.size }, (_, number) => {
    const world = new Int32Array(width);
    worlds.read(number, world);
    return world;
  });
}

function representative(symmetry: Symmetry, world: Int32Array): Int32Array {
  const copy = world.slice();
  symmetry.canonicalise(copy);
  return copy;
}

function build(system: AnySystem) {
  const kernel = new Kernel(system);
  const symmetry = new Symmetry(kernel);
  return { kernel, symmetry, worlds: worldsOf(explored(kernel, null, []), kernel.width) };
}

const orbits = (system: AnySystem): number => {
  const kernel = new Kernel(system);
  return explored(kernel, new Symmetry(kernel), []).worlds.size;
};

describe('the representative of a world', () => {
  it.each(SYMMETRIC)('is the same for all worlds of an orbit and only for those: %s', (_, system) => {
    const { kernel, symmetry, worlds } = build(system);
    const all = permutations(symmetry);
    const byOrbit = new Set<string>();
    const byForm = new Map<string, string>();
    for (const world of worlds) {
      const orbit = all.map((to) => symmetry.image(world, to).join()).toSorted();
      const form = representative(symmetry, world).join();
      expect(orbit).toContain(form);
      byOrbit.add(orbit[0] as string);
      expect(byForm.get(form) ?? orbit[0]).toBe(orbit[0]);
      byForm.set(form, orbit[0] as string);
    }
    expect(byForm.size).toBe(byOrbit.size);
    expect(explored(kernel, symmetry, []).worlds.size).toBe(byOrbit.size);
  });

  it.each(SYMMETRIC)('is one for a world and its images, is its own, and lies in the orbit: %s', (_, system) => {
    const { symmetry, worlds } = build(system);
    const all = permutations(symmetry);
    fc.assert(
      fc.property(fc.nat(worlds.length - 1), fc.nat(all.length - 1), (number, which) => {
        const world = worlds[number] as Int32Array;
        const form = representative(symmetry, world);
        expect(symmetry.image(world, symmetry.last)).toEqual(form);
        expect(representative(symmetry, symmetry.image(world, all[which] as Permutation))).toEqual(form);
        expect(symmetry.canonicalise(form.slice())).toBe(false);
      }),
    );
  });

  it.each(SYMMETRIC)('rests on images that follow each other as permutations do: %s', (_, system) => {
    const { symmetry, worlds } = build(system);
    const all = permutations(symmetry);
    const one = fc.nat(all.length - 1).map((which) => all[which] as Permutation);
    fc.assert(
      fc.property(fc.nat(worlds.length - 1), one, one, (number, first, then) => {
        const world = worlds[number] as Int32Array;
        const composed = first.map((image) => then[image] as number);
        expect(symmetry.image(symmetry.image(world, first), then)).toEqual(symmetry.image(world, composed));
        expect(symmetry.image(world, symmetry.names.identity)).toEqual(world);
      }),
    );
  });

  it('is found in place, wherever in a list the world begins', () => {
    const { symmetry, worlds } = build(pointing(3));
    for (const world of worlds) {
      const list = Int32Array.from([7, 7, ...world, 7]);
      symmetry.canonicalise(list, 2);
      expect(list).toEqual(Int32Array.from([7, 7, ...representative(symmetry, world), 7]));
    }
  });

  it('sorts members by the part that others give them, however many there are', () => {
    // Nothing is any member's own, but each has a place of its own in a record: 12! orders, and one look.
    const names = Array.from({ length: 12 }, (_, index) => `m${index + 1}`);
    const places = Object.fromEntries(names.map((name, at) => [`at ${at}`, name]));
    const kernel = new Kernel(cells('places', { places }, {}, [names]));
    const symmetry = new Symmetry(kernel);
    const form = representative(symmetry, kernel.initial());
    const shuffled = fc.shuffledSubarray([...symmetry.names.identity], { minLength: 12 });
    fc.assert(
      fc.property(shuffled, (to) => {
        const image = symmetry.image(kernel.initial(), Int32Array.from(to));
        expect(representative(symmetry, image)).toEqual(form);
      }),
    );
  });

  it('counts orders of members that may change places once', () => {
    // Two groups of five see the same: 10! / (5! 5!) = 252 orders, where 10! would be refused.
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
    const kernel = new Kernel(cells('groups', { groups: [names.slice(0, 5), names.slice(5)] }, {}, [names]));
    const symmetry = new Symmetry(kernel);
    const mixed = symmetry.image(kernel.initial(), Int32Array.of(0, 2, 4, 6, 8, 1, 3, 5, 7, 9));
    expect(mixed).not.toEqual(kernel.initial());
    expect(representative(symmetry, mixed)).toEqual(representative(symmetry, kernel.initial()));
  });

  it('never takes a member of one set for one of another', () => {
    const names = ['A', 'B'];
    const colours = ['red', 'blue'];
    const write = (all: readonly string[]): EnvironmentAction => ({ run: (tx) => tx.write('all', all) });
    const environment = { 'name all letters': write(names), 'name all colours': write(colours) };
    const store = { all: null, known: { names, colours } };
    const { worlds, symmetry } = build(cells('sets', store, environment, [names, colours]));
    expect(worlds.map((world) => symmetry.canonicalise(world))).toEqual([false, false, false]);
  });

  it('refuses members that see the same and have too many orders that are not', () => {
    // Nine members, each of which knows the next, and a tenth that knows nobody: every knower sees the same.
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
    const knows = (index: number): string => names[(index + 1) % 9] as string;
    const store = Object.fromEntries(names.map((name, index) => [name, index < 9 ? knows(index) : null]));
    const kernel = new Kernel(cells('ring', store, {}, [names]));
    const symmetry = new Symmetry(kernel);
    expect(() => symmetry.canonicalise(kernel.initial())).toThrow(
      /"A", "B", .*"I" see the same of a world that still tells them apart: 362880 orders, and at most 40320/,
    );
  });
});

describe('the number of orbits', () => {
  it.each([1, 2, 3, 4, 5, 6])('is 4^n worlds by how many of %i operations are in which state', (count) => {
    const system = interchangeableOperations(count);
    expect(explored(new Kernel(system), null, []).worlds.size).toBe(4 ** count);
    if (count === 1) return;
    // Multisets of 4 states: (n + 3 choose 3).
    expect(orbits(system)).toBe(((count + 1) * (count + 2) * (count + 3)) / 6);
  });

  it('is 455 for 12 operations, found in less than a second', () => {
    const kernel = new Kernel(interchangeableOperations(12));
    const began = performance.now();
    const found = explored(kernel, new Symmetry(kernel));
    expect(performance.now() - began).toBeLessThan(1000);
    expect(found.worlds.size).toBe(455);
    expect(found.verdicts).toEqual({ 'every-operation-ends': true, 'all-fail': true });
  });

  // OEIS A126285: partial functions on n points, up to the names of the points.
  it.each([
    [2, 6],
    [3, 16],
    [4, 45],
    [5, 121],
  ])('of partial functions on %i points is %i', (points, count) => expect(orbits(pointing(points))).toBe(count));

  // OEIS A000273: directed graphs on n points without loops, up to the names of the points.
  it.each([
    [2, 3],
    [3, 16],
    [4, 218],
  ])('of directed graphs on %i points is %i', (points, count) => expect(orbits(edges(points))).toBe(count));

  // Partitions of at most 4 people into at most 3 colours: 1 + 1 + 2 + 3 + 4 for 0 to 4 people that have one.
  it('of colourings counts people and colours as interchangeable', () => expect(orbits(colouring(4, 3))).toBe(11));

  it('keeps the order of messages in a mailbox', () => {
    const { worlds, symmetry } = build(queueing(2));
    const inOrder = worlds.filter((world) => {
      const [hub] = [world[symmetry.kernel.layout.actorWord('hub')] as number];
      return symmetry.kernel.layout.slots[0]?.value(hub).mailbox.length === 2;
    });
    // A before B, and B before A, each with the crash spent or not: one orbit for each of the budgets.
    expect(new Set(inOrder.map((world) => world.join())).size).toBe(4);
    expect(new Set(inOrder.map((world) => representative(symmetry, world).join())).size).toBe(2);
  });

  it.each([2, 3, 4])('of two-phase commit with %i managers agrees with all of it on every verdict', (managers) => {
    const system = symmetricCommit(managers);
    const kernel = new Kernel(system);
    const whole = explored(new Kernel(system), null);
    const quotient = explored(kernel, new Symmetry(kernel));
    expect(quotient.verdicts).toEqual(whole.verdicts);
    expect(quotient.worlds.size).toBeLessThan(whole.worlds.size);
  });
});

describe('a symmetry', () => {
  it('has to be declared', () => {
    const kernel = new Kernel(cells('plain', { A: 1 }, {}, []));
    expect(() => new Symmetry(kernel)).toThrow(
      new SystemError('system "plain" declares no symmetry: say in its field `symmetry` which names may be exchanged'),
    );
  });
});
