import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelExecution } from '../../src/sim/execution.ts';
import { explore, Explorer } from '../../src/sim/explore.ts';
import { Kernel, noChoices } from '../../src/sim/kernel.ts';
import { labelsOf } from '../../src/sim/labels.ts';
import { LiveExecution } from '../../src/sim/live.ts';
import type { LivenessProperty, SafetyProperty, System, View, Witness } from '../../src/sim/system.ts';
import { anySpec, build } from './any-system.ts';
import { naive, shortest, stuck, type TextOf } from './naive.ts';
import { SYSTEMS } from './systems.ts';

const MAX = 150;

/** A condition on the cells and actors of arbitrary systems. */
interface Atom {
  readonly of: 'x' | 'y' | 'm0' | 'm1';
  readonly is: number;
}

const anyAtom: fc.Arbitrary<Atom> = fc.record({ of: fc.constantFrom('x', 'y', 'm0', 'm1'), is: fc.nat(3) });
const anyAtoms = fc.array(anyAtom, { minLength: 1, maxLength: 2 });

function meets(world: View<never>, { of, is }: Atom): boolean {
  const seen = world as unknown as View;
  if (of === 'x' || of === 'y') return seen.read(of) === is;
  return JSON.stringify(seen.actor(of)?.value ?? 'down').includes(`s${is}`);
}

const meetsAll = (world: View<never>, atoms: readonly Atom[]): boolean => atoms.every((atom) => meets(world, atom));

/** `never` a world like that; `kept`: once a world is like that, it stays so; `frozen`: from then on y stays as it is. */
interface Law {
  readonly kind: 'never' | 'kept' | 'frozen';
  readonly atoms: readonly Atom[];
}

const anyLaw: fc.Arbitrary<Law> = fc.record({ kind: fc.constantFrom('never', 'kept', 'frozen'), atoms: anyAtoms });

function breaks({ kind, atoms }: Law, after: View<never>, before: View<never>): boolean {
  if (kind === 'never') return meetsAll(after, atoms);
  if (!meetsAll(before, atoms)) return false;
  if (kind === 'kept') return !meetsAll(after, atoms);
  return (after as unknown as View).read('y') !== (before as unknown as View).read('y');
}

function safety(law: Law): SafetyProperty<never> {
  const check = (after: View<never>, before: View<never>): string | null => (breaks(law, after, before) ? law.kind : null);
  return { kind: 'safety', name: 'arbitrary', summary: '', check };
}

/** Every word of the world, with timers and request ids: what two worlds must have in common to be one. */
function exactText(kernel: Kernel): TextOf {
  return (execution) => {
    const { words } = execution as ModelExecution;
    const { slots, cells, firstCell, values } = kernel.layout;
    const actors = slots.map((slot, word) => slot.value(words[word] ?? 0));
    return JSON.stringify([actors, cells.map((_, cell) => values[cell]?.value(words[firstCell + cell] ?? 0))]);
  };
}

/** Arbitrary systems that are small enough, with what the naive explorer finds in them. */
async function smallEnough(spec: Parameters<typeof build>[0]) {
  const system = build(spec, 2);
  const kernel = new Kernel(system);
  const exploration = explore(kernel, { maxStates: MAX });
  fc.pre(exploration.verdict === 'exhausted');
  const reference = new Kernel(system);
  const graph = await naive(system, () => new ModelExecution(reference), { textOf: exactText(reference) });
  return { system, kernel, exploration, graph };
}

describe('an exploration', () => {
  it('counts what a naive explorer counts', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, async (spec) => {
        const { exploration, graph } = await smallEnough(spec);
        const lengths = graph.worlds.map(({ path }) => path.length);
        const faults = graph.edges.flatMap(({ fault }) => (fault === null ? [] : [fault]));
        const injected = Object.keys(exploration.faultsInjected).map((name) => [name, faults.filter((fault) => fault === name).length]);
        expect(exploration).toMatchObject({
          states: graph.worlds.length,
          transitions: graph.edges.length,
          depth: Math.max(...lengths),
          faultsInjected: Object.fromEntries(injected),
        });
      }),
      { numRuns: Number(process.env['RUNS'] ?? 20) },
    );
  });

  it('finds a safety violation exactly if there is one, and by a shortest path', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, fc.array(anyLaw, { minLength: 1, maxLength: 5 }), async (spec, laws) => {
        const { kernel, graph } = await smallEnough(spec);
        const { findings } = explore(kernel, { properties: laws.map(safety) });
        const expected = laws.map((law) => shortest(graph, (after, before) => breaks(law, after, before)));
        expect(findings.map(({ path }) => path?.choices.length ?? null)).toEqual(expected);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 20) },
    );
  });

  it('finds a violation of liveness exactly if some world cannot reach the goal, and a witness if some world meets it', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, anyAtoms, async (spec, atoms) => {
        const { kernel, graph } = await smallEnough(spec);
        const goal = (world: View<never>) => meetsAll(world, atoms);
        const liveness: LivenessProperty<never> = { kind: 'liveness', name: 'goal', summary: '', goal };
        const witness: Witness<never> = { kind: 'witness', name: 'met', summary: '', reached: goal };
        const { findings, witnesses } = explore(kernel, { properties: [liveness, witness] });
        const [first] = stuck(graph, goal);
        expect(findings[0]?.result).toBe(first === undefined ? 'holds' : 'violated');
        expect(findings[0]?.path?.choices.length).toBe(first === undefined ? undefined : graph.worlds[first]?.path.length);
        expect(witnesses[0]?.reached).toBe(graph.worlds.some(({ view }) => goal(view)));
      }),
      { numRuns: Number(process.env['RUNS'] ?? 20) },
    );
  });
});
