/** One check of a system, as plain data: what was seen, and what came out for each property. */
import { explore, Kernel, sample, shrinkFinding } from '../sim/index.ts';
import type { AnySystem, Exploration, Path, Property, Sampling, Shrinking } from '../sim/index.ts';
import { requireAsked, systemUnder, type CheckOptions } from './options.ts';

/** What came out for one property. A witness is `violated` if an exhausted exploration never reached it. */
export interface Outcome {
  readonly property: Property<never>;
  readonly result: 'holds' | 'violated' | 'inconclusive';
  readonly path?: Path;
  /** What the path was shrunk from, if it was drawn. */
  readonly shrunk?: Shrinking;
}

/** What a check has seen and found. */
export interface Check {
  readonly kernel: Kernel;
  readonly seen: Exploration | Sampling;
  readonly outcomes: readonly Outcome[];
  readonly options: CheckOptions;
}

/** Explores the system, or samples it. */
export function check(system: AnySystem, properties: readonly Property<never>[], options: CheckOptions): Check {
  requireAsked(options);
  const kernel = new Kernel(systemUnder(system, options));
  const { sample: sampled, faults: _faults, atLeast: _atLeast, ...limits } = options;
  const seen =
    sampled === undefined
      ? explore(kernel, { ...limits, properties })
      : sample(kernel, { seed: sampled.seed, runs: sampled.runs, properties });
  return { kernel, seen, outcomes: properties.map((property) => outcomeOf(kernel, property, seen)), options };
}

function outcomeOf(kernel: Kernel, property: Property<never>, seen: Exploration | Sampling): Outcome {
  if (property.kind === 'witness') return { property, result: witnessed(property.name, seen) };
  const found = seen.findings.find((finding) => finding.property === property);
  if (found === undefined) return { property, result: 'inconclusive' };
  // An exploration is breadth first: its paths are as short as can be.
  return seen.verdict === 'sampled' ? shrinkFinding(kernel, found) : found;
}

function witnessed(name: string, { witnesses, verdict }: Exploration | Sampling): Outcome['result'] {
  if (witnesses.some((witness) => witness.name === name && witness.reached)) return 'holds';
  return verdict === 'exhausted' ? 'violated' : 'inconclusive';
}

/** Whether that is as much as was asked for. A witness has to be reached, however little was seen. */
export function suffices({ property, result }: Outcome, { options: { sample: sampled, atLeast } }: Check): boolean {
  const modest = sampled !== undefined || atLeast === 'bounded';
  return result === 'holds' || (result === 'inconclusive' && modest && property.kind !== 'witness');
}
