/** Explores a system breadth first, with worlds as texts in a Map, and says what holds. */
import type { System } from '../../src/sim/contract/system.ts';
import { dodges, type Edge, type Graph } from './fairness.ts';
import { Steps } from './steps.ts';
import { Refused, Semantics, type World } from './world.ts';

export interface Opinion extends Graph {
  /** Each world, numbered in the order of discovery. */
  readonly worlds: readonly World[];
  readonly semantics: Semantics;
  readonly edges: readonly (readonly Edge[])[];
  /** Length of the shortest way to each world. */
  readonly depth: readonly number[];
  /** Whether some actor has two timers at once: worlds then have clocks, and are more than they need be. */
  readonly clocks: boolean;
}

/** Null where there are more worlds than that, or a machine is to be refused. */
export function explorePlainly(system: System, limit: number): Opinion | null {
  try {
    return exploreAll(system, limit, 0);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function exploreAll(system: System, limit: number, ticks: number): Opinion | null {
  const semantics = new Semantics(system, ticks);
  const steps = new Steps(semantics);
  const numbers = new Map<string, number>();
  const worlds: World[] = [];
  const depth: number[] = [];
  const edges: Edge[][] = [];
  const number = (world: World, at: number): number => {
    const text = JSON.stringify(world);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, worlds.length);
    depth.push(at);
    return worlds.push(world) - 1;
  };
  number(semantics.initial(), 0);
  for (let from = 0; from < worlds.length; from += 1) {
    if (worlds.length > limit) return null;
    const world = worlds[from] as World;
    const several = Object.values(world.actors).some((actor) => (actor?.timers.length ?? 0) > 1);
    if (several && ticks === 0) return exploreAll(system, limit, TICKS);
    const here = steps.of(world).map(({ unit, fault, worlds: after }) => {
      const to = new Set(after.map((next) => number(next, (depth[from] as number) + 1)));
      return { unit, fault, to: [...to] };
    });
    edges.push(here);
  }
  return { worlds, semantics, edges, depth, clocks: ticks > 0 };
}

const TICKS = 4;

/** What the properties of the system say. `length` is that of a shortest path to a violation. */
export function judge(system: System, opinion: Opinion) {
  const { worlds, edges, depth, semantics } = opinion;
  const views = worlds.map((world) => semantics.view(world));
  return (system.properties ?? []).map((property) => {
    const { kind, name } = property;
    if (kind === 'witness')
      return { name, result: views.some((view) => property.reached(view)) ? 'reached' : 'not reached' };
    if (kind === 'liveness') {
      const goal = views.map((view) => property.goal(view));
      return { name, result: dodges(opinion, goal, property.fairness ?? 'weak') ? 'violated' : 'holds' };
    }
    const broken = (from: number, to: number): boolean =>
      (property.each ?? ['']).some((item) => property.check(views[to] as never, views[from] as never, item) !== null);
    if (broken(0, 0)) return { name, result: 'violated', length: 0 };
    const lengths = edges.flatMap((here, from) =>
      here.some(({ to }) => to.some((world) => broken(from, world))) ? [(depth[from] as number) + 1] : [],
    );
    return lengths.length === 0
      ? { name, result: 'holds' }
      : { name, result: 'violated', length: lengths.reduce((one, other) => Math.min(one, other)) };
  });
}
