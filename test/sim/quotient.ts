/** Exploration as one would write it over a kernel, with and without symmetry: what the two find is compared. */
import { Enabled } from '../../src/sim/tables/enabled.ts';
import type { Kernel } from '../../src/sim/kernel/kernel.ts';
import { StateTable } from '../../src/sim/tables/state-table.ts';
import { SymmetryCheck } from '../../src/sim/symmetry/step-check.ts';
import type { Symmetry } from '../../src/sim/symmetry/symmetry.ts';
import type { Property, View } from '../../src/sim/contract/system.ts';

type World = View<never>;

/** What was found: for each world the world it was found from, all steps without faults, and a verdict for each property. */
export interface Found {
  readonly worlds: StateTable;
  readonly parents: readonly number[];
  readonly transitions: number;
  readonly verdicts: Readonly<Record<string, boolean>>;
  /** By property that is broken: the world before, and the choice. */
  readonly broken: ReadonlyMap<string, { readonly from: number; readonly choice: number; readonly message: string }>;
}

const safetyOf = (properties: readonly Property<never>[]) =>
  properties.flatMap((property) => (property.kind === 'safety' ? [property] : []));

/** Explores breadth first; with a symmetry, each world as the representative of its orbit, and steps are compared on the way. */
export function explored(
  kernel: Kernel,
  symmetry: Symmetry | null,
  properties = kernel.system.properties ?? [],
): Found {
  const worlds = new StateTable(kernel.width);
  const check = symmetry === null ? null : new SymmetryCheck(symmetry, properties);
  const parents = [-1];
  const edges: number[][] = [];
  const broken = new Map<string, { from: number; choice: number; message: string }>();
  const initial = kernel.initial();
  symmetry?.canonicalise(initial);
  worlds.insert(initial);
  let transitions = 0;
  const enabled = new Enabled();
  const world = kernel.initial();
  const next = kernel.initial();
  for (let from = 0; from < worlds.size; from += 1) {
    worlds.read(from, world);
    kernel.enabled(world, enabled);
    check?.look(world, enabled);
    const targets: number[] = [];
    for (let i = 0; i < enabled.count; i += 1) {
      const choice = enabled.choices[i] as number;
      kernel.apply(world, choice, enabled.outcomes[i] as number, next);
      transitions += 1;
      for (const { name, each = [''], check: holds } of safetyOf(properties)) {
        if (broken.has(name)) continue;
        for (const item of each) {
          const message = holds(kernel.view(next) as World, kernel.view(world) as World, item);
          if (message !== null) broken.set(name, { from, choice, message });
        }
      }
      symmetry?.canonicalise(next);
      const inserted = worlds.insert(next);
      if (inserted < 0) parents.push(from);
      if (kernel.faultOf(choice) < 0) targets.push(inserted < 0 ? -1 - inserted : inserted);
    }
    edges.push(targets);
  }
  const verdicts = Object.fromEntries(
    properties.map((property) => [property.name, holds(kernel, property, worlds, edges, broken)]),
  );
  return { worlds, parents, transitions, verdicts, broken };
}

function holds(
  kernel: Kernel,
  property: Property<never>,
  worlds: StateTable,
  edges: readonly number[][],
  broken: Found['broken'],
): boolean {
  if (property.kind === 'safety') return !broken.has(property.name);
  const isGoal = Array.from({ length: worlds.size }, (_, number) => {
    const world = new Int32Array(kernel.width);
    worlds.read(number, world);
    const view = kernel.view(world) as World;
    return property.kind === 'liveness' ? property.goal(view) : property.reached(view);
  });
  return property.kind === 'witness' ? isGoal.includes(true) : !reachedFrom(isGoal, edges).includes(false);
}

/** Which worlds can still reach a goal: those that are one, and those with a step to such a world, until there are no more. */
function reachedFrom(isGoal: readonly boolean[], edges: readonly number[][]): boolean[] {
  const able = [...isGoal];
  for (let changed = true; changed;) {
    changed = false;
    for (let from = able.length - 1; from >= 0; from -= 1) {
      if (able[from] === true || edges[from]?.some((to) => able[to]) !== true) continue;
      able[from] = true;
      changed = true;
    }
  }
  return able;
}
