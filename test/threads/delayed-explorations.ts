/** Explorations on threads that take their time with every atomic operation, compared with those of one thread. */
import fc from 'fast-check';
import { twoPhaseCommit } from '../../examples/two-phase-commit/system.ts';
import { rolloutSystem } from '../../src/rollout/index.ts';
import type { Crew } from '../../src/sim/search/crew.ts';
import { explore, type ExploreOptions } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import type { TablePlan, TableUpdate } from '../../src/sim/search/shared-tables.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';
import type { ThreadCrew } from '../../src/threads/index.ts';
import { ROOT } from '../integration/cli-process.ts';
import { anySpec, build } from '../sim/any-system.ts';

interface Shipped {
  readonly ThreadCrew: typeof ThreadCrew;
}

/** A crew that passes everything on to another, or to no threads, and remembers the lists that it was shown. */
class Recording implements Crew {
  readonly threads: number;
  readonly atomics?: NonNullable<Crew['atomics']>;
  readonly #crew: Crew | null;
  readonly #lists = new Map<number, Int32Array>();
  #sizes: readonly number[] = [];

  constructor(crew: Crew | null) {
    this.#crew = crew;
    this.threads = crew?.threads ?? 1;
    if (crew?.atomics !== undefined) this.atomics = crew.atomics;
  }

  /** By number: the world by which each world was found. And the targets of the transitions, in the order of their worlds. */
  numbers(): { readonly parents: Int32Array; readonly edges: Int32Array } {
    // The last lists of all are staged worlds, parents, edges and goals.
    const listFromEnd = (place: number): Int32Array => {
      const at = this.#sizes.length - place;
      return (this.#lists.get(at) ?? new Int32Array(0)).slice(0, this.#sizes[at]);
    };
    return { parents: listFromEnd(3), edges: listFromEnd(2) };
  }

  isWorthwhile(worlds: number, known: number): boolean {
    return this.#crew?.isWorthwhile(worlds, known) ?? true;
  }

  begin(plan: TablePlan): void {
    this.#lists.clear();
    this.#crew?.begin(plan);
  }

  run(phase: number, update: TableUpdate | null, own: () => void): void {
    for (const [place, memory] of update?.lists ?? []) this.#lists.set(place, new Int32Array(memory));
    this.#sizes = update?.sizes ?? this.#sizes;
    if (this.#crew === null) own();
    else this.#crew.run(phase, update, own);
  }

  isDone(): boolean {
    return this.#crew?.isDone() ?? true;
  }

  end(): void {
    this.#crew?.end();
  }
}

function found(kernel: Kernel, options: ExploreOptions, crew: Recording) {
  const { findings, ...result } = explore(kernel, { ...options, crew });
  crew.end();
  const told = findings.map(({ property, result: holds, path }) => ({
    property: property.name,
    result: holds,
    message: path?.message,
    path: path && labelsOf(kernel, [...path.choices, ...(path.cycle ?? [])]),
  }));
  return { ...result, findings: told, ...crew.numbers() };
}

const WIDE: readonly AnySystem[] = [
  twoPhaseCommit(4),
  ...['merged', 'fallback', 'fenced'].map((protocol) => rolloutSystem({ protocol, faults: { read: 1 } })),
];
const kernels = new Map<AnySystem, Kernel>();

/**
 * Systems of which levels are wide enough to be shared, whose kernel is kept: what it knows the threads need not leave to the one that
 * explores. And, one in three, an arbitrary system with a kernel that knows nothing yet.
 */
function kernelOf(number: number): Kernel {
  if (number % 3 === 0) return new Kernel(build(fc.sample(anySpec, { numRuns: 1, seed: number })[0] as never, 2));
  const system = WIDE[number % WIDE.length] as AnySystem;
  const kernel = kernels.get(system) ?? new Kernel(system);
  kernels.set(system, kernel);
  return kernel;
}

/** The exploration with that number on that many threads, and the one that it has to be equal to. */
export async function twice(number: number, threads: number) {
  // oxlint-disable-next-line import/no-dynamic-require -- because what is compiled lies where the types are not looked for
  const shipped = (await import(`${ROOT}dist/threads/index.js`)) as Shipped;
  const seed = `exploration ${number}`;
  const crew = new shipped.ThreadCrew(threads, 0, {
    fewest: 1,
    delays: { signals: { seed, sleepOneIn: 6 }, blocks: { seed, sleepOneIn: 400 } },
  });
  const options = { reduce: number % 4 === 1, maxDepth: 5 + (number % 20) };
  const kernel = kernelOf(number);
  const alone = found(kernel, options, new Recording(null));
  return { alone, together: found(kernel, options, new Recording(crew)) };
}
