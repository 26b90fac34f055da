/** A campaign from its first batch, or where it stopped last time, to its report. */
import type { CampaignReport, KnownRace } from '../report/index.ts';
import { addBatch, EMPTY_CAMPAIGN, type Campaign } from '../sim/index.ts';
import { batches } from './run-batches.ts';
import { numbersOf, type CampaignPlan } from './campaign-plan.ts';
import { smallestRaces } from './smallest-races.ts';

/** What a campaign needs of the world outside. */
export interface CampaignPorts {
  readonly signal: AbortSignal;
  /** Called now and then; a text it returns ends the campaign early, as its reason. */
  readonly progress: (text: string) => string | undefined;
  /** What earlier runs of this campaign came to. */
  readonly before?: Campaign | undefined;
  /** Called after each batch. */
  readonly keep?: (campaign: Campaign) => Promise<void>;
  /** Races of earlier campaigns, replayed. */
  readonly known?: readonly KnownRace[];
}

/** Runs the batches that are left, and makes the races that they found small. */
export async function runCampaign(plan: CampaignPlan, ports: CampaignPorts): Promise<CampaignReport> {
  const { campaign, bound } = await drawn(plan, ports);
  const races = await smallestRaces(campaign, (property) => {
    ports.progress(`shrinking what breaks ${property}`);
    return !ports.signal.aborted;
  });
  const { seed, pins } = plan.swarm;
  const { protocol = '', ...given } = pins.config;
  return {
    protocol,
    seed,
    verdict: 'sampled',
    ...(bound === undefined ? {} : { bound }),
    ...(plan.shard.of === 1 ? {} : { shard: plan.shard }),
    given: { ...given, ...(pins.parts === undefined ? {} : { parts: pins.parts }) },
    batches: campaign.batches,
    schedules: campaign.runs,
    steps: campaign.steps,
    worlds: campaign.worlds,
    properties: Object.entries(campaign.properties).map(([name, { kind, asked, broken, unsettled }]) => {
      const race = races.get(name);
      const result = broken > 0 ? ('violated' as const) : ('inconclusive' as const);
      return { name, kind, result, asked, broken, unsettled, ...(race === undefined ? {} : { race }) };
    }),
    ...schedulersIn(campaign),
    witnesses: Object.entries(campaign.witnesses).map(([name, tally]) => ({ name, ...tally })),
    faults: Object.entries(campaign.faults).map(([name, tally]) => ({ name, ...tally })),
    known: ports.known ?? [],
  };
}

async function drawn(
  plan: CampaignPlan,
  { signal, progress, before = EMPTY_CAMPAIGN, keep }: CampaignPorts,
): Promise<{ readonly campaign: Campaign; readonly bound: string | undefined }> {
  let campaign = before;
  progress(drawnText(campaign, plan));
  for await (const batch of batches(plan.swarm, numbersOf(plan, campaign.batches), { threads: plan.threads, signal })) {
    campaign = addBatch(campaign, batch);
    await keep?.(campaign);
    const bound = progress(drawnText(campaign, plan));
    if (bound !== undefined) return { campaign, bound };
  }
  return { campaign, bound: signal.aborted ? 'interrupted' : undefined };
}

function drawnText({ batches: done, runs, steps, properties }: Campaign, plan: CampaignPlan): string {
  const all =
    plan.batches === Infinity ? '' : ` of ${Math.ceil((plan.batches - plan.shard.index + 1) / plan.shard.of)}`;
  const broken = Object.values(properties).filter((tally) => tally.broken > 0).length;
  return `${done}${all} batches, ${runs} schedules, ${steps} steps, ${broken} properties broken`;
}

function schedulersIn({ schedulers }: Campaign): Pick<CampaignReport, 'schedulers' | 'labels'> {
  const tallies = Object.entries(schedulers);
  return {
    schedulers: tallies.map(([name, { runs, steps, worlds, labels, broke }]) => ({
      name,
      schedules: runs,
      steps,
      worlds,
      labels: labels.length,
      broke: Object.entries(broke).map(([property, schedule]) => ({ property, schedule })),
    })),
    labels: new Set(tallies.flatMap(([, { labels }]) => labels)).size,
  };
}
