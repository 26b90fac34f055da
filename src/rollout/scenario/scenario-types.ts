/** A race as data, and what running it tells. Everything here is plain data. */
import type { State } from '../../machines/index.ts';
import type { Json, Trace, Violation } from '../../sim/index.ts';
import type { OperationConfig } from '../base/config.ts';
import type { RolloutSetting } from '../base/settings.ts';

/** How races come about, by the one-letter codes of the corpus. @public */
export const MECHANISMS = {
  U: 'unknown, unreadable or unregistered siblings',
  S: 'stale read',
  W: 'read, derive, write: the last write wins',
  P: 'one policy branch lacks the gate',
  C: 'counter drift or redelivery',
  L: 'late child: the fan-out grows',
  R: 'a terminal state regresses or turns into another one',
  G: 'stale generation of the spec',
  X: 'crash between two writes',
  A: 'pure aggregation fault',
  V: 'lost wake-up: never terminal',
} as const;

/** The code of a mechanism. @public */
export type Mechanism = keyof typeof MECHANISMS;

/** The place of a liveness property: not a step, but everything that may follow the last one. */
export const AT_END = 'end';

/** The settings that a scenario says elsewhere, or by another one: policies by operation, its mutant, and leases by their drivers. */
type ElsewhereSaid = 'leases' | 'mutant' | 'onFailure';

/** The rows and engines as they stand when the run begins. Give either operations or `legacy`. @public */
export interface ScenarioStart extends Omit<RolloutSetting, ElsewhereSaid> {
  /** Its stamps follow from its state: started unless pending, completed if settled. Pending by default. */
  readonly apply?: { readonly state?: State; readonly errorMessage?: string | null };
  /** By name, in deployment order. */
  readonly operations?: { readonly [name: string]: OperationConfig };
  /** An apply from before operations existed. */
  readonly legacy?: boolean;
}

/** A property that the race breaks, and where. @public */
export interface ExpectedBreak {
  readonly property: string;
  /** The label of the step that breaks it first, or `end` for a liveness property. */
  readonly at: string;
  /** What the property must say; left out, anything. */
  readonly message?: string | undefined;
}

/** What mends the race: a shipped protocol, or, where none does, what a later one must do. @public */
export type Fix =
  | {
      readonly protocol: string;
      /** How the run goes on after the common steps, to show what the protocol does instead. All must be possible. */
      readonly continues?: readonly string[];
    }
  | { readonly needs: string };

/** A race, replayable: one protocol that it breaks and one that it does not. @public */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly story: string;
  readonly codes: readonly Mechanism[];
  readonly system: 'rollout';
  readonly start: ScenarioStart;
  /** The protocol that breaks: as it is, or, with the name of one of its mutants, wrong in one line. */
  readonly buggy: { readonly protocol: string; readonly mutant?: string; readonly breaks: readonly ExpectedBreak[] };
  readonly fixed: Fix;
  /** Labels as the kernel prints them; the number of a request (`#2`) may be left out. */
  readonly steps: readonly string[];
}

/** A property that was seen broken. @public */
export interface Seen {
  readonly property: string;
  /** Index of the step in the trace that broke it first; `end` if only what may follow the last step breaks it. */
  readonly step: number | typeof AT_END;
  readonly message: string;
  /** For `end`: the shortest way on, without faults, to a world that shows it. Empty if the last world does. */
  readonly onward: readonly string[];
}

/** One run of the scenario's steps under one protocol. @public */
export interface ScenarioRun {
  /** The protocol, and what is wrong with it, if anything is: `fenced with no-recovery`. */
  readonly protocol: string;
  /** What the system was built from, as a token carries it. */
  readonly config: Json;
  readonly trace: Trace;
  /** What is broken before the first step: a scenario must not begin like this. */
  readonly brokenAtStart: readonly Violation[];
  /** Properties that the scenario does not speak of and that the steps broke, each where they broke it first. */
  readonly others: readonly Seen[];
  /** Properties of which the worlds after the last step could not say enough, and why. */
  readonly undecided: readonly Violation[];
}

/** The run that must break. `breaks` are in the order of the scenario; `seen` is null if the property held. @public */
export interface BuggyRun extends ScenarioRun {
  readonly breaks: readonly { readonly expected: ExpectedBreak; readonly seen: Seen | null }[];
}

/** The run that must not break what the buggy one breaks: empty `breaks`. @public */
export interface FixedRun extends ScenarioRun {
  readonly breaks: readonly Seen[];
  /** How many worlds may follow the last step without faults: in all of them the properties were checked. */
  readonly worldsOnward: number;
}

/** What running a scenario told. @public */
export interface ScenarioReport {
  readonly scenario: string;
  readonly on: ExecutionKind;
  readonly ok: boolean;
  /** Why it is not ok, a sentence each. */
  readonly problems: readonly string[];
  readonly buggy: BuggyRun;
  /** Null where no shipped protocol mends the race. */
  readonly fixed: FixedRun | null;
}

/** On what a scenario runs: the model, or live actors under control. @public */
export type ExecutionKind = 'model' | 'actors';

/**
 * Asked now and then while something takes long, with how far it is. Whoever is asked may take some time, to let other things happen; a
 * text is the reason to stop. @public
 */
export type GoOn = (progress: string) => Promise<string | undefined>;

/** How to run a scenario. @public */
export interface RunOptions {
  readonly on: ExecutionKind;
  /** Asked between the pieces of what takes long; without it nothing stops the run. */
  readonly goOn?: GoOn | undefined;
  /** How many worlds after the last step are looked at before a property counts as undecided; 2 million by default. */
  readonly maxWorlds?: number | undefined;
}
