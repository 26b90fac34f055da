/**
 * A campaign of seeded schedules: batch after batch, each of a configuration of its own, folded into one report in their order.
 *
 * That each batch tests a random subset of what could be in it, and not everything at once, is swarm testing (Groce, Zhang, Eide,
 * Chen and Regehr, "Swarm testing", ISSTA 2012): what is left out makes room for what it would have kept from happening. Who draws the
 * configurations is not known here; they are plain data that goes by.
 */
import type { BatchResult, DrawnRace } from './batch.ts';
import type { Json } from '../data/canonical.ts';
import { compareCosts } from '../shrink/shrink-cost.ts';

/** A race as it was drawn, and where. */
export interface CampaignRace extends DrawnRace {
  readonly batch: number;
  /** What the batch's system was built from. */
  readonly config: Json;
}

/** What a campaign knows of a property. */
export interface PropertyTally {
  readonly kind: 'safety' | 'liveness';
  /** In how many batches it was looked at, and in how many it broke. */
  readonly asked: number;
  readonly broken: number;
  /** Runs that did not reach the goal within their steps without faults. */
  readonly unsettled: number;
  /** The cheapest races as they were drawn, cheapest first. */
  readonly races: readonly CampaignRace[];
}

/** What a scheduler contributed to a campaign. */
export interface SchedulerTally {
  readonly runs: number;
  readonly steps: number;
  readonly worlds: number;
  /** The steps that it took in any batch, by their labels without request numbers. */
  readonly labels: readonly string[];
  /** By property the schedule of the campaign, counted from 1, with which it broke it first. */
  readonly broke: Readonly<Record<string, number>>;
}

/** What the batches of a campaign came to so far: plain data, so that it can be kept in a file. */
export interface Campaign {
  readonly batches: number;
  readonly runs: number;
  readonly steps: number;
  /** Distinct worlds, counted batch by batch. */
  readonly worlds: number;
  readonly schedulers: Readonly<Record<string, SchedulerTally>>;
  readonly properties: Readonly<Record<string, PropertyTally>>;
  /** By witness in how many batches it could be reached, and in how many it was. */
  readonly witnesses: Readonly<Record<string, { readonly asked: number; readonly reached: number }>>;
  /** By fault in how many batches it was allowed, and how often it was injected. */
  readonly faults: Readonly<Record<string, { readonly allowed: number; readonly injected: number }>>;
}

/** A campaign before its first batch. */
export const EMPTY_CAMPAIGN: Campaign = {
  batches: 0,
  runs: 0,
  steps: 0,
  worlds: 0,
  schedulers: {},
  properties: {},
  witnesses: {},
  faults: {},
};

/** A batch: its number, what its system was built from, and what it has seen. */
export interface Batch {
  readonly number: number;
  readonly config: Json;
  readonly result: BatchResult;
}

/** Of each property so many races are kept: the cheapest as drawn need not be the cheapest when shrunk. */
const RACES_KEPT = 2;

/** The campaign with one batch more. Batches are added in the order of their numbers, whoever ran them. */
export function addBatch(campaign: Campaign, batch: Batch): Campaign {
  const { result } = batch;
  return {
    batches: campaign.batches + 1,
    runs: campaign.runs + result.runs,
    steps: campaign.steps + result.steps,
    worlds: campaign.worlds + result.states,
    schedulers: merged(
      campaign.schedulers,
      result.schedulers,
      ({ name }) => name,
      (old, share) => schedulerTally(old, share, campaign.runs),
    ),
    properties: merged(
      campaign.properties,
      result.properties,
      ({ name }) => name,
      (old, property) => propertyTally(old, property, batch),
    ),
    witnesses: merged(
      campaign.witnesses,
      result.witnesses,
      ({ name }) => name,
      (old, { reached }) => ({
        asked: (old?.asked ?? 0) + 1,
        reached: (old?.reached ?? 0) + (reached ? 1 : 0),
      }),
    ),
    faults: merged(
      campaign.faults,
      Object.entries(result.faultsInjected),
      ([name]) => name,
      (old, [, injected]) => ({
        allowed: (old?.allowed ?? 0) + 1,
        injected: (old?.injected ?? 0) + injected,
      }),
    ),
  };
}

/** A record in which the entries of these items are brought up to date. */
function merged<Item, Tally>(
  old: Readonly<Record<string, Tally>>,
  items: readonly Item[],
  name: (item: Item) => string,
  update: (old: Tally | undefined, item: Item) => Tally,
): Record<string, Tally> {
  return { ...old, ...Object.fromEntries(items.map((item) => [name(item), update(old[name(item)], item)])) };
}

function schedulerTally(
  old: SchedulerTally | undefined,
  { runs, steps, worlds, labels, violations }: BatchResult['schedulers'][number],
  runsBefore: number,
): SchedulerTally {
  const broke = violations.map(({ property, run }) => [property, runsBefore + run] as const);
  return {
    runs: (old?.runs ?? 0) + runs,
    steps: (old?.steps ?? 0) + steps,
    worlds: (old?.worlds ?? 0) + worlds,
    labels: [...new Set([...(old?.labels ?? []), ...labels])].toSorted(),
    // What came first stays.
    broke: { ...Object.fromEntries(broke), ...old?.broke },
  };
}

function propertyTally(
  old: PropertyTally | undefined,
  { name, kind }: BatchResult['properties'][number],
  { number, config, result }: Batch,
): PropertyTally {
  const race = result.races.find(({ property }) => property === name);
  const found: CampaignRace[] = race === undefined ? [] : [{ ...race, batch: number, config }];
  const races = [...(old?.races ?? []), ...found].toSorted((one, other) => compareCosts(one.cost, other.cost));
  return {
    kind,
    asked: (old?.asked ?? 0) + 1,
    broken: (old?.broken ?? 0) + found.length,
    unsettled: (old?.unsettled ?? 0) + (result.unsettled[name] ?? 0),
    races: races.slice(0, RACES_KEPT),
  };
}
