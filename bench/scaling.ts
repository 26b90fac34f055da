/** Ten million worlds against a hundred thousand: whether the explorer slows down, and what a stored world takes. */
import { twoPhaseCommit } from '../examples/two-phase-commit/system.ts';
import { Explorer, Kernel, type Progress } from '../src/sim/index.ts';
import type { Figure, Row, Side } from './row.ts';
import { checkedCounts } from './two-phase-commit-counts.ts';

/** How often a run of the small side explores: a tenth of a second alone says little on a busy machine. */
const AGAIN = 10;
/** Worlds between two looks at the progress. */
const BETWEEN = 2 ** 16;

/** What the explorer counts, and what the process really takes up, with everything that was found still held. */
interface Memory {
  readonly explorer: Explorer;
  /** The least that `Progress.bytes` grew for each world between two looks: a packed world and its parent, nothing else. */
  readonly least: number;
  readonly resident: number;
  readonly peak: number;
}

function exploreWatched(kernel: Kernel): Memory {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const explorer = new Explorer(kernel);
  let least = Infinity;
  let seen: Progress = explorer.progress;
  while (explorer.advance(BETWEEN)) {
    const { progress } = explorer;
    if (progress.states > seen.states)
      least = Math.min(least, (progress.bytes - seen.bytes) / (progress.states - seen.states));
    seen = progress;
  }
  const { maxRSS } = process.resourceUsage();
  return { explorer, least, resident: process.memoryUsage.rss() - before, peak: maxRSS * 1024 - before };
}

function exploreFirst(kernel: Kernel, maxStates: number): Progress {
  const explorer = new Explorer(kernel, { maxStates });
  while (explorer.advance(BETWEEN));
  return explorer.progress;
}

/** The first worlds of the model, with the same kernel again and again. */
function few(managers: number, maxStates: number): Side {
  const kernel = new Kernel(twoPhaseCommit(managers));
  exploreFirst(kernel, maxStates);
  return {
    job: () => {
      const found = Array.from({ length: AGAIN }, () => exploreFirst(kernel, maxStates));
      const total = (unit: 'states' | 'transitions'): number =>
        found.reduce((sum, { [unit]: count }) => sum + count, 0);
      return { states: total('states'), transitions: total('transitions') };
    },
  };
}

/** All of them. What the first worlds compile and fill is there when the clock starts; what later ones need is not. */
function all(managers: number, warmUp: number): Side {
  const kernel = new Kernel(twoPhaseCommit(managers));
  exploreFirst(kernel, warmUp);
  let memory: Memory | undefined;
  return {
    once: 'warm',
    job: () => {
      memory = exploreWatched(kernel);
      return checkedCounts('Holdfast', managers, memory.explorer.result());
    },
    facts: () => (memory === undefined ? {} : bytesEach(memory)),
  };
}

function bytesEach({ explorer, least, resident, peak }: Memory): Record<string, string> {
  const { bytes, states } = explorer.progress;
  const each = (total: number): string => `${(total / states).toFixed(1)} bytes`;
  return {
    'a packed world and its parent': `${least.toFixed(1)} bytes`,
    'a state as Progress.bytes counts it': each(bytes),
    'as the resident set grew': each(resident),
    'as its peak did': each(peak),
  };
}

export function row(quick: boolean): Row {
  const managers = quick ? 7 : 9;
  const first = quick ? 10_000 : 100_000;
  const [small, large] = [`the first ${first}, ${AGAIN} times`, `all, ${managers} managers`];
  const figure = (unit: string): Figure => ({ name: large, unit, when: 'warm', ours: large, peer: small });
  return {
    sides: { [small]: () => few(managers, first), [large]: () => all(managers, first) },
    figures: [figure('states'), figure('transitions')],
  };
}
