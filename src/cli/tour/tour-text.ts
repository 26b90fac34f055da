/** What the tour saw, as text and as JSON. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_PROTOCOL } from '../../machines/index.ts';
import { renderCheck, renderMatrix, type RolloutReport } from '../../report/index.ts';
import type { RolloutConfig, Scenario, ScenarioReport } from '../../rollout/index.ts';
import type { Io } from '../terminal/io.ts';
import { look } from '../terminal/rollout-look.ts';
import { prose } from '../terminal/prose.ts';
import { scenarioLine, scenarioText } from '../replay/scenario-text.ts';
import { shellPath } from '../terminal/shell-word.ts';

/** A scenario as it went on the model and on live actors. */
export interface Toured {
  readonly file: string;
  readonly scenario: Scenario;
  readonly report: ScenarioReport;
  readonly live: ScenarioReport;
}

/** The race that is shown step by step. */
const EXAMPLE = 'seed-stale-list.yaml';

export function tourJson(toured: readonly Toured[], checks: readonly RolloutReport[]): object {
  const scenarios = toured.map(({ file, report, live }) => {
    return { file, ok: report.ok && live.ok, model: report, actors: live };
  });
  return { scenarios, checks };
}

/** @param folder where the scenario files are */
export function tourText(toured: readonly Toured[], checks: readonly RolloutReport[], folder: string, io: Io): string {
  return [
    prose(`Races replayed on the model and on live XState actors, from ${toured.length} scenario files:`, io),
    toured.map((one) => bothLines(one, io)).join('\n'),
    ...exampleText(toured, io),
    ...checksText(checks, io),
    nextText(folder, io),
  ].join('\n\n');
}

function bothLines({ scenario, report, live }: Toured, io: Io): string {
  const line = scenarioLine(scenario, report, io);
  if (report.ok === live.ok) return line;
  const problems = [...report.problems, ...live.problems].join('; ');
  return `${line}\n${prose(`✗ the model and live actors disagree: ${problems}`, io)}`;
}

function exampleText(toured: readonly Toured[], io: Io): string[] {
  const example = toured.find(({ file }) => file === EXAMPLE);
  if (example === undefined) return [];
  const { scenario, report } = example;
  const text = scenarioText(scenario, report, look(io, report.buggy.config as RolloutConfig));
  return ['One of them, step by step (t0, t1, … are its steps):', text];
}

function checksText(reports: readonly RolloutReport[], io: Io): string[] {
  const shipped = reports.find(({ protocol }) => protocol === SHIPPED_PROTOCOL.name);
  if (shipped === undefined) return [];
  const { operations, protocol } = shipped;
  const faults = Object.entries(shipped.faults).map(([name, count]) => `${name}=${count}`);
  return [
    prose(`Every protocol, ${operations} operations, faults ${faults.join()}, every interleaving:`, io),
    renderMatrix(reports, io),
    'The shipped protocol:',
    renderCheck(shipped, { ...look(io, { protocol, operations }), explain: 'all' }),
  ];
}

/** Commands that work as they stand, from the folder in which the tour was started. */
function nextText(folder: string, { program }: Io): string {
  const rollout = join(folder, '..', 'examples', 'rollout', 'rollout.yaml');
  const commands = [
    ['the race above, on real actors', `replay ${shellPath(join(folder, EXAMPLE))} --on actors`],
    ["why falling back to one's own state is wrong", 'check --protocol fallback --faults read=1'],
    ...(existsSync(rollout) ? [['the same machines, driving a real rollout', `drive ${shellPath(rollout)}`]] : []),
    ['everything else', '--help'],
  ];
  return ['What to type next:', ...commands.map(([why, command]) => `  ${why}:\n    ${program} ${command}`)].join('\n');
}
