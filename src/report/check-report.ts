/** What a check found, as plain data: the JSON of `holdfast check --json`. */
import type { Growth, MachineCoverage, Vacuity } from '../sim/index.ts';
import type { TimelineStep } from './steps.ts';

/** How much a check has seen: every reachable world, those within a limit, or some schedules. @public */
export type Verdict = 'exhausted' | 'bounded' | 'sampled';

/** What was found about a property. @public */
export type PropertyResult = 'holds' | 'violated' | 'inconclusive';

/** A schedule that breaks a property, and the token by which it is replayed. @public */
export interface Counterexample {
  readonly token: string;
  readonly steps: readonly TimelineStep[];
}

/** A property of a check. A violated one has a message, and a counterexample where one was kept. @public */
export interface CheckedProperty {
  readonly name: string;
  readonly kind: 'safety' | 'liveness';
  readonly result: PropertyResult;
  readonly message?: string;
  readonly counterexample?: Counterexample;
}

/** One check: what was checked, how much of it was seen, and what was found. @public */
export interface CheckReport {
  readonly protocol: string;
  /** 0 for a legacy apply, which has none. */
  readonly operations: number;
  /** How often each fault might happen in one run. */
  readonly faults: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
  /** What cut the check short. */
  readonly bound?: string;
  /** True if partial-order reduction left worlds out that cannot make a difference. */
  readonly reduced?: boolean;
  /** How many schedules a sampled check ran. */
  readonly schedules?: number;
  /** Different worlds seen; 0 where a sampled check does not count them. */
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly properties: readonly CheckedProperty[];
  /** What some run must reach for the check to mean anything. */
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[];
  /** How often each fault was really injected. */
  readonly faultsInjected: Readonly<Record<string, number>>;
  /** What was exercised of each machine. */
  readonly coverage?: readonly MachineCoverage[];
  /** What only seems to have been tested. */
  readonly vacuous?: readonly Vacuity[];
  /** Of a bounded check: what kept growing, and may grow without end. */
  readonly growth?: readonly Growth[];
}
