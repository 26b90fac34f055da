/** Replaying a schedule by labels, on the model or on live actors, and writing down what happened. */
import type { Json } from '../data/canonical.ts';
import { brokenBy } from '../user-code/asked.ts';
import { ModelExecution, type Execution, type Possible } from './execution.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { requireOptions } from '../contract/require.ts';
import { requireProperties } from '../contract/require-properties.ts';
import {
  changesBetween,
  contextsBetween,
  failedBetween,
  type Change,
  type ContextChange,
  type FailedActor,
} from './step-changes.ts';
import { factsOf, variantIn, withoutNumber, type StepFacts } from './step-facts.ts';
import type { Property, SafetyProperty, View } from '../contract/system.ts';

export type { Change, ContextChange, FailedActor } from './step-changes.ts';
export type { StepFacts, StepRequest, StepVariant } from './step-facts.ts';
export { variantIn, withoutNumber };

/** A schedule that can be replayed: what the system was built from, and the labels of its steps. @public */
export interface Token {
  readonly system: string;
  readonly config: Json;
  readonly steps: readonly string[];
  /** The labels of what then happens for ever, once round; empty if the run ends. */
  readonly cycle?: readonly string[];
}

/** What one step broke. @public */
export interface Violation {
  readonly property: string;
  readonly message: string;
}

/** One step of a trace. `actor` is null for the environment; the label says in words what the other fields say as data. @public */
export interface TraceStep extends StepFacts {
  readonly label: string;
  readonly actor: string | null;
  readonly fault: string | null;
  /** What a request that took effect is going to be answered, with the service that it asked. */
  readonly answer?: { readonly source: string; readonly ok: boolean; readonly value: Json };
  readonly changes: readonly Change[];
  /** What the step changed of the contexts of actors; absent where nothing. */
  readonly contexts?: readonly ContextChange[];
  /** Actors that the step stopped with an error; absent where none. */
  readonly failed?: readonly FailedActor[];
  readonly violations: readonly Violation[];
}

/** Where a replay left the schedule: the step's label, and what was possible instead. @public */
export interface Divergence {
  readonly step: number;
  readonly expected: string;
  readonly possible: readonly string[];
}

/** What happened along a schedule. @public */
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** Labels of the schedule that were not possible and left out; only a lenient replay goes on after one. */
  readonly skipped: readonly Divergence[];
  /** Where a strict replay stopped; null if it followed the schedule to its end. */
  readonly divergence: Divergence | null;
}

/** How a replay goes about a schedule. */
export interface ReplayOptions {
  readonly properties?: readonly Property<never>[];
  /** Leave out what is not possible instead of stopping there. */
  readonly lenient?: boolean;
  /** Called after each step. */
  readonly observe?: (step: TraceStep, index: number) => void;
}

/** Follows the labels as far as they go. A label may leave out the number of a request (`#2`). */
export async function replay(
  execution: Execution,
  labels: readonly string[],
  options: ReplayOptions = {},
): Promise<Trace> {
  requireOptions('a replay', options, ['properties', 'lenient', 'observe']);
  const { properties = [], lenient = false, observe } = options;
  requireProperties(properties);
  const safety = properties.filter((property) => property.kind === 'safety');
  const steps: TraceStep[] = [];
  const skipped: Divergence[] = [];
  for (const [index, label] of labels.entries()) {
    const possible = execution.possible();
    const chosen = findPossible(possible, label);
    if (chosen === undefined) {
      const divergence = { step: index, expected: label, possible: possible.map((other) => other.label) };
      if (!lenient) return { steps, skipped, divergence };
      skipped.push(divergence);
      continue;
    }
    const step = await takeStep(execution, chosen, safety);
    steps.push(step);
    observe?.(step, steps.length - 1);
  }
  return { steps, skipped, divergence: null };
}

/** The possible choice that a label names. */
export function findPossible(possible: readonly Possible[], label: string): Possible | undefined {
  return (
    possible.find((other) => other.label === label) ??
    possible.find(({ choice: { before, after } }) => `${before}${after}` === label)
  );
}

/** Takes a step and writes down what it changed and broke. */
export async function takeStep(
  execution: Execution,
  chosen: Possible,
  safety: readonly SafetyProperty<never>[],
): Promise<TraceStep> {
  const written = stepFrom(execution, chosen, safety);
  await execution.take(chosen);
  return written();
}

/** Looks at the world before a step; what it returns is called after the step, and writes down what it changed and broke. */
function stepFrom(execution: Execution, chosen: Possible, safety: readonly SafetyProperty<never>[]): () => TraceStep {
  const before = execution.view();
  const pictureBefore = execution.picture();
  const reply = execution.replyTo(chosen);
  const { actor, fault, source } = chosen.choice;
  const facts = factsOf(chosen.choice, chosen.label);
  return () => {
    const picture = execution.picture();
    const contexts = contextsBetween(pictureBefore, picture);
    const failed = failedBetween(pictureBefore, picture, chosen.choice, reply);
    return {
      label: chosen.label,
      actor,
      fault,
      ...facts,
      ...(reply === null || source === null ? {} : { answer: { source, ...reply } }),
      changes: changesBetween(pictureBefore, picture),
      ...(contexts.length === 0 ? {} : { contexts }),
      ...(failed.length === 0 ? {} : { failed }),
      violations: violationsOf(safety, execution.view(), before),
    };
  };
}

/**
 * The steps of a path of the kernel's model from the initial world, by the numbers of its choices: what {@link replay} makes of
 * its labels, without a promise.
 *
 * @throws RangeError if the path is not one of this kernel
 */
export function traceOf(
  kernel: Kernel,
  choices: readonly number[],
  properties: readonly Property<never>[] = [],
): TraceStep[] {
  const execution = new ModelExecution(kernel);
  const safety = properties.filter((property) => property.kind === 'safety');
  return choices.map((id) => {
    const choice = kernel.choice(id);
    const chosen = execution.possible().find((other) => other.choice === choice);
    if (chosen === undefined) throw new RangeError(`choice ${id} is not possible here: not a path of this kernel`);
    const written = stepFrom(execution, chosen, safety);
    execution.take(chosen);
    return written();
  });
}

/** The safety properties that a step from one world to the next breaks. */
export function violationsOf(safety: readonly SafetyProperty<never>[], after: View, before: View): Violation[] {
  return safety.flatMap((property) => {
    const messages = (property.each ?? ['']).map((item) => brokenBy(property, after, before, item));
    const message = messages.find((text) => text !== null);
    return message === undefined || message === null ? [] : [{ property: property.name, message }];
  });
}
