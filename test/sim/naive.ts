/**
 * Exploration as one would write it without a kernel: worlds are JSON texts in a Map, and each is reached by replaying its
 * labels from the start. Slow and plain; what the explorer finds is compared with it.
 */
import type { Execution, Possible } from '../../src/sim/execution.ts';
import type { System, View } from '../../src/sim/system.ts';

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

/** What was found: worlds in the order of discovery, each with its text and the labels of a shortest path to it. */
export interface Graph {
  readonly worlds: readonly { readonly text: string; readonly path: readonly string[]; readonly view: View<never> }[];
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

  constructor(execution: Execution, { faults = {}, staleVersions = 1 }: System<never>, textOf: TextOf) {
    this.execution = execution;
    this.#textOf = textOf;
    this.#depth = staleVersions;
    this.#budget = { ...faults };
  }

  get text(): string {
    return JSON.stringify([this.#textOf(this.execution), this.#budget, this.#versions]);
  }

  async take(chosen: Possible): Promise<void> {
    const before = JSON.stringify(this.execution.picture().store);
    await this.execution.take(chosen);
    const stale = this.#budget['stale'] ?? 0;
    const changed = JSON.stringify(this.execution.picture().store) !== before;
    if (changed && stale > 0) this.#versions = [before, ...this.#versions].slice(0, this.#depth);
    const { fault } = chosen.choice;
    if (fault !== null) this.#budget[fault] = (this.#budget[fault] ?? 0) - 1;
    if (this.#budget['stale'] === 0) this.#versions = [];
  }

  async follow(labels: readonly string[]): Promise<this> {
    for (const label of labels) {
      const chosen = this.execution.possible().find((possible) => possible.label === label);
      if (chosen === undefined) throw new Error(`"${label}" is not possible`);
      await this.take(chosen);
    }
    return this;
  }
}

/** Explores breadth first. Throws beyond `limit` worlds. */
export async function naive(
  system: System<never>,
  make: () => Execution,
  { textOf = pictureText, limit = 2000 }: { readonly textOf?: TextOf; readonly limit?: number } = {},
): Promise<Graph> {
  const at = (labels: readonly string[]) => new Run(make(), system, textOf).follow(labels);
  const numbers = new Map<string, number>();
  const worlds: Graph['worlds'][number][] = [];
  const edges: Edge[] = [];
  const number = (run: Run, path: readonly string[]): number => {
    const { text } = run;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    if (worlds.length === limit) throw new Error(`more than ${limit} worlds`);
    numbers.set(text, worlds.length);
    return worlds.push({ text, path, view: run.execution.view() as View<never> }) - 1;
  };
  number(await at([]), []);
  for (let from = 0; from < worlds.length; from += 1) {
    const { path, view: before } = worlds[from] as Graph['worlds'][number];
    for (const { label, choice } of (await at(path)).execution.possible()) {
      const run = await at([...path, label]);
      const to = number(run, [...path, label]);
      edges.push({ from, to, label, fault: choice.fault, before, after: run.execution.view() as View<never> });
    }
  }
  return { worlds, edges };
}

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
  const calm = graph.edges.filter(({ fault }) => fault === null);
  const reaches = (from: number): boolean => {
    const seen = new Set([from]);
    for (const world of seen) {
      if (goal((graph.worlds[world] as Graph['worlds'][number]).view)) return true;
      for (const edge of calm) if (edge.from === world) seen.add(edge.to);
    }
    return false;
  };
  return graph.worlds.flatMap((_, world) => (reaches(world) ? [] : [world]));
}
