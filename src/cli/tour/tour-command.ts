/** `holdfast tour`: every shipped race, every shipped protocol, every property. */
import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../../machines/index.ts';
import { runScenario } from '../../rollout/index.ts';
import type { Arguments } from '../terminal/arguments.ts';
import { DEFAULT_FAULTS } from '../check/check-plan.ts';
import type { Command } from '../terminal/command-line.ts';
import { parseFaults } from '../input/faults.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { interrupted, showProgress } from '../terminal/progress.ts';
import { readText } from '../input/read-text.ts';
import type { RolloutReport } from '../../report/index.ts';
import { runCheck } from '../../jobs/run-check.ts';
import { rolloutSubject } from '../../jobs/rollout-subject.ts';
import { loadScenario } from '../../files/scenario-file.ts';
import { tourJson, tourText, type Toured } from './tour-text.ts';
import { UserError } from '../../user-error.ts';

const FOLDER = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
const OPERATIONS = 2;

/** The command. */
export const tour: Command = {
  name: 'tour',
  usage: '[--json]',
  summary: 'replay every shipped race, then check every shipped protocol',
  details: [
    `Replays the files in scenarios/ on the model and on live actors, checks each protocol with ${OPERATIONS} operations and the faults ${DEFAULT_FAULTS}, and shows the races of the shipped protocol, ${SHIPPED_PROTOCOL.name}, as timelines.`,
    'Exit code 0 says that every scenario went as its file says, whatever the checks found.',
  ],
  options: { json: { help: 'print one JSON object' } },
  examples: ['holdfast tour'],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const [extra] = args.positionals;
  if (extra !== undefined) throw new UserError(`holdfast tour takes no arguments; "${extra}" is one too many`);
  const toured = await replayAll(io);
  const checked = await checkAll(io);
  if (io.signal.aborted) return interrupted(io, 'what was found so far is incomplete and not shown');
  print(io, args.isOn('json') ? JSON.stringify(tourJson(toured, checked)) : tourText(toured, checked, FOLDER, io));
  return toured.every(({ report, live }) => report.ok && live.ok) ? EXIT.holds : EXIT.violated;
}

async function replayAll(io: Io): Promise<Toured[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).toSorted();
  const progress = showProgress(io, 'replaying');
  const toured: Toured[] = [];
  for (const file of files) {
    await setImmediate();
    if (progress.report(file) !== undefined) break;
    const scenario = loadScenario(file, await readText(FOLDER + file));
    const [report, live] = [
      await runScenario(scenario, { on: 'model' }),
      await runScenario(scenario, { on: 'actors' }),
    ];
    toured.push({ file, scenario, report, live });
  }
  progress.done();
  return toured;
}

async function checkAll(io: Io): Promise<RolloutReport[]> {
  const faults = parseFaults(DEFAULT_FAULTS);
  const checked: RolloutReport[] = [];
  for (const { name: protocol } of PROTOCOLS) {
    if (io.signal.aborted) break;
    const progress = showProgress(io, `checking ${protocol}`);
    const config = { protocol, operations: OPERATIONS, faults };
    checked.push(
      await runCheck({ subject: rolloutSubject(config), properties: [], seed: '1', progress: progress.report }),
    );
    progress.done();
  }
  return checked;
}
