/** The work of a check, a little at a time: between two pieces there is time for the clock, the memory and Ctrl-C. */
import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import {
  Explorer,
  Sampler,
  type Exploration,
  type Fairness,
  type Kernel,
  type MemoryUse,
  type Property,
  type Sampling,
  type SchedulerName,
} from '../sim/index.ts';
import { ThreadCrew } from '../threads/index.ts';

/** How far to go. */
export interface SearchLimits {
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Memory for what was seen, in MiB; by default as much as leaves room for growing. */
  readonly maxMemory?: number;
  /** Leave out interleavings that cannot make a difference. */
  readonly reduce?: boolean;
  /** Explore one world of each orbit of the system's symmetry. */
  readonly symmetry?: boolean;
  /** Which runs liveness is about; what the explorer takes by default. */
  readonly fairness?: Fairness;
  /** How many threads explore; 1 by default. */
  readonly threads?: number;
  /** How many worlds must be known before the other threads are started; so many that it pays, by default. */
  readonly startThreadsFrom?: number;
  /** Sample this many schedules instead of exploring all. */
  readonly runs?: number;
  readonly seed: string;
  /** Who draws the schedules; all schedulers by default. */
  readonly schedulers?: readonly SchedulerName[];
  /** Called now and then; a text it returns ends the search early, as its reason. */
  readonly progress: (text: string) => string | undefined;
}

/** Little enough for a small fraction of a second. */
const WORLDS_AT_ONCE = 4096;
const RUNS_AT_ONCE = 1;

/** A table grows by copying itself to one of twice the size, and what was seen is searched once more at the end. */
const SHARE_OF_MEMORY = 0.4;

const MIB = 2 ** 20;

/** What a bound begins with that is one of memory. */
export const MAX_MEMORY = 'max-memory';

/** Objects have a limit of their own, at which Node ends the process. */
const SHARE_OF_HEAP = 0.9;

/** What a search found, and of an exploration what its memory went to. */
export type Searched = (Exploration & { readonly memory: readonly MemoryUse[] }) | Sampling;

/** Explores, or samples, until there is nothing left to do or a limit is met. */
export async function search(
  kernel: Kernel,
  properties: readonly Property<never>[],
  limits: SearchLimits,
): Promise<Searched> {
  const {
    runs,
    seed,
    schedulers,
    maxStates,
    maxDepth,
    maxMemory = memoryShare(),
    reduce = false,
    symmetry = false,
    fairness,
    threads = 1,
    startThreadsFrom,
    progress,
  } = limits;
  if (runs !== undefined) {
    const sampler = new Sampler(kernel, {
      seed,
      runs,
      properties,
      ...(schedulers === undefined ? {} : { schedulers }),
    });
    return sampler.result(
      await moveOn(
        () => sampler.advance(RUNS_AT_ONCE),
        () => progress(drawnText(sampler, runs)),
      ),
    );
  }
  const asked = {
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(fairness === undefined ? {} : { fairness }),
  };
  const crew = threads > 1 && !symmetry && ThreadCrew.isAvailable() ? new ThreadCrew(threads, startThreadsFrom) : null;
  const explorer = new Explorer(kernel, { properties, reduce, symmetry, ...asked, ...(crew === null ? {} : { crew }) });
  const started = performance.now();
  const full = (): string | undefined =>
    explorer.progress.bytes > maxMemory * MIB ? `${MAX_MEMORY} ${maxMemory} MiB` : fullHeap();
  try {
    const bound = await moveOn(
      () => explorer.advance(WORLDS_AT_ONCE),
      () => progress(seenText(explorer, performance.now() - started)) ?? full(),
    );
    return { ...explorer.result(bound), memory: explorer.memory };
  } finally {
    crew?.end();
  }
}

/** Works on until there is nothing left to do, or a reason to stop; lets signals through in between. */
async function moveOn(advance: () => boolean, reasonToStop: () => string | undefined): Promise<string | undefined> {
  while (advance()) {
    const reason = reasonToStop();
    if (reason !== undefined) return reason;
    await setImmediate();
  }
  return undefined;
}

function fullHeap(): string | undefined {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used < limit * SHARE_OF_HEAP) return undefined;
  return `${MAX_MEMORY} of Node itself, ${Math.round(limit / MIB)} MiB for objects (node --max-old-space-size raises it)`;
}

/** MiB that what was seen may take, if nothing else is said. */
export function memoryShare(): number {
  // 0 or a number beyond all memory where nothing constrains the process.
  const allowed = process.constrainedMemory() || Infinity;
  return Math.floor((Math.min(totalmem(), allowed) * SHARE_OF_MEMORY) / MIB);
}

function drawnText({ progress }: Sampler, runs: number): string {
  return `${count(progress.runs)} of ${count(runs)} schedules, ${count(progress.steps)} steps`;
}

function seenText({ progress }: Explorer, elapsed: number): string {
  const { states, transitions, frontier, depth, bytes, deciding } = progress;
  const memory = `${Math.round(bytes / MIB)} MiB`;
  if (deciding !== null) return `${count(states)} worlds, ${memory}, all seen; deciding ${deciding}`;
  const rate = `${count(Math.round((states / Math.max(elapsed, 1)) * 1000))} a second`;
  return `${count(states)} worlds, ${rate}, ${count(transitions)} steps, frontier ${count(frontier)}, depth ${depth}, ${memory}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
