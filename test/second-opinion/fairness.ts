/** Whether some fair run misses a goal, by textbook recursion over strongly connected components. */
import type { Fairness } from '../../src/sim/contract/system.ts';

export interface Edge {
  readonly unit: string;
  readonly fault: string | null;
  readonly to: readonly number[];
}
export interface Graph {
  readonly edges: readonly (readonly Edge[])[];
}

/** Whether a fair run without faults, from any world, never reaches the goal. */
export function dodges({ edges }: Graph, goal: readonly boolean[], fairness: Fairness): boolean {
  const calm = edges.map((here) => here.filter(({ fault }) => fault === null));
  const open = new Set(goal.flatMap((reached, world) => (reached ? [] : [world])));
  if ([...open].some((world) => calm[world]?.length === 0)) return true;
  if (fairness === 'transition') return open.size > reaching(calm, goal, open);
  return components(calm, open).some((component) => staysFairly(calm, component, fairness));
}

/** How many of the worlds without a goal can reach one. */
function reaching(calm: readonly (readonly Edge[])[], goal: readonly boolean[], open: ReadonlySet<number>): number {
  const reached = new Set<number>();
  let before = -1;
  while (before < reached.size) {
    before = reached.size;
    for (const world of open)
      if (calm[world]?.some(({ to }) => to.some((next) => goal[next] === true || reached.has(next))))
        reached.add(world);
  }
  return reached.size;
}

/** Whether a fair run can stay within the component for good. */
function staysFairly(
  calm: readonly (readonly Edge[])[],
  component: ReadonlySet<number>,
  fairness: 'weak' | 'strong',
): boolean {
  const inside = [...component].map((world) => calm[world] as readonly Edge[]);
  const taken = new Set(
    inside.flatMap((here) => here.filter(({ to }) => to.some((next) => component.has(next))).map(({ unit }) => unit)),
  );
  if (taken.size === 0) return false;
  const owed = (here: readonly Edge[]): string[] => here.map(({ unit }) => unit).filter((unit) => !taken.has(unit));
  if (fairness === 'weak') {
    const [first = [], ...rest] = inside.map(owed);
    return !first.some((unit) => rest.every((units) => units.includes(unit)));
  }
  const kept = new Set([...component].filter((world) => owed(calm[world] as readonly Edge[]).length === 0));
  if (kept.size === component.size) return true;
  return components(calm, kept).some((smaller) => staysFairly(calm, smaller, fairness));
}

/** The strongly connected components of these worlds: forwards once for an order, backwards for the components (Kosaraju). */
function components(calm: readonly (readonly Edge[])[], among: ReadonlySet<number>): Set<number>[] {
  const next = (world: number): number[] =>
    (calm[world] ?? []).flatMap(({ to }) => to).filter((world) => among.has(world));
  const order: number[] = [];
  const seen = new Set<number>();
  const back = new Map<number, number[]>();
  const visit = (root: number): void => {
    const stack: [number, boolean][] = [[root, false]];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [world, finished] = top;
      if (finished) order.push(world);
      if (finished || seen.has(world)) continue;
      seen.add(world);
      stack.push([world, true]);
      for (const to of next(world)) {
        back.set(to, [...(back.get(to) ?? []), world]);
        stack.push([to, false]);
      }
    }
  };
  for (const world of among) visit(world);
  const placed = new Set<number>();
  return order.reverse().flatMap((root) => {
    if (placed.has(root)) return [];
    const component = new Set([root]);
    placed.add(root);
    for (const world of component)
      for (const from of back.get(world) ?? [])
        if (!placed.has(from)) {
          placed.add(from);
          component.add(from);
        }
    return [component];
  });
}
