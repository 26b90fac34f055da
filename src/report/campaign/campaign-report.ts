/** What a campaign found, as plain data: the JSON of `holdfast simulate --json`. */
import type { CheckedProperty, Counterexample } from '../check/check-report.ts';

/** A race of a campaign. @public */
export interface CampaignRace {
  /** The batch in which it was drawn. */
  readonly batch: number;
  /** What it happens in, after everything was left out that it does not need. */
  readonly config: object;
  readonly message: string;
  readonly counterexample: Counterexample;
  /** What no protocol can mend, where it happens in such a configuration. */
  readonly remarks?: readonly string[];
}

/** A property of a campaign. It is never `holds`: a sample proves nothing about what it did not draw. @public */
export interface CampaignProperty extends Pick<CheckedProperty, 'name' | 'kind'> {
  readonly result: 'violated' | 'inconclusive';
  /** In how many batches it was looked at, and in how many it broke. */
  readonly asked: number;
  readonly broken: number;
  /** Of a goal: how many schedules did not reach it within their steps without faults. */
  readonly unsettled: number;
  /** The smallest race that was found; absent where none was, or where it was not shrunk as somebody was in a hurry. */
  readonly race?: CampaignRace;
}

/** What a scheduler contributed to a campaign. @public */
export interface CampaignScheduler {
  readonly name: string;
  readonly schedules: number;
  readonly steps: number;
  readonly worlds: number;
  /** How many different steps it took, by their labels without request numbers. */
  readonly labels: number;
  /** The properties that it broke, each with its first schedule that did, counted through all schedulers from 1. */
  readonly broke: readonly { readonly property: string; readonly schedule: number }[];
}

/** A race of an earlier campaign, replayed. @public */
export interface KnownRace {
  readonly property: string;
  readonly token: string;
  readonly outcome: 'still broken' | 'fixed' | 'diverged' | 'undecided';
}

/** A campaign of seeded schedules. @public */
export interface CampaignReport {
  readonly protocol: string;
  readonly seed: string;
  readonly verdict: 'sampled';
  /** What cut it short. */
  readonly bound?: string;
  /** The share of the campaign that this is, if there are several. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** What was not drawn but given. */
  readonly given: object;
  readonly batches: number;
  readonly schedules: number;
  readonly steps: number;
  /** Different worlds seen, counted batch by batch. */
  readonly worlds: number;
  readonly properties: readonly CampaignProperty[];
  readonly schedulers: readonly CampaignScheduler[];
  /** How many different steps all schedulers together took. */
  readonly labels: number;
  readonly witnesses: readonly { readonly name: string; readonly asked: number; readonly reached: number }[];
  readonly faults: readonly { readonly name: string; readonly allowed: number; readonly injected: number }[];
  /** Races of earlier campaigns. */
  readonly known: readonly KnownRace[];
}
