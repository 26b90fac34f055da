/** What must be true of any drawn system. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { explore, Kernel, SystemError } from '../../src/sim/index.ts';
import { build } from './build.ts';
import { differences } from './compare.ts';
import { ambiguousPlan, anyPlan, forgetfulPlan, symmetricPlan } from './draw.ts';
import { explorePlainly } from './opinion.ts';
import type { Plan } from './plan.ts';
import { ruleBreakers } from './rules.ts';
import { wrongSwitches } from './switches.ts';

export interface Amount {
  /** How many systems are compared; those beyond `limit` worlds are drawn again. */
  readonly systems: number;
  readonly limit: number;
  readonly seed: number;
}

function eachOf(drawn: fc.Arbitrary<Plan>, { systems, seed }: Amount, law: (plan: Plan) => void): void {
  fc.assert(fc.property(drawn, law), { numRuns: systems, seed, interruptAfterTimeLimit: 10_000_000 });
}

/** No problems; a system that is too large doesn't count. */
function none(problems: readonly string[] | null): void {
  fc.pre(problems !== null);
  expect(problems).toEqual([]);
}

/** Two explorers agree. */
export const agrees = (amount: Amount): void =>
  eachOf(anyPlan, amount, (plan) => none(differences(plan, amount.limit)));

/** Switches and pairs of them change no answer. */
export const keepsAnswers = (amount: Amount): void =>
  eachOf(anyPlan, amount, (plan) => none(wrongSwitches(plan, amount.limit)));

export const keepsAnswersOfMembers = (amount: Amount): void =>
  eachOf(symmetricPlan, amount, (plan) => none(wrongSwitches(plan, amount.limit)));

/** A property that breaks the rule of steps that change nothing is named, and no other is. Says how many were. */
export function namesRuleBreakers(amount: Amount): number {
  let refused = 0;
  eachOf(forgetfulPlan, amount, (plan) => {
    const opinion = explorePlainly(build(plan), amount.limit);
    fc.pre(opinion !== null);
    const breakers = ruleBreakers(build(plan), opinion as NonNullable<typeof opinion>);
    const { named, violated } = answersOf(plan);
    if (named === null) {
      // What is reported as violated is not silently true, and is asked about no further.
      expect(breakers.every.filter((name) => !violated.includes(name))).toEqual([]);
    } else {
      refused += 1;
      expect(breakers.some).toContain(named);
    }
  });
  return refused;
}

/** The property that an exploration refuses, null where it refuses none; and those that it says are violated. */
function answersOf(plan: Plan): { readonly named: string | null; readonly violated: readonly string[] } {
  try {
    const { findings } = explore(new Kernel(build(plan) as never));
    const violated = findings.flatMap(({ property, result }) => (result === 'violated' ? [property.name] : []));
    return { named: null, violated };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { named: /^property "(\d+)" says/.exec(error.message)?.[1] ?? error.message, violated: [] };
  }
}

/** What has one label for two things is refused. */
export const refusesAmbiguity = (amount: Amount): void =>
  eachOf(ambiguousPlan, amount, (plan) => {
    expect(() => explore(new Kernel(build(plan) as never), { maxStates: amount.limit })).toThrow(/a q0/);
  });
