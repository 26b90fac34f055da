import { describe, expect, it } from 'vitest';
import { explore, Kernel } from '../../src/sim/index.ts';
import { build } from './build.ts';
import * as cases from './cases.ts';
import { differences } from './compare.ts';
import { explorePlainly, judge } from './opinion.ts';
import type { Plan } from './plan.ts';
import { wrongSwitches } from './switches.ts';

/** What the second opinion answers, with lengths where it has them. */
function opinionOn(plan: Plan): (string | number)[] {
  const system = build(plan);
  const opinion = explorePlainly(system, 100_000);
  return opinion === null
    ? []
    : judge(system, opinion).map((answer) => ('length' in answer ? answer.length : answer.result));
}

const agree = (plan: Plan) => {
  expect(differences(plan, 100_000)).toEqual([]);
  expect(wrongSwitches(plan, 100_000)).toEqual([]);
};

describe('what Holdfast was wrong about once', () => {
  it('fires three timers of one actor in the order of its clock (T0)', () => {
    // 20, 25, 30: the second region before the first, the third before the first, the second before the third.
    expect(opinionOn(cases.THREE_TIMERS)).toEqual([1, 2, 'holds', 'holds', 'holds', 1]);
    agree(cases.THREE_TIMERS);
  });

  it('fires a timer that was set later in the order of the clock (T0)', () => {
    // Set at 3 for 5: after the one due at 4, before the one due at 6.
    expect(opinionOn(cases.TIMER_SET_LATER)).toEqual([2, 'holds']);
    agree(cases.TIMER_SET_LATER);
  });

  it('leaves no actor out beside one that talks to itself (T1)', () => {
    expect(opinionOn(cases.TALKS_TO_ITSELF)).toEqual([1, 'reached', 'holds']);
    agree(cases.TALKS_TO_ITSELF);
  });

  it('sees a crash from each state that a property tells apart (T2)', () => {
    expect(opinionOn(cases.CRASHES_IN_X)).toEqual([1]);
    agree(cases.CRASHES_IN_X);
  });

  it('names a property that breaks on a step that changes nothing (T3)', () => {
    expect(opinionOn(cases.STAYS)).toEqual([2]);
    expect(() => explore(new Kernel(build(cases.STAYS) as never))).toThrow(/property "0"/);
  });

  it('refuses an action that is called like a step of an actor (T5)', () => {
    // The service waits for ever: no run reaches the goal.
    expect(
      opinionOn({ ...cases.CALLED_LIKE_A_STEP, environment: [{ name: 'wind', cell: 1, write: 'count' }] }),
    ).toEqual(['violated']);
    expect(() => explore(new Kernel(build(cases.CALLED_LIKE_A_STEP) as never))).toThrow(/a q0 takes effect/);
  });

  it('refuses two requests of one label (T5)', () => {
    expect(() => explore(new Kernel(build(cases.ONE_LABEL_FOR_TWO) as never))).toThrow(/a b q/);
  });

  it('sees a stale read that answers what a fresh one does and sends something else (T9)', () => {
    expect(opinionOn(cases.STALE_MESSAGE)).toEqual([2]);
    agree(cases.STALE_MESSAGE);
  });

  it('looks at every step of a block once a property is seen to compare worlds in the middle of it', () => {
    expect(opinionOn(cases.COMPARES_LATE)).toEqual([5]);
    agree(cases.COMPARES_LATE);
  });

  it('refuses two pending requests of one id', () => {
    expect(() => explore(new Kernel(build(cases.ONE_ID_FOR_TWO) as never))).toThrow(/0\.s0/);
  });

  it('refuses two pending timers of one id', () => {
    expect(() => explore(new Kernel(build(cases.ONE_ID_FOR_TWO_TIMERS) as never))).toThrow(
      /after\.3\.0\.s0|after\.3\.s0/,
    );
    expect(explorePlainly(build(cases.ONE_ID_FOR_TWO_TIMERS), 1000)).toBeNull();
  });
});
