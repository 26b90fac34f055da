/** `holdfast tour`: every shipped race, every shipped protocol, every property. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../machines/index.ts';
import { renderCheck, renderMatrix } from '../report/index.ts';
import { runScenario, type RolloutConfig, type Scenario, type ScenarioReport } from '../rollout/index.ts';
import type { Arguments } from './arguments.ts';
import { DEFAULT_FAULTS } from './check.ts';
import type { Command } from './command.ts';
import { parseFaults } from './faults.ts';
import { EXIT, print, type Io } from './io.ts';
import { look } from './look.ts';
import { showProgress } from './progress.ts';
import { readText } from './read-text.ts';
import { runCheck, type Checked } from './run-check.ts';
import { loadScenario } from './scenario-file.ts';
import { scenarioLine, scenarioText } from './scenario-text.ts';

const SCENARIOS = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const OPERATIONS = 2;

/** The command. */
export const tour: Command = {
  name: 'tour',
  usage: '',
  summary: 'replay every shipped race, then check every shipped protocol',
  details: [
    `Replays the files in scenarios/ on the model and on live actors, checks each protocol with ${OPERATIONS} operations and the\nfaults ${DEFAULT_FAULTS}, and shows the races of the shipped protocol, ${SHIPPED_PROTOCOL.name}, as timelines.`,
    'Exit code 0 says that every scenario went as its file says, whatever the checks found.',
  ],
  options: { json: { help: 'print one JSON object' } },
  examples: ['holdfast tour'],
  run,
};

interface Replayed {
  readonly file: string;
  readonly scenario: Scenario;
  readonly report: ScenarioReport;
  readonly live: ScenarioReport;
}

async function run(args: Arguments, io: Io): Promise<number> {
  const replayed = await replayAll(io);
  const checked = await checkAll(io);
  if (checked.length < PROTOCOLS.length) return interrupted(io);
  const ok = replayed.every(({ report, live }) => report.ok && live.ok);
  if (args.isOn('json')) print(io, JSON.stringify({ scenarios: replayed.map(jsonOf), checks: checked.map(({ report }) => report) }));
  else show(replayed, checked, io);
  return ok ? EXIT.holds : EXIT.violated;
}

async function replayAll(io: Io): Promise<Replayed[]> {
  const files = (await readdir(SCENARIOS)).filter((file) => file.endsWith('.yaml')).toSorted();
  const progress = showProgress(io, 'replaying');
  const replayed: Replayed[] = [];
  for (const file of files) {
    if (progress.report(file) !== undefined) break;
    const scenario = loadScenario(file, await readText(SCENARIOS + file));
    const [report, live] = [await runScenario(scenario, { on: 'model' }), await runScenario(scenario, { on: 'actors' })];
    replayed.push({ file, scenario, report, live });
  }
  progress.done();
  return replayed;
}

async function checkAll(io: Io): Promise<Checked[]> {
  const faults = parseFaults(DEFAULT_FAULTS);
  const checked: Checked[] = [];
  for (const { name: protocol } of PROTOCOLS) {
    if (io.signal.aborted) break;
    const progress = showProgress(io, `checking ${protocol}`);
    const config = { protocol, operations: OPERATIONS, faults };
    checked.push(await runCheck({ config, properties: [], seed: '1', progress: progress.report }));
    progress.done();
  }
  return checked;
}

function show(replayed: readonly Replayed[], checked: readonly Checked[], io: Io): void {
  const config = (protocol: string) => ({ protocol, operations: OPERATIONS });
  const shipped = checked.find(({ report }) => report.protocol === SHIPPED_PROTOCOL.name);
  print(io, `Races replayed on the model and on live XState actors, from ${replayed.length} scenario files:\n`);
  for (const { scenario, report, live } of replayed) print(io, bothLines(scenario, report, live));
  const example = replayed.find(({ file }) => file === 'seed-stale-list.yaml');
  if (example !== undefined) print(io, `\nOne of them, step by step (t0, t1, … are its steps):\n\n${scenarioText(example.scenario, example.report, look(io, example.report.buggy.config as RolloutConfig))}`);
  print(io, `Every protocol, ${OPERATIONS} operations, faults ${DEFAULT_FAULTS}, every interleaving:\n`);
  print(io, renderMatrix(checked.map(({ report }) => report), { width: io.width, color: io.color }));
  if (shipped !== undefined) print(io, `\nThe shipped protocol:\n\n${renderCheck(shipped.report, { ...look(io, config(SHIPPED_PROTOCOL.name)), explain: 'all' })}`);
  print(io, nextText(io));
}

function bothLines(scenario: Scenario, report: ScenarioReport, live: ScenarioReport): string {
  if (report.ok === live.ok) return scenarioLine(scenario, report);
  return `${scenarioLine(scenario, report)}\n✗ the model and live actors disagree: ${[...report.problems, ...live.problems].join('; ')}`;
}

function nextText(io: Io): string {
  return [
    '\nWhat to type next:',
    `  ${io.program} replay scenarios/seed-stale-list.yaml --on actors   the race above, on real actors`,
    `  ${io.program} check --protocol fallback --faults read=1            why falling back to one's own state is wrong`,
    `  ${io.program} drive examples/rollout/rollout.yaml                  the same machines, driving a real rollout`,
    `  ${io.program} --help`,
  ].join('\n');
}

function interrupted(io: Io): number {
  io.stderr.write('interrupted; what was found so far is incomplete and not shown\n');
  return EXIT.inconclusive;
}

const jsonOf = ({ file, report, live }: Replayed): object => ({ file, ok: report.ok && live.ok, model: report, actors: live });
