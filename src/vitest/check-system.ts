/** One test for each property of a system. */
import { describe, expect, test } from 'vitest';
import type { AnySystem } from '../sim/index.ts';
import { check, suffices, type Check } from './system-check.ts';
import { failureText } from './message.ts';
import { propertiesNamed, type HoldOptions } from './options.ts';

/** How the tests of a system are run. @public */
export interface CheckSystemOptions extends HoldOptions {
  /** Milliseconds that the first of the tests may take, as it explores; a minute by default. */
  readonly timeout?: number;
}

const TIMEOUT_MS = 60_000;

/**
 * Defines a `describe` by the name of the system, and in it a test for each of its properties: `NAME: SUMMARY`. The first that is run
 * explores the system, once for all of them; if none is selected, nothing is explored.
 *
 * @throws UserError for names that the system doesn't have
 * @public
 */
export function checkSystem(system: AnySystem, options: CheckSystemOptions = {}): void {
  const { timeout = TIMEOUT_MS, properties: names, ...asked } = options;
  const properties = propertiesNamed(system, names);
  let done: Check | undefined;
  const explored = (): Check => (done ??= check(system, properties, asked));
  describe(system.name, () => {
    for (const property of properties) {
      test(`${property.name}: ${property.summary}`, { timeout }, () => {
        const outcomes = explored().outcomes.filter((outcome) => outcome.property === property);
        const failed = outcomes.filter((outcome) => !suffices(outcome, explored()));
        if (failed.length > 0) expect.fail(failureText(explored(), failed));
        // Projects may have it that a test without an assertion fails.
        expect(failed).toEqual([]);
      });
    }
  });
}
