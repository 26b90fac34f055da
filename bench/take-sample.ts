/** Times one side inside its own process. */
import { measure } from 'mitata';
import type { Counts, Facts, Side, When } from './row.ts';

/** One job as it was timed: the median run, if there were several. */
export interface Timing {
  readonly seconds: number;
  readonly counts: Counts;
}

/** What one process found out about its side. */
export interface Sample {
  readonly timings: Readonly<Partial<Record<When, Timing>>>;
  readonly facts: Facts;
}

/** In seconds. A job that takes longer is a whole run: mitata, for small functions, would repeat it too often. */
const SMALL = { full: 0.5, quick: 0.05 };
/** How long a job has run, in seconds, before it is warm: the compiler is still at work on it before. */
const WARM_UP = { full: 1, quick: 0 };
/** How long mitata goes on, in nanoseconds. */
const BUDGET = { full: 250e6, quick: 30e6 };

/** Runs the job once, or cold and then warm. */
export async function takeSample(side: Side, quick: boolean, withFacts: boolean): Promise<Sample> {
  const timings = await timingsOf(side, quick);
  const facts = withFacts ? ((await side.facts?.()) ?? {}) : {};
  return { timings, facts };
}

async function timingsOf(side: Side, quick: boolean): Promise<Sample['timings']> {
  const first = await timed(side);
  if (side.once !== undefined) return { [side.once]: first };
  const { seconds } = await warmedUp(side, first, quick ? WARM_UP.quick : WARM_UP.full);
  const long = seconds > (quick ? SMALL.quick : SMALL.full);
  return { cold: first, warm: long ? await timed(side) : await measured(side, quick) };
}

/** Goes on until all runs since the first took that long; the last of them. */
async function warmedUp(side: Side, first: Timing, enough: number): Promise<Timing> {
  let last = first;
  for (let spent = first.seconds; spent < enough; spent += last.seconds) last = await timed(side, false);
  return last;
}

async function timed(side: Side, collectFirst = true): Promise<Timing> {
  if (collectFirst) globalThis.gc?.();
  const start = performance.now();
  const counts = await side.job();
  return { seconds: (performance.now() - start) / 1000, counts };
}

/** The median of as many runs as fit into the budget, three at least. */
async function measured(side: Side, quick: boolean): Promise<Timing> {
  let counts: Counts = {};
  const run = async (): Promise<void> => {
    counts = await side.job();
  };
  const { p50 } = await measure(run, { min_samples: 3, min_cpu_time: quick ? BUDGET.quick : BUDGET.full });
  return { seconds: p50 / 1e9, counts };
}
