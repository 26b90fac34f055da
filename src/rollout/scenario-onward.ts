/** What may follow the end of a run once faults have stopped: decided on the model, exactly. */
import { explore, Kernel, ModelExecution, replay } from '../sim/index.ts';
import type { Exploration, Finding, Property, System, Violation } from '../sim/index.ts';
import { AT_END, type Seen } from './scenario-types.ts';

/** What was found. `undecided` is empty if every world was seen. */
export interface Onward {
  readonly worlds: number;
  readonly breaks: readonly Seen[];
  readonly undecided: readonly Violation[];
}

/** What to look for. */
export interface OnwardQuestion {
  /** The labels that lead to the world to begin with; all must be possible. */
  readonly steps: readonly string[];
  readonly properties: readonly Property<never>[];
  readonly maxWorlds: number | undefined;
}

/** Far more worlds than follow a scenario of a few operations: a limit on memory, and one that is said when it is met. */
const MAX_WORLDS = 2_000_000;

/** Checks the properties in every world that may follow the steps without faults. Without properties there is nothing to see. */
export async function exploreOnward(system: System<never>, question: OnwardQuestion): Promise<Onward> {
  const { steps, properties, maxWorlds: maxStates = MAX_WORLDS } = question;
  if (properties.length === 0) return { worlds: 0, breaks: [], undecided: [] };
  const kernel = new Kernel(system);
  const from = calm(kernel, (await walk(kernel, steps)).words);
  const found = explore(kernel, { from, faultFree: true, fairness: 'transition', properties, maxStates });
  const violated = found.findings.filter(({ result }) => result === 'violated');
  const breaks = await Promise.all(violated.map((finding) => seenIn(finding, kernel, steps)));
  return { worlds: found.states, breaks, undecided: undecidedIn(found) };
}

async function walk(kernel: Kernel, steps: readonly string[]): Promise<ModelExecution> {
  const execution = new ModelExecution(kernel);
  const { divergence } = await replay(execution, steps);
  if (divergence === null) return execution;
  throw new RangeError(`the model does not follow the run: "${divergence.expected}" is not possible in it`);
}

/** The same world with no fault to come. Then it need not remember old versions of the store either. */
function calm({ layout }: Kernel, words: Int32Array): Int32Array {
  return words.slice().fill(0, layout.firstOld);
}

async function seenIn({ property, path }: Finding, kernel: Kernel, steps: readonly string[]): Promise<Seen> {
  const execution = await walk(kernel, steps);
  const onward = (path?.choices ?? []).map((id) => takeChoice(execution, id));
  return { property: property.name, step: AT_END, message: path?.message ?? '', onward };
}

function takeChoice(execution: ModelExecution, id: number): string {
  const choice = execution.kernel.choice(id);
  const chosen = execution.possible().find((possible) => possible.choice === choice);
  if (chosen === undefined) throw new RangeError(`"${choice.before}" is not possible where the exploration took it`);
  execution.take(chosen);
  return chosen.label;
}

function undecidedIn({ findings, bound }: Exploration): Violation[] {
  const open = findings.filter(({ result }) => result === 'inconclusive');
  return open.map(({ property }) => ({
    property: property.name,
    message: `what may follow the last step was cut at ${bound}`,
  }));
}
