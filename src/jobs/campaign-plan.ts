/** What a campaign is asked to do, and which of its batches are one shard's. */
import type { Swarm } from '../rollout/swarm/swarm.ts';

/** A campaign, and how far to take it. */
export interface CampaignPlan {
  readonly swarm: Swarm;
  /** How many batches the campaign has, those of the other shards included; Infinity where only the clock ends it. */
  readonly batches: number;
  readonly minutes?: number;
  readonly threads: number;
  readonly shard: Shard;
}

/** The batches whose number, divided by `of`, leaves `index` - 1. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}

/** The numbers of the batches of a shard, from the one after `done` of them on. */
export function* numbersOf(
  { batches, shard }: Pick<CampaignPlan, 'batches' | 'shard'>,
  done: number,
): Iterable<number> {
  for (let number = shard.index - 1 + done * shard.of; number < batches; number += shard.of) yield number;
}
