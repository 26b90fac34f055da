/** Random walks on the model, and the systems to walk on. */
import fc from 'fast-check';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { ModelExecution, type Possible } from '../../src/sim/execution/execution.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { Random } from '../../src/sim/data/random.ts';
import type { AnySystem } from '../../src/sim/contract/system.ts';
import { anySpec, build } from './any-system.ts';
import { SYSTEMS } from './systems.ts';

const faults = { read: 1, stale: 2, write: 1, ack: 1, crash: 1, partial: 1, empty: 1, failure: 1, stop: 1 };

/** A rollout in which everything can go wrong. */
export const ROLLOUT = rolloutSystem({ operations: 2, faults, staleVersions: 2 });
export const ALL: readonly AnySystem[] = [...SYSTEMS, ROLLOUT];
/** The same with their names, for `it.each`. */
export const NAMED = ALL.map((system) => [system.name, system] as const);

const WARM = new Map<AnySystem, Kernel>();

/** A kernel of the system that has learned a part of it already; one for all tests of a file. */
export function warm(system: AnySystem): Kernel {
  const kernel = WARM.get(system) ?? new Kernel(system);
  if (!WARM.has(system)) explore(kernel, { maxStates: 60, properties: [] });
  WARM.set(system, kernel);
  return kernel;
}

/** Shows a world on the way, and the choice that is taken next. */
export type Visit = (at: ModelExecution, next: Possible | undefined) => void;

/** Walks at random until nothing is possible or the walk is long enough, and gives the labels of its steps. */
export function walk(kernel: Kernel, seed: string, steps: number, visit: Visit = () => {}): string[] {
  const random = new Random(seed);
  const execution = new ModelExecution(kernel);
  const labels: string[] = [];
  for (;;) {
    const possible = labels.length === steps ? [] : execution.possible();
    const next = possible[possible.length === 0 ? 0 : random.below(possible.length)];
    visit(execution, next);
    if (next === undefined) return labels;
    execution.take(next);
    labels.push(next.label);
  }
}

/** A few walks on the system. */
export function walks(system: AnySystem, visit: Visit): void {
  for (const seed of ['one', 'two']) walk(warm(system), `${system.name}/${seed}`, 30, visit);
}

/** Arbitrary systems, each with a seed. */
export const onArbitrary = (check: (system: AnySystem, seed: string) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(anySpec, fc.string(), async (spec, seed) => check(build(spec), seed)),
    { numRuns: 8 },
  );
