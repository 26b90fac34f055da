/** What may follow the end of a run once faults have stopped: decided on the model, exactly. */
import { Explorer, Kernel, ModelExecution, replay, walkToGoals } from '../../sim/index.ts';
import type { Exploration, Finding, LivenessProperty, Property, System, Violation } from '../../sim/index.ts';
import { AT_END, type GoOn, type Seen } from './scenario-types.ts';

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
  readonly maxWorlds?: number | undefined;
  readonly goOn?: GoOn | undefined;
}

/** Far more worlds than follow a scenario of a few operations: a limit on memory, and one that is said when it is met. */
const MAX_WORLDS = 2_000_000;

/** Worlds that are expanded before others have their turn. Where everything is new, each may take milliseconds. */
const WORLDS_AT_ONCE = 16;

/**
 * Worlds that are looked at for goals which no walk has reached, before they are given up. The more words a world has, the more steps lead
 * away from it, and the longer each takes: so the limit keeps the time about the same, which is a few seconds at most.
 */
const MAX_WORLDS_STUCK = 200_000;
const WORK_STUCK = 2_500_000_000;

/** Checks the properties in every world that may follow the steps without faults. Without properties there is nothing to see. */
export async function exploreOnward(system: System<never>, question: OnwardQuestion): Promise<Onward> {
  if (question.properties.length === 0) return { worlds: 0, breaks: [], undecided: [] };
  const kernel = new Kernel(system);
  return exploreFrom(kernel, calm(kernel, (await walk(kernel, question.steps)).words), question);
}

/**
 * Which goals cannot be reached any more after the steps, however the run goes on without faults.
 *
 * That a goal can be reached a walk shows at the cost of a run; only where none does, the worlds are searched.
 */
export async function stuckAfter(
  system: System<never>,
  question: Omit<OnwardQuestion, 'properties'> & { readonly properties: readonly LivenessProperty<never>[] },
): Promise<{ readonly stuck: readonly Violation[]; readonly undecided: readonly Violation[] }> {
  const kernel = new Kernel(system);
  const from = calm(kernel, (await walk(kernel, question.steps)).words);
  const { open, reason } = await openAfterWalks(kernel, question, from);
  if (reason !== undefined) return { stuck: [], undecided: open.map(({ name }) => cutAt(name, reason)) };
  if (open.length === 0) return { stuck: [], undecided: [] };
  const maxWorlds = Math.min(MAX_WORLDS_STUCK, Math.ceil(WORK_STUCK / kernel.width ** 3));
  const { breaks, undecided } = await exploreFrom(kernel, from, { maxWorlds, ...question, properties: open });
  // Whoever can get stuck further on is not stuck yet: that would be another schedule.
  const stuck = breaks.filter(({ onward }) => onward.length === 0);
  return { stuck: stuck.map(({ property, message }) => ({ property, message })), undecided };
}

async function exploreFrom(kernel: Kernel, from: Int32Array, question: OnwardQuestion): Promise<Onward> {
  const { steps, properties, maxWorlds: maxStates = MAX_WORLDS, goOn } = question;
  const explorer = new Explorer(kernel, { from, faultFree: true, fairness: 'transition', properties, maxStates });
  let bound: string | undefined;
  while (bound === undefined && explorer.advance(WORLDS_AT_ONCE)) bound = await goOn?.(told(explorer.progress.states));
  const found = explorer.result(bound);
  const violated = found.findings.filter(({ result }) => result === 'violated');
  const breaks = await Promise.all(violated.map((finding) => seenIn(finding, kernel, steps)));
  return { worlds: found.states, breaks, undecided: undecidedIn(found) };
}

const told = (worlds: number): string => `${worlds.toLocaleString('en-US')} worlds that may follow`;

/** The goals that walks have not reached; the reason why they were not all walked, if there is one. */
async function openAfterWalks(
  kernel: Kernel,
  { properties, goOn }: { readonly properties: readonly LivenessProperty<never>[]; readonly goOn?: GoOn | undefined },
  from: Int32Array,
): Promise<{ readonly open: readonly LivenessProperty<never>[]; readonly reason?: string }> {
  const walking = walkToGoals(kernel, properties, from);
  for (;;) {
    const { done, value } = walking.next();
    if (done === true) return { open: value };
    const reason = await goOn?.('ways to goals');
    if (reason !== undefined) return { open: properties, reason };
  }
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
  return open.map(({ property }) => cutAt(property.name, bound ?? 'a limit'));
}

const cutAt = (property: string, bound: string): Violation => ({
  property,
  message: `what may follow the last step was cut by ${bound}`,
});
