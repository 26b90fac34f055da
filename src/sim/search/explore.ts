/** Breadth-first exploration of every interleaving. */
import { Checker } from '../kernel/checker.ts';
import type { Exploration, ExploreOptions, Progress } from './exploration.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MemoryUse } from '../data/memory.ts';
import { requireFlag, requireOptions, requireWhole, requireWord } from '../contract/require.ts';
import { FAIRNESSES } from '../contract/require-properties.ts';
import { Search } from './search.ts';

export type { Exploration, ExploreOptions, Finding, Path, Progress } from './exploration.ts';

/** Explores a system breadth first and checks its properties on every step. */
export function explore(kernel: Kernel, options: ExploreOptions = {}): Exploration {
  const explorer = new Explorer(kernel, options);
  while (explorer.advance(1 << 20));
  return explorer.result();
}

/** An exploration that its owner moves on, so that it can show progress, watch a clock or stop in between. @public */
export class Explorer {
  readonly #kernel: Kernel;
  readonly #options: ExploreOptions;
  /** Outlives a search: what properties read is learned once. */
  readonly #checker: Checker;
  #search: Search;

  constructor(kernel: Kernel, options: ExploreOptions = {}) {
    requireExploreOptions(options, kernel);
    this.#kernel = kernel;
    this.#options = options;
    this.#checker = new Checker(kernel.layout, options.properties ?? kernel.system.properties ?? []);
    this.#search = new Search(kernel, this.#checker, options);
  }

  /**
   * Expands up to `worlds` more worlds, or goes on for a moment deciding liveness properties when there are none left; false when all is
   * done, or a limit is reached.
   */
  advance(worlds: number): boolean {
    const more = this.#search.advance(worlds);
    if (!this.#search.outdated) return more;
    this.#search = new Search(this.#kernel, this.#checker, this.#options);
    return true;
  }

  get progress(): Progress {
    return this.#search.progress;
  }

  /** What takes the memory that `progress` tells, the largest first. */
  get memory(): readonly MemoryUse[] {
    return this.#search.memory;
  }

  /** What was found so far; `bound` says why the owner did not let it go on. */
  result(bound?: string): Exploration {
    return this.#search.result(bound);
  }
}

const OPTIONS = ['properties', 'from', 'faultFree', 'reduce', 'fairness', 'symmetry', 'maxStates', 'maxDepth', 'crew'];

function requireExploreOptions(options: ExploreOptions, { width }: Kernel): void {
  requireOptions('an exploration', options, OPTIONS);
  const { from, faultFree, reduce, fairness, symmetry, maxStates, maxDepth } = options;
  for (const [name, flag] of Object.entries({ faultFree, reduce, symmetry })) requireFlag(`\`${name}\``, flag);
  if (fairness !== undefined) requireWord('fairness', fairness, FAIRNESSES);
  if (maxStates !== undefined) requireWhole('`maxStates`', maxStates, 1, Infinity);
  if (maxDepth !== undefined) requireWhole('`maxDepth`', maxDepth, 0, Infinity);
  if (from !== undefined) requireWhole('the number of words of the world `from`', from.length, width, width);
}
