/** A scenario, replayed. */
import { runScenario, type ExecutionKind, type GoOn, type RolloutConfig, type Scenario } from '../../rollout/index.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { look } from '../terminal/rollout-look.ts';
import { scenarioText } from './scenario-text.ts';

/** What a replay told, in both forms. */
export interface Replayed {
  readonly json: object;
  readonly text: string;
  readonly exitCode: number;
}

/** Runs the scenario of a file. */
export async function replayScenario(
  file: string,
  scenario: Scenario,
  on: ExecutionKind,
  io: Io,
  goOn: GoOn,
): Promise<Replayed> {
  const report = await runScenario(scenario, { on, goOn });
  return {
    json: { file, ...report },
    text: scenarioText(scenario, report, look(io, report.buggy.config as RolloutConfig)),
    exitCode: report.ok ? EXIT.holds : EXIT.violated,
  };
}
