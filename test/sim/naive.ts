/**
 * Exploration as one would write it without a kernel: worlds are JSON texts in a Map, and each is reached by replaying its
 * path from the start. Slow and plain; what the explorer finds is compared with it.
 */
import type { Execution, Possible } from '../../src/sim/execution/execution.ts';
import type { AnySystem, View } from '../../src/sim/contract/system.ts';

/** A step of the naive graph. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly fault: string | null;
  /** The worlds before and after the step, as properties see them. */
  readonly before: View<never>;
  readonly after: View<never>;
}

/** A world: a shortest path to it, and what properties see. */
interface World {
  readonly path: readonly Possible[];
  readonly view: View<never>;
}

/** What was found: worlds in the order of discovery, and every step between them. */
export interface Graph {
  readonly worlds: readonly World[];
  readonly edges: readonly Edge[];
}

/** Text of a world beside its budgets and its history. The picture shows no more than what both executions can show. */
export type TextOf = (execution: Execution) => string;

const pictureText: TextOf = (execution) => JSON.stringify(execution.picture());

/** Follows labels and keeps account of the budgets and of the store's versions, on its own. */
class Run {
  readonly execution: Execution;
  readonly #textOf: TextOf;
  readonly #depth: number;
  readonly #budget: Record<string, number>;
  #versions: string[] = [];

  constructor(execution: Execution, { faults = {}, staleVersions = 1 }: AnySystem, textOf: TextOf) {
    this.execution = execution;
    this.#textOf = textOf;
    this.#depth = staleVersions;
    this.#budget = { ...faults };
  }

  get text(): string {
    return JSON.stringify([this.#textOf(this.execution), this.#budget, this.#versions]);
  }

  async take(chosen: Possible): Promise<void> {
    const stale = this.#budget['stale'] ?? 0;
    const before = stale > 0 ? this.#store() : '';
    await this.execution.take(chosen);
    if (stale > 0 && this.#store() !== before) this.#versions = [before, ...this.#versions].slice(0, this.#depth);
    const { fault } = chosen.choice;
    if (fault !== null) this.#budget[fault] = (this.#budget[fault] ?? 0) - 1;
    if (this.#budget['stale'] === 0) this.#versions = [];
  }

  async follow(path: readonly Possible[]): Promise<this> {
    for (const chosen of path) await this.take(chosen);
    return this;
  }

  #store(): string {
    return JSON.stringify(this.execution.picture().store);
  }
}

/** Explores breadth first. Throws beyond `limit` worlds. */
export async function naive(
  system: AnySystem,
  make: () => Execution,
  { textOf = pictureText, limit = 2000 }: { readonly textOf?: TextOf; readonly limit?: number } = {},
): Promise<Graph> {
  const at = (path: readonly Possible[]) => new Run(make(), system, textOf).follow(path);
  const numbers = new Map<string, number>();
  const worlds: World[] = [];
  const edges: Edge[] = [];
  const number = (run: Run, path: readonly Possible[]): number => {
    const { text } = run;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    if (worlds.length === limit) throw new Error(`more than ${limit} worlds`);
    numbers.set(text, worlds.length);
    return worlds.push({ path, view: viewOf(run) }) - 1;
  };
  number(await at([]), []);
  for (let from = 0; from < worlds.length; from += 1) {
    const { path, view: before } = worlds[from] as World;
    const there = await at(path);
    const possible = there.execution.possible();
    for (const [index, chosen] of possible.entries()) {
      const run = await (index === 0 ? there.follow([chosen]) : at([...path, chosen]));
      const to = number(run, [...path, chosen]);
      edges.push({ from, to, label: chosen.label, fault: chosen.choice.fault, before, after: viewOf(run) });
    }
  }
  return { worlds, edges };
}

const viewOf = ({ execution }: Run): View<never> => execution.view() as View<never>;

/** The number of steps in a shortest path that ends with a step of which this is true; null if there is none. */
export function shortest(graph: Graph, broken: (after: View<never>, before: View<never>) => boolean): number | null {
  const [initial] = graph.worlds;
  if (initial !== undefined && broken(initial.view, initial.view)) return 0;
  const lengths = graph.edges
    .filter(({ after, before }) => broken(after, before))
    .map(({ from }) => (graph.worlds[from]?.path.length ?? 0) + 1);
  return lengths.length === 0 ? null : Math.min(...lengths);
}

/** The worlds from which no path without faults leads to one of which this is true. */
export function stuck(graph: Graph, goal: (world: View<never>) => boolean): number[] {
  const calm = graph.worlds.map((): number[] => []);
  for (const { from, to, fault } of graph.edges) if (fault === null) calm[from]?.push(to);
  const reaches = (from: number): boolean => {
    const seen = new Set([from]);
    for (const world of seen) {
      if (goal((graph.worlds[world] as World).view)) return true;
      for (const to of calm[world] ?? []) seen.add(to);
    }
    return false;
  };
  return graph.worlds.flatMap((_, world) => (reaches(world) ? [] : [world]));
}
