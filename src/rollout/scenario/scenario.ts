/** Scenarios: races as data. Running one shows that one protocol breaks in it and that another does not. */
import { buggyProblems, fixedProblems } from './scenario-problems.ts';
import { runBuggy, runFixed } from './scenario-run.ts';
import type { RunOptions, Scenario, ScenarioReport } from './scenario-types.ts';

export { agreement, disagreement, type Disagreement } from './scenario-agreement.ts';
export { scenarioSystem } from './scenario-system.ts';
export * from './scenario-types.ts';

/**
 * Runs a scenario under its buggy and its fixed protocol.
 *
 * Under the buggy one each step must be possible, and each property must break where the scenario says. The fixed one
 * follows the same steps as far as they are possible to it; none of those properties may break in them, nor in any world
 * that may follow without faults. What may follow is always decided on the model, at the world that the same labels lead to.
 *
 * @throws UserError for a property that the system does not have
 * @throws SystemError for a protocol that does not exist
 * @public
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioReport> {
  const buggy = await runBuggy(scenario, options);
  const fixed = 'protocol' in scenario.fixed ? await runFixed(scenario, scenario.fixed.protocol, options) : null;
  const problems = [...buggyProblems(buggy), ...(fixed === null ? [] : fixedProblems(fixed))];
  return { scenario: scenario.name, on: options.on, ok: problems.length === 0, problems, buggy, fixed };
}
