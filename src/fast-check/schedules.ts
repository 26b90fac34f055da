/** Arbitrary schedules of a system. */
import type fc from 'fast-check';
import { Kernel, ModelExecution, type AnySystem, type Possible } from '../sim/index.ts';
import { UserError } from '../user-error.ts';
import { places } from './places.ts';

/** A schedule that the system can follow from its beginning. As text it is the list of its labels, ready to be pasted. @public */
export interface Schedule {
  readonly steps: readonly string[];
  toString(): string;
}

/** Which schedules to draw. @public */
export interface ScheduleConstraints {
  /** Steps at most; 100 by default. A schedule is shorter where nothing is possible any more. */
  readonly maxLength?: number;
  /** Whether faults and disturbances may happen, within their budgets; true by default. */
  readonly faults?: boolean;
}

/**
 * Schedules of the system, each a walk through its model.
 *
 * What is drawn are integers, one for each step; modulo the number of steps that are possible it says which of them is taken. They
 * are ordered by how little they surprise: steps of the actor that moved last, then those of others, then faults. So as fast-check
 * shrinks integers towards 0 and leaves some out, a schedule becomes shorter, faults disappear, and actors take turns less often;
 * and every schedule on the way is one that the system can follow.
 *
 * @public
 */
export function schedules(system: AnySystem, constraints: ScheduleConstraints = {}): fc.Arbitrary<Schedule> {
  const { maxLength = 100, faults = true } = constraints;
  if (!Number.isInteger(maxLength) || maxLength < 0)
    throw new UserError(`schedules: maxLength is a whole number of at least 0, not ${maxLength}`);
  const kernel = new Kernel(system);
  return places(maxLength).map((drawn) => new Walk(walk(kernel, drawn, faults)));
}

class Walk implements Schedule {
  readonly steps: readonly string[];

  constructor(steps: readonly string[]) {
    this.steps = steps;
  }

  toString(): string {
    return JSON.stringify(this.steps, null, 2);
  }
}

/** The labels of the steps that the integers choose, until nothing is possible. */
export function walk(kernel: Kernel, drawn: readonly number[], faults: boolean): string[] {
  const execution = new ModelExecution(kernel);
  const labels: string[] = [];
  let last: string | null = null;
  for (const draw of drawn) {
    const possible = bySurprise(execution.possible(), last, faults);
    const chosen = possible[draw % possible.length];
    if (chosen === undefined) break;
    execution.take(chosen);
    labels.push(chosen.label);
    last = chosen.choice.actor;
  }
  return labels;
}

/** What may happen, the least surprising first. */
function bySurprise(possible: readonly Possible[], last: string | null, faults: boolean): Possible[] {
  const allowed = possible.filter(({ choice }) => faults || choice.fault === null);
  const surprise = ({ choice }: Possible): number => (choice.fault === null ? Number(choice.actor !== last) : 2);
  return allowed.toSorted((a, b) => surprise(a) - surprise(b));
}
