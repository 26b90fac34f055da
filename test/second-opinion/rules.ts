/** Which properties break the rule that a step which changes nothing must not break a property, in a world that was in order. */
import type { System } from '../../src/sim/contract/system.ts';
import type { Opinion } from './opinion.ts';

/**
 * `some`: the step into such a world broke nothing. `every`: no step into it did, so there is no doubt that it was in order.
 */
export function ruleBreakers(system: System, { worlds, edges, semantics }: Opinion) {
  const views = worlds.map((world) => semantics.view(world));
  const into = worlds.map((_, world) => (world === 0 ? [0] : []));
  for (const [from, here] of edges.entries())
    for (const { to } of here) for (const world of to) into[world]?.push(from);
  const breakers = (among: 'some' | 'every'): string[] =>
    (system.properties ?? []).flatMap((property) => {
      if (property.kind !== 'safety') return [];
      const broken = (from: number, to: number, item: string) =>
        property.check(views[to] as never, views[from] as never, item) !== null;
      const isBreaker = (property.each ?? ['']).some((item) =>
        worlds.some((_, world) => {
          const calm = (from: number): boolean => !broken(from, world, item);
          return broken(world, world, item) && (into[world] ?? [])[among](calm);
        }),
      );
      return isBreaker ? [property.name] : [];
    });
  return { some: breakers('some'), every: breakers('every') };
}
