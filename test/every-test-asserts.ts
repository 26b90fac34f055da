/**
 * A test that can pass without asserting is a defect: it fails here. So does one whose property asserts in so few of its runs that chance
 * decides whether it says anything.
 *
 * For vitest's `setupFiles`, in every project. Only `expect` counts: a property says what it means by `expect`, not by what it returns.
 * Tests of types say `assertedBy` in their `task.meta`.
 */
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect } from 'vitest';

/** Of so many runs of properties at least one must assert. */
const ONE_IN = 50;

/** Runs of properties in this test, and those among them that came to an `expect`. */
let runs = 0;
let asserting = 0;
let before = 0;

const calls = (): number => expect.getState().assertionCalls;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  beforeEach: () => {
    before = calls();
  },
  afterEach: () => {
    runs += 1;
    if (calls() > before) asserting += 1;
  },
});

beforeEach(() => {
  runs = 0;
  asserting = 0;
});

afterEach(({ task }) => {
  // Tests that run side by side share one count.
  if (task.concurrent === true || task.result?.state === 'fail' || 'assertedBy' in task.meta) return;
  if (calls() === 0) throw new Error('this test ended without having asserted anything: it cannot fail');
  // Where no run asserts, the test looks at what came of all of them.
  if (asserting > 0 && asserting * ONE_IN < runs)
    throw new Error(
      `of ${runs} runs of its properties ${asserting} came to an assertion: draw what the property is about, not everything`,
    );
});
