/** What the options of `holdfast matrix --combined` ask for. */
import { availableParallelism } from 'node:os';
import { PROTOCOLS } from '../../machines/index.ts';
import { MAX_OPERATIONS } from '../../rollout/index.ts';
import {
  COMBINATION_KINDS,
  distinct,
  pairs,
  refusals,
  triples,
  type Combination,
  type Refusal,
} from '../../rollout/swarm/part-combinations.ts';
import { PARTS } from '../../rollout/parts/index.ts';
import { settingArray } from '../../rollout/swarm/setting-array.ts';
import { UserError } from '../../user-error.ts';
import { namesIn, optionalNumber, type Arguments } from '../terminal/arguments.ts';
import type { CellLimits } from '../../jobs/combined-cell.ts';
import { unknownMutant } from '../input/rollout-config.ts';
import { memoryShare } from '../../jobs/run-search.ts';

/** What to explore, and how far. */
export interface CombinedPlan {
  readonly protocols: readonly string[];
  readonly combinations: readonly Combination[];
  readonly refused: readonly Refusal[];
  readonly limits: CellLimits;
  readonly threads: number;
}

export const DEFAULT_STATES = 300_000;

const DEFAULT_OPERATIONS = 2;
const LARGE = 2 ** 31 - 1;
const MAX_SECONDS = 1_000_000;
const MAX_THREADS = 64;

/** What a question of one class of faults, or of one property, has nothing to do with. */
const EXCLUDED = [
  ['mutants', 'combinations are asked of a protocol as it is'],
  ['faults', 'each pair of parts is asked under the faults that concern it, and not under a class'],
  ['property', 'each combination is asked for all its properties'],
] as const;

/** The plan. @throws UserError for a value that is unknown or out of range, and for options that contradict each other */
export function combinedPlan(args: Arguments): CombinedPlan {
  for (const [option, why] of EXCLUDED)
    if (args.isOn(option)) throw new UserError(`--combined and --${option} exclude each other: ${why}`);
  const threads = optionalNumber(args, 'threads', 1, MAX_THREADS) ?? Math.min(availableParallelism(), MAX_THREADS);
  const timeout = optionalNumber(args, 'timeout', 1, MAX_SECONDS);
  const known = PARTS.map(({ name }) => name);
  const parts = args.isOn('parts') ? namesIn(args, 'parts', 'part', known) : undefined;
  const protocols = protocolsOf(args);
  return {
    protocols,
    combinations: combinationsOf(args, parts).map(withMutant(args.text('mutant'), protocols)),
    refused: refusals(parts),
    limits: {
      maxStates: optionalNumber(args, 'max-states', 1, LARGE) ?? DEFAULT_STATES,
      ...(timeout === undefined ? {} : { timeout }),
      maxMemory: Math.floor(memoryShare() / threads),
      reduce: args.isOn('reduce'),
    },
    threads,
  };
}

/** The same with one thing wrong: what the combinations find is then what they are able to find. */
function withMutant(mutant: string | undefined, protocols: readonly string[]): (one: Combination) => Combination {
  if (mutant === undefined) return (one) => one;
  for (const protocol of protocols) {
    const wrong = unknownMutant({ protocol, mutant });
    if (wrong !== null) throw new UserError(`--mutant: ${wrong}`);
  }
  return (one) => ({ ...one, config: { ...one.config, mutant } });
}

/** The newest protocol is the one that is meant to hold. */
function protocolsOf(args: Arguments): string[] {
  const known = PROTOCOLS.map(({ name }) => name);
  const named = namesIn(args, 'protocol', 'protocol', known);
  return named.length === 0 ? known.slice(-1) : known.filter((name) => named.includes(name));
}

/** What is cheap comes first: triples without faults, pairs under one fault, then everything. */
function combinationsOf(args: Arguments, parts: readonly string[] | undefined): Combination[] {
  const kinds = namesIn(args, 'only', 'kind of combination', COMBINATION_KINDS);
  const operations = optionalNumber(args, 'operations', 1, MAX_OPERATIONS) ?? DEFAULT_OPERATIONS;
  const all = {
    triples: () => triples(operations, parts),
    pairs: () => pairs(operations, parts),
    settings: () => settingArray(parts),
  };
  const meant = COMBINATION_KINDS.filter((kind) => kinds.length === 0 || kinds.includes(kind));
  const combinations = distinct(meant.flatMap((kind) => all[kind]()));
  if (combinations.length > 0) return combinations;
  throw new UserError(
    `--parts ${parts?.join(',')}: these make no combination of the kind ${meant.join(', ')}. Name more parts, or other ones`,
  );
}
