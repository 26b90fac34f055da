/**
 * One batch of a campaign: a fixed number of schedules of one system, drawn by a sampler of its own, as plain data.
 *
 * A batch depends on its system and its seed and on nothing else, so batches may be run in any order and on any thread. Its first
 * schedule is drawn twice, on systems and kernels that share nothing: what depends on a clock, on chance or on what ran before, and
 * got past the kernel's own doubts, shows there.
 */
import { canonical } from '../data/canonical.ts';
import { pictureOf } from '../execution/execution.ts';
import type { Finding } from '../search/explore.ts';
import { Kernel } from '../kernel/kernel.ts';
import { labelsOf } from '../execution/labels.ts';
import { requireWord } from '../contract/require.ts';
import { costOf } from '../shrink/rerun.ts';
import { Sampler, type SampleOptions, type Sampling } from '../sample/sample.ts';
import type { ShareReport } from '../sample/share.ts';
import type { ScheduleCost } from '../shrink/shrink-cost.ts';
import { SystemError, type AnySystem, type Property } from '../contract/system.ts';

/** What a batch draws. */
export interface BatchPlan extends Omit<SampleOptions, 'properties'> {
  /** The names of the properties that are looked at; all of the system's by default. Witnesses always are. */
  readonly only?: readonly string[];
}

/** A schedule that broke a property, as it was drawn. */
export interface DrawnRace {
  readonly property: string;
  readonly message: string;
  /** The labels of its steps. */
  readonly steps: readonly string[];
  readonly cost: ScheduleCost;
}

/** What a batch has seen. */
export interface BatchResult extends Pick<
  Sampling,
  'runs' | 'steps' | 'states' | 'witnesses' | 'faultsInjected' | 'unsettled'
> {
  /** The properties that were looked at. */
  readonly properties: readonly { readonly name: string; readonly kind: 'safety' | 'liveness' }[];
  readonly schedulers: readonly (ShareReport & {
    /** The steps that it took, by their labels without request numbers. */
    readonly labels: readonly string[];
  })[];
  readonly races: readonly DrawnRace[];
}

/**
 * Runs a batch.
 *
 * @param build builds the system, the same one each time it is called
 * @throws SystemError for a system that cannot be modelled, and for one that does not do the same when run again
 */
export function runBatch(build: () => AnySystem, plan: BatchPlan): BatchResult {
  const kernel = new Kernel(build());
  const sampler = samplerOf(kernel, plan);
  sampler.advance(1);
  compareRuns(lastRun(kernel, sampler), firstRunOf(new Kernel(build()), plan));
  sampler.advance(plan.runs);
  const { runs, steps, states, witnesses, faultsInjected, unsettled, findings, schedulers } = sampler.result();
  const { labels } = sampler;
  return {
    runs,
    steps,
    states,
    witnesses,
    faultsInjected,
    unsettled,
    properties: findings.map(({ property: { name, kind } }) => ({ name, kind: kind as 'safety' | 'liveness' })),
    schedulers: schedulers.map((share, at) => ({ ...share, labels: labels[at] ?? [] })),
    races: findings.flatMap((finding) => raceOf(kernel, finding)),
  };
}

function samplerOf(kernel: Kernel, { only, ...options }: BatchPlan): Sampler {
  return new Sampler(kernel, { ...options, properties: chosen(kernel.system, only) });
}

/** The properties of these names, or all; the witnesses always. */
function chosen({ properties = [] }: AnySystem, only: BatchPlan['only']): readonly Property<never>[] {
  const known = properties.map(({ name }) => name);
  for (const name of only ?? []) requireWord('property', name, known);
  return only === undefined
    ? properties
    : properties.filter(({ kind, name }) => kind === 'witness' || only.includes(name));
}

function raceOf(kernel: Kernel, { property, path }: Finding): DrawnRace[] {
  if (path === undefined) return [];
  const { choices, message } = path;
  const cost = costOf(kernel, choices);
  return [{ property: property.name, message, steps: labelsOf(kernel, choices), cost }];
}

/** A run in words that do not depend on a kernel's numbers. */
interface Told {
  readonly labels: readonly string[];
  readonly world: string;
}

function lastRun(kernel: Kernel, { lastRun: { choices, world } }: Sampler): Told {
  return { labels: labelsOf(kernel, choices), world: canonical(pictureOf(kernel, world)) };
}

function firstRunOf(kernel: Kernel, plan: BatchPlan): Told {
  const sampler = samplerOf(kernel, plan);
  sampler.advance(1);
  return lastRun(kernel, sampler);
}

function compareRuns(one: Told, other: Told): void {
  const length = Math.max(one.labels.length, other.labels.length);
  for (let at = 0; at < length; at += 1)
    if (one.labels[at] !== other.labels[at])
      throw new SystemError(`${AGAIN} step ${at} was ${stepText(one, at)}, and then ${stepText(other, at)}. ${CAUSE}`);
  if (one.world !== other.world)
    throw new SystemError(`${AGAIN} its steps were the same and led to another world. ${CAUSE}`);
}

const AGAIN = 'the first schedule went another way when it was drawn again from the same seed:';
const CAUSE = 'Something in the system depends on a clock, on chance or on what ran before.';

const stepText = ({ labels }: Told, at: number): string => (labels[at] === undefined ? 'none' : `"${labels[at]}"`);
