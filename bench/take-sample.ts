/** Times one side inside its own process. */
import { measure } from 'mitata';
import type { Counts, Side, When } from './row.ts';

/** How often the job's units were done in a second. */
type Rates = Counts;

/** What one process found out about its side. */
export interface Sample extends Readonly<Record<When, Rates>> {
  readonly counts: Counts;
  readonly facts: Counts;
}

/** In milliseconds. A job that takes longer is a whole run: mitata, for small functions, would repeat it too often. */
const SMALL = { full: 500, quick: 50 };
/** How long mitata goes on, in nanoseconds. */
const BUDGET = { full: 250e6, quick: 30e6 };

/** Runs the job cold, then warm. */
export async function takeSample(side: Side, quick: boolean, withFacts: boolean): Promise<Sample> {
  const cold = await timed(side);
  const warm = cold.milliseconds > (quick ? SMALL.quick : SMALL.full) ? await timed(side) : await measured(side, quick);
  const facts = withFacts ? ((await side.facts?.()) ?? {}) : {};
  return { cold: rates(cold), warm: rates(warm), counts: warm.counts, facts };
}

interface Timing {
  readonly milliseconds: number;
  readonly counts: Counts;
}

async function timed(side: Side): Promise<Timing> {
  globalThis.gc?.();
  const start = performance.now();
  const counts = await side.job();
  return { milliseconds: performance.now() - start, counts };
}

/** The median of as many runs as fit into the budget, three at least. */
async function measured(side: Side, quick: boolean): Promise<Timing> {
  let counts: Counts = {};
  const run = async (): Promise<void> => {
    counts = await side.job();
  };
  const { p50 } = await measure(run, { min_samples: 3, min_cpu_time: quick ? BUDGET.quick : BUDGET.full });
  return { milliseconds: p50 / 1e6, counts };
}

function rates({ milliseconds, counts }: Timing): Rates {
  return Object.fromEntries(Object.entries(counts).map(([unit, count]) => [unit, (count / milliseconds) * 1000]));
}
