/** Whether the model and live actors tell the same story: the check on which all other checks rest. */
import { canonical } from '../../sim/data/canonical.ts';
import { findPossible, Kernel, LiveExecution, ModelExecution } from '../../sim/index.ts';
import type { Execution, Json, System } from '../../sim/index.ts';
import { goesOn, runName, scenarioSystem } from './scenario-system.ts';
import type { Scenario } from './scenario-types.ts';

/** Where the two executions first differ. @public */
export interface Disagreement {
  /** The steps that both had taken. */
  readonly after: readonly string[];
  /** What differs: the labels of what may happen next, or the world. */
  readonly about: 'possible' | 'world';
  readonly model: Json;
  readonly actors: Json;
}

type Difference = Omit<Disagreement, 'after'>;

/**
 * Compares the two executions along a scenario, under its buggy and under its fixed protocol.
 *
 * @returns the first disagreement, with the protocol under which it shows, or null
 * @public
 */
export async function agreement(scenario: Scenario): Promise<(Disagreement & { readonly protocol: string }) | null> {
  const { buggy, fixed, steps } = scenario;
  const labels = [...steps, ...goesOn(fixed)];
  for (const { protocol, mutant } of [buggy, ...('protocol' in fixed ? [{ ...fixed, mutant: undefined }] : [])]) {
    const found = await disagreement(scenarioSystem(scenario, protocol, mutant), labels);
    if (found !== null) return { protocol: runName(protocol, mutant), ...found };
  }
  return null;
}

/**
 * Runs the same labels on the model and on live actors side by side, and compares after every step what may happen next and
 * the whole world. A label that is not possible is left out, on both alike.
 *
 * @returns the first disagreement, or null
 * @public
 */
export async function disagreement(system: System<never>, labels: readonly string[]): Promise<Disagreement | null> {
  const model = new ModelExecution(new Kernel(system));
  const actors = new LiveExecution(system);
  const after: string[] = [];
  let found = differenceOf(model, actors);
  for (const label of labels) {
    if (found !== null) break;
    if (!(await takeBoth(model, actors, label))) continue;
    after.push(label);
    found = differenceOf(model, actors);
  }
  return found && { after, ...found };
}

async function takeBoth(model: ModelExecution, actors: LiveExecution, label: string): Promise<boolean> {
  const [inModel, inActors] = [findPossible(model.possible(), label), findPossible(actors.possible(), label)];
  if (inModel === undefined || inActors === undefined) return false;
  model.take(inModel);
  await actors.take(inActors);
  return true;
}

function differenceOf(model: Execution, actors: Execution): Difference | null {
  return (
    differing('possible', labelsIn(model), labelsIn(actors)) ?? differing('world', worldOf(model), worldOf(actors))
  );
}

function differing(about: Difference['about'], model: Json, actors: Json): Difference | null {
  return canonical(model) === canonical(actors) ? null : { about, model, actors };
}

function labelsIn(execution: Execution): Json {
  return execution.possible().map(({ label }) => label);
}

function worldOf(execution: Execution): Json {
  return execution.picture() as unknown as Json;
}
