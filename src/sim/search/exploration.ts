/** What an exploration is asked, and what it finds. */
import type { Crew } from './crew.ts';
import type { Fairness, Property } from '../contract/system.ts';

/** What cuts an exploration short. Unset limits do not apply. */
export interface ExploreOptions {
  readonly properties?: readonly Property<never>[];
  /** The packed world to begin with; the initial one by default. */
  readonly from?: Int32Array;
  /** Faults and disturbances have stopped: none happens, whatever is left of their budgets. */
  readonly faultFree?: boolean;
  /**
   * Partial-order reduction: same results from fewer worlds. A counterexample is then a shortest one among those in which each
   * actor does what is its own business at once, and may be longer than need be. Off by default.
   */
  readonly reduce?: boolean;
  /**
   * Which runs those liveness properties are about that do not say so themselves. `weak` by default; `transition` with `reduce` or
   * `symmetry`, as nothing else can be decided then.
   */
  readonly fairness?: Fairness;
  /**
   * Explore one world of each orbit of the symmetry that the system declares: same results from fewer worlds, on one thread.
   * A sample of the steps is checked for being symmetric. Off by default.
   */
  readonly symmetry?: boolean;
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Threads that expand worlds beside this one: same results, to the last number. None by default. */
  readonly crew?: Crew;
}

/**
 * How far an exploration has come. `frontier` is the number of worlds found and not yet expanded; `deciding` the liveness property that
 * is being decided, once there are none.
 */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly frontier: number;
  readonly depth: number;
  readonly bytes: number;
  readonly deciding: string | null;
}

/** A path by the numbers that the kernel gave to its choices and outcomes. */
export interface Path {
  readonly choices: readonly number[];
  readonly message: string;
  /** What then happens for ever, back to the world at the end of `choices`; empty if the run ends there. */
  readonly cycle?: readonly number[];
  /** Labels, without the numbers of requests, of what is possible on the cycle again and again and never taken. */
  readonly starved?: readonly string[];
  /** Requests, `drive:A claim`, that wait all along the cycle. */
  readonly waiting?: readonly string[];
  /** After how many of the choices the goal is out of reach for good, faults left aside; absent if it stays in reach. */
  readonly outOfReach?: number;
}

/** What was found about one property. */
export interface Finding {
  readonly property: Property<never>;
  readonly result: 'holds' | 'violated' | 'inconclusive';
  readonly path?: Path;
}

/**
 * What an exploration found. `exhausted`: every reachable world was seen; liveness properties may still be inconclusive, and then `bound`
 * says what cut their decision. `bounded`: `bound` says what cut it.
 */
export interface Exploration {
  readonly verdict: 'exhausted' | 'bounded';
  readonly bound: string | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly findings: readonly Finding[];
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[];
  /** For each fault with a budget, on how many explored transitions it was injected. */
  readonly faultsInjected: { readonly [fault: string]: number };
}
