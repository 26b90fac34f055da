/** What the options of `holdfast simulate` ask for. */
import { availableParallelism } from 'node:os';
import { MAX_OPERATIONS, type RolloutConfig } from '../../rollout/index.ts';
import { PARTS } from '../../rollout/parts/index.ts';
import type { SwarmPins } from '../../rollout/swarm/swarm.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';
import { optionalNumber, type Arguments } from '../terminal/arguments.ts';
import { schedulersIn } from '../check/check-limits.ts';
import { checkTogether, propertiesIn, protocolIn } from '../check/check-plan.ts';
import type { CampaignPlan, Shard } from '../../jobs/campaign-plan.ts';
import { settingIn } from '../input/check-setting.ts';
import { MAX_STALE_VERSIONS, parseFaults } from '../input/faults.ts';

/** Schedules in a batch: race-directed has thirty turns, each other scheduler five. */
export const RUNS_IN_BATCH = 60;
/** Schedules that are drawn if nothing else is said. */
export const DEFAULT_RUNS = 1200;

const LARGE = 2 ** 31 - 1;
const MAX_THREADS = 64;
const MAX_MINUTES = 100_000;
const MAX_SHARDS = 10_000;

/** The plan. @throws UserError for a value that is unknown or out of range, and for options that contradict each other */
export function simulatePlan(args: Arguments): CampaignPlan {
  checkTogether(args);
  const runs = optionalNumber(args, 'runs', 1, LARGE);
  const minutes = optionalNumber(args, 'minutes', 1, MAX_MINUTES);
  const only = propertiesIn(args, 'simulate');
  return {
    swarm: {
      seed: args.text('seed') ?? '1',
      runs: RUNS_IN_BATCH,
      pins: pinsIn(args),
      ...(only.length === 0 ? {} : { only }),
      ...schedulersIn(args),
    },
    batches: Math.ceil((runs ?? (minutes === undefined ? DEFAULT_RUNS : Infinity)) / RUNS_IN_BATCH),
    ...(minutes === undefined ? {} : { minutes }),
    threads: optionalNumber(args, 'threads', 1, MAX_THREADS) ?? Math.min(availableParallelism(), MAX_THREADS),
    shard: shardIn(args),
  };
}

function pinsIn(args: Arguments): SwarmPins {
  const protocol = protocolIn(args);
  const operations = optionalNumber(args, 'operations', 1, MAX_OPERATIONS);
  const staleVersions = optionalNumber(args, 'stale-versions', 1, MAX_STALE_VERSIONS);
  const faults = args.text('faults');
  const config: RolloutConfig = {
    protocol,
    ...(args.isOn('legacy') ? { legacy: true } : {}),
    ...(operations === undefined ? {} : { operations }),
    ...settingIn(args, protocol),
    ...(faults === undefined ? {} : { faults: parseFaults(faults) }),
    ...(staleVersions === undefined ? {} : { staleVersions }),
  };
  return { config, ...partsIn(args) };
}

function partsIn(args: Arguments): Pick<SwarmPins, 'parts'> {
  const text = args.text('parts');
  if (text === undefined) return {};
  const names = text === 'none' ? [] : text.split(',').map((name) => name.trim());
  const known = PARTS.map(({ name }) => name);
  return {
    parts: names.map((name) => {
      const part = known.find((one) => one === name);
      if (part === undefined) throw new UserError(`--parts: ${unknownWord('part', name, [...known, 'none'])}`);
      return part;
    }),
  };
}

function shardIn(args: Arguments): Shard {
  const text = args.text('shard');
  if (text === undefined) return { index: 1, of: 1 };
  const [, index, of] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  const fits = index !== undefined && of !== undefined && index >= 1 && index <= of && of <= MAX_SHARDS;
  if (fits) return { index, of };
  throw new UserError(
    `--shard takes i/n with i from 1 to n, as in 2/4, and at most ${MAX_SHARDS} shards, got "${text}"`,
  );
}
