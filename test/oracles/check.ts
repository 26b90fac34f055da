/** What is asked of every model, in the unit tests and in the slow ones. */
import { describe, expect, it } from 'vitest';
import { explore, Kernel, type Exploration, type ExploreOptions } from '../../src/sim/index.ts';
import { expectedOf, foundOf } from './expected.ts';
import type { Oracle } from './oracle.ts';

/** By name, what was found about each property. */
function resultsOf({ findings }: Exploration): Record<string, string> {
  return Object.fromEntries(findings.map(({ property, result }) => [property.name, result]));
}

/** What should be found about each property: those with a published violation are violated, all others hold. */
function expectedResults({ system, violated = [] }: Oracle): Record<string, string> {
  const { properties = [] } = system();
  const judged = properties.filter(({ kind }) => kind !== 'witness');
  return Object.fromEntries(judged.map(({ name }) => [name, violated.includes(name) ? 'violated' : 'holds']));
}

function exploreWith(oracle: Oracle, options: ExploreOptions): Exploration {
  return explore(new Kernel(oracle.system()), options);
}

/** Reductions decide liveness under transition fairness alone, where a cycle that is unfair only step by step is none. */
function expectSameVerdicts(oracle: Oracle, options: ExploreOptions): void {
  const all = exploreWith(oracle, { fairness: 'transition' });
  const reduced = exploreWith(oracle, options);
  expect(reduced.verdict).toBe('exhausted');
  expect(resultsOf(reduced)).toEqual(resultsOf(all));
  expect(reduced.states).toBeLessThanOrEqual(all.states);
}

/** Defines the tests of these models. */
export function checkOracles(oracles: readonly Oracle[]): void {
  describe.each(oracles)('$name', (oracle) => {
    it('has the published numbers, and the published verdicts', () => {
      const exploration = exploreWith(oracle, { symmetry: oracle.orbits === true });
      expect(exploration.verdict).toBe('exhausted');
      expect(foundOf(exploration, oracle)).toEqual(expectedOf(oracle));
      expect(resultsOf(exploration)).toEqual(expectedResults(oracle));
    });

    it('has the same verdicts with partial-order reduction', () => expectSameVerdicts(oracle, { reduce: true }));

    if (oracle.system().symmetry === undefined) return;
    it('has the same verdicts with symmetry', () => expectSameVerdicts(oracle, { symmetry: true }));
  });
}
