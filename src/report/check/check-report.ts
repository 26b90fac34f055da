/** What a check found, as plain data: the JSON of `holdfast check --json`. */
import type {
  Fairness,
  Growth,
  Json,
  MachineCoverage,
  MemoryTold,
  Omission,
  Sampling,
  Shrinking,
  Vacuity,
} from '../../sim/index.ts';
import type { TimelineStep } from '../timeline/steps.ts';

/** How much a check has seen: every reachable world, those within a limit, or some schedules. @public */
export type Verdict = 'exhausted' | 'bounded' | 'sampled';

/** What was found about a property. @public */
export type PropertyResult = 'holds' | 'violated' | 'inconclusive';

/** A schedule that breaks a property, and the token by which it is replayed. @public */
export interface Counterexample {
  readonly token: string;
  readonly steps: readonly TimelineStep[];
  /** What then happens for ever, once round; empty if the run ends. Absent where the steps alone are what is wrong. */
  readonly cycle?: readonly TimelineStep[];
  /** What is possible on the cycle again and again and never taken. */
  readonly starved?: readonly string[];
  /** Requests that wait all along the cycle. */
  readonly waiting?: readonly string[];
  /** After how many of the steps the goal is out of reach for good, faults left aside; absent if it stays in reach. */
  readonly outOfReach?: number;
  /** Where everybody stands where the goal is out of reach: a line for each actor, and who waits for what. */
  readonly standing?: readonly string[];
  /** Of a schedule that was drawn: what it was shrunk from, and to. */
  readonly shrunk?: Shrinking;
}

/** A property of a check. A violated one has a message, and a counterexample where one was kept. @public */
export interface CheckedProperty {
  readonly name: string;
  readonly kind: 'safety' | 'liveness';
  /** Of a liveness property: which runs it is about. */
  readonly fairness?: Fairness;
  readonly result: PropertyResult;
  readonly message?: string;
  readonly counterexample?: Counterexample;
}

/** A part that a model may have in or leave out. @public */
export interface ModelPart {
  readonly name: string;
  /** What of it is in the model, in a few words; null if it is out, and nothing was asked about it. */
  readonly within: string | null;
}

/** One check: what was checked, how much of it was seen, and what was found. @public */
export interface CheckReport {
  /** The name of a system of one's own; absent for a rollout, which says its protocol instead. */
  readonly system?: string;
  /** What a system of one's own says that it was built from. */
  readonly config?: Json;
  /** Of a rollout: how it writes. */
  readonly protocol?: string;
  /** Of a rollout: how many; 0 for a legacy apply, which has none. */
  readonly operations?: number;
  /** What else the rollout was built from; absent where nothing was said. */
  readonly setting?: Readonly<Record<string, string | number | boolean>>;
  /** How often each fault might happen in one run. */
  readonly faults: Readonly<Record<string, number>>;
  /** Which parts were in the model and which were left out; absent where none can be. */
  readonly parts?: readonly ModelPart[];
  readonly verdict: Verdict;
  /** What cut the check short; of an exhausted one, its decision of liveness. */
  readonly bound?: string;
  /** True if partial-order reduction left worlds out that cannot make a difference. */
  readonly reduced?: boolean;
  /** True if one world stands for all in which interchangeable operations have changed places. */
  readonly symmetric?: boolean;
  /** How many schedules a sampled check ran. */
  readonly schedules?: number;
  /** Of a sampled check: what each scheduler contributed. */
  readonly schedulers?: Sampling['schedulers'];
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
  /** What the model leaves out that concerns this check. */
  readonly omissions?: readonly Omission[];
  /** What took the memory, if that cut the check or if some table takes a large share of much. */
  readonly memory?: MemoryTold;
  /** What no protocol can mend, and a verdict on this system must not be taken for. */
  readonly remarks?: readonly string[];
  /** Of a bounded check: what kept growing, and may grow without end. */
  readonly growth?: readonly Growth[];
}

/** A check of a rollout. @public */
export interface RolloutReport extends CheckReport {
  readonly protocol: string;
  readonly operations: number;
}
