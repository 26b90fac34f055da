/** Whether the model and live actors tell the same story: the check on which all other checks rest. */
import { canonical } from '../sim/canonical.ts';
import { findPossible, Kernel, LiveExecution, ModelExecution } from '../sim/index.ts';
import type { Execution, Json } from '../sim/index.ts';
import { goesOn, scenarioSystem, type Setting } from './scenario-system.ts';
import type { Scenario } from './scenario-types.ts';

/** Where the two executions first differ. @public */
export interface Disagreement {
  readonly protocol: string;
  /** How many steps both had taken; the last of them is `after`, null at the start. */
  readonly steps: number;
  readonly after: string | null;
  /** What differs: the labels of what may happen next, or the world. */
  readonly about: 'possible' | 'world';
  readonly model: Json;
  readonly actors: Json;
}

type Difference = Pick<Disagreement, 'about' | 'model' | 'actors'>;

/**
 * Runs a scenario under its protocols on the model and on live actors side by side, and compares after every step what may
 * happen next and the whole world. A label that is not possible is left out, on both alike.
 *
 * @returns the first disagreement, or null
 * @public
 */
export async function agreement(scenario: Scenario): Promise<Disagreement | null> {
  const { buggy, fixed, steps } = scenario;
  const fixedProtocol = 'protocol' in fixed ? [fixed.protocol] : [];
  for (const protocol of [buggy.protocol, ...fixedProtocol]) {
    const found = await agreementUnder(protocol, scenario, [...steps, ...goesOn(fixed)]);
    if (found !== null) return found;
  }
  return null;
}

async function agreementUnder(
  protocol: string,
  setting: Setting,
  labels: readonly string[],
): Promise<Disagreement | null> {
  const system = scenarioSystem(setting, protocol);
  const model = new ModelExecution(new Kernel(system));
  const actors = new LiveExecution(system);
  const taken: string[] = [];
  const compare = (): Disagreement | null => {
    const found = differenceOf(model, actors);
    return found && { protocol, steps: taken.length, after: taken.at(-1) ?? null, ...found };
  };
  for (const label of labels) {
    const found = compare();
    if (found !== null) return found;
    if (await takeBoth(model, actors, label)) taken.push(label);
  }
  return compare();
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
