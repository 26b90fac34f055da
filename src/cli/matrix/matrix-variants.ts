/** A protocol, as it is or with one line changed, under a class of faults. */
import type { Protocol } from '../../machines/index.ts';
import { configUnder, type FaultClass } from '../../rollout/system/fault-classes.ts';
import { rolloutSystem } from '../../rollout/index.ts';
import type { Mutation } from '../../rollout/base/mutations.ts';
import { Kernel, type AnySystem, type Exploration, type Finding } from '../../sim/index.ts';
import type { Io } from '../terminal/io.ts';
import type { MatrixPlan } from './matrix-plan.ts';
import { showProgress } from '../terminal/progress.ts';
import { search } from '../../jobs/run-search.ts';

/** What is explored, and what it is called on the way. */
export interface Variant {
  readonly protocol: Protocol;
  readonly mutate: Mutation;
  readonly title: string;
  /** Cuts the exploration, where the plan does not say after how many worlds. */
  readonly maxStates?: number;
}

/** What an exploration under a class of faults found. */
export interface Explored {
  readonly class: string;
  readonly verdict: Exploration['verdict'];
  readonly states: number;
  /** By the name of the property. */
  readonly findings: ReadonlyMap<string, Found>;
}

/** What was found about one property; `steps` are those of a violation. */
export interface Found {
  readonly result: Finding['result'];
  readonly steps: number;
}

/** Explores it under a class of faults. */
export async function exploreUnder(under: FaultClass, variant: Variant, plan: MatrixPlan, io: Io): Promise<Explored> {
  const system = systemOf(under, variant, plan);
  const progress = showProgress(io, `${variant.title} under ${under.name}`, plan.timeout);
  const maxStates = plan.limits.maxStates ?? variant.maxStates;
  const { bound, states, findings } = await search(new Kernel(system), propertiesOf(system), {
    ...plan.limits,
    ...(maxStates === undefined ? {} : { maxStates }),
    seed: '1',
    progress: progress.report,
  });
  progress.done();
  return {
    class: under.name,
    verdict: bound === null ? 'exhausted' : 'bounded',
    states,
    findings: new Map(findings.map((finding) => [finding.property.name, foundIn(finding)])),
  };
}

function systemOf(under: FaultClass, { protocol, mutate }: Variant, { operations }: MatrixPlan): AnySystem {
  return mutate(rolloutSystem(configUnder(under, { protocol: protocol.name, operations })));
}

/** Everything but the witnesses, whose question is another one. */
function propertiesOf({ properties = [] }: AnySystem) {
  return properties.filter(({ kind }) => kind !== 'witness');
}

function foundIn({ result, path }: Finding): Found {
  return { result, steps: path?.choices.length ?? 0 };
}
