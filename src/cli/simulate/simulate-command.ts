/** `holdfast simulate`: a campaign of seeded schedules over rollouts too large to exhaust. */
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../../machines/index.ts';
import { renderCampaign, smallestIn, type CampaignReport } from '../../report/index.ts';
import { MAX_OPERATIONS } from '../../rollout/index.ts';
import { PARTS } from '../../rollout/parts/index.ts';
import { SCHEDULERS, type Json } from '../../sim/index.ts';
import type { Arguments } from '../terminal/arguments.ts';
import { SETTING_OPTIONS } from '../input/check-setting.ts';
import type { Command } from '../terminal/command-line.ts';
import { Corpus } from '../../files/corpus.ts';
import { faultsHelp } from '../input/faults.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { replayKnown } from './known-races.ts';
import { look } from '../terminal/rollout-look.ts';
import { showProgress, type Progress } from '../terminal/progress.ts';
import { runCampaign } from '../../jobs/run-campaign.ts';
import { checkSavePath, saveRace } from '../../jobs/save-race.ts';
import type { CampaignPlan } from '../../jobs/campaign-plan.ts';
import { DEFAULT_RUNS, RUNS_IN_BATCH, simulatePlan } from './simulate-plan.ts';
import { UserError } from '../../user-error.ts';
import { VERSION } from '../terminal/version.ts';

/** The command. */
export const simulate: Command = {
  name: 'simulate',
  usage: '[--runs N|--minutes M] [--seed TEXT] [--protocol P] [--corpus DIR] [--save FILE]',
  summary: 'draw random schedules of rollouts too large to exhaust, and shrink what breaks',
  details: [
    `A campaign is a sequence of batches of ${RUNS_IN_BATCH} schedules. Each batch draws a rollout: operations, parts, policies and budgets of faults, each in or out by chance, so that what one of them hides another batch shows. What an option says is not drawn. --parts says which parts may be drawn at all.`,
    'A schedule is chaos first, under one of several schedulers that take turns; then faults stop, and everything has to settle within 1000 steps. What cannot settle any more is a violation, and the report says who waits for whom.',
    'What breaks is shrunk, the schedule and the rollout: the smallest race of each property is told with the command that replays it. "1-minimal" says that none of its steps can be left out.',
    'The same seed and options give the same report, byte for byte, on however many threads. With --minutes it is the clock that says how many batches there are, and the report tells how many. --shard 2/4 runs every fourth batch, from the second on.',
    'With --corpus a campaign that was interrupted goes on where it stopped, and one with more --runs goes on from there. The races that it found are kept there, too, and replayed first the next time.',
    '--save writes the smallest race as a scenario file, which "holdfast replay" asserts from then on.',
  ],
  options: {
    runs: {
      value: 'N',
      help: `schedules, rounded up to whole batches of ${RUNS_IN_BATCH}; ${DEFAULT_RUNS} by default, without end beside --minutes`,
    },
    minutes: { value: 'M', help: 'end after that time' },
    seed: { value: 'TEXT', help: 'seed of the campaign; 1 by default' },
    threads: { value: 'N', help: 'run batches on so many threads; as many as there are cores by default' },
    shard: { value: 'I/N', help: 'run the I-th share of N of the batches' },
    corpus: { value: 'DIR', help: 'keep races there, and how far the campaign has come' },
    save: {
      value: 'FILE',
      help: 'write the smallest race as a scenario, such as scenarios/NAME.yaml; never over a file',
    },
    protocol: {
      value: 'P',
      help: `${PROTOCOLS.map(({ name }) => name).join(', ')}; ${SHIPPED_PROTOCOL.name} by default`,
    },
    operations: { value: 'N', help: `deployments of the apply, 1 to ${MAX_OPERATIONS}; drawn by default` },
    legacy: { help: 'an apply from before operations existed' },
    ...SETTING_OPTIONS,
    parts: {
      value: 'LIST',
      help: `the parts that may be drawn, or none: ${PARTS.map(({ name }) => name).join(', ')}; all by default`,
    },
    faults: { value: 'LIST', help: 'budgets of faults, or none; drawn by default' },
    'stale-versions': { value: 'K', help: 'how many versions back a stale read may look; drawn by default' },
    property: { value: 'NAME', many: true, help: 'look at this property only; may be repeated' },
    scheduler: {
      value: 'NAME',
      many: true,
      help: `who draws the schedules, in turns: ${SCHEDULERS.join(', ')}; all by default, every other turn the first`,
    },
    json: { help: 'print one JSON object' },
  },
  examples: [
    'holdfast simulate',
    'holdfast simulate --protocol fenced --minutes 10 --corpus corpus',
    'holdfast simulate --protocol held --parts none --save scenarios/found.yaml',
    'holdfast simulate --runs 100000 --shard 2/4 --json',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  if (args.text('faults') === 'help') {
    print(io, faultsHelp());
    return EXIT.holds;
  }
  const plan = simulatePlan(args);
  const save = args.text('save');
  if (save !== undefined) await checkSavePath(save);
  const folder = args.text('corpus');
  const corpus = folder === undefined ? undefined : await Corpus.open(folder);
  const report = await campaign(plan, corpus, io);
  await Promise.all(report.properties.map((property) => keep(property, corpus)));
  const told = {
    ...io,
    lookOf: (config: object) => look(io, config),
    replayCommand: (token: string) => `${io.program} replay ${token}`,
  };
  print(io, args.isOn('json') ? JSON.stringify(report) : renderCampaign(report, told));
  if (save !== undefined) io.stderr.write(`${await saved(save, report)}\n`);
  return exitCode(report);
}

/** What became of the scenario, in a line. A race that cannot be saved was found all the same, and has been told. */
async function saved(path: string, report: CampaignReport): Promise<string> {
  try {
    return await saveRace(path, smallestIn(report), report);
  } catch (error) {
    if (error instanceof UserError) return `--save ${path}: ${error.message}`;
    throw error;
  }
}

async function campaign(plan: CampaignPlan, corpus: Corpus | undefined, io: Io): Promise<CampaignReport> {
  const seconds = plan.minutes === undefined ? undefined : plan.minutes * 60;
  const progress = showProgress(io, `simulating ${plan.swarm.pins.config.protocol}`, seconds);
  try {
    return await runCampaign(plan, await portsOf(plan, corpus, progress, io));
  } finally {
    progress.done();
  }
}

async function portsOf(plan: CampaignPlan, corpus: Corpus | undefined, progress: Progress, { signal }: Io) {
  const ports = { signal, progress: progress.report };
  if (corpus === undefined) return ports;
  const key = keyOf(plan);
  const known = await replayKnown(corpus.races, (property) => {
    progress.report(`replaying what broke ${property}`);
    return !signal.aborted;
  });
  return {
    ...ports,
    known,
    before: corpus.campaign(key),
    keep: (done: Parameters<Corpus['keepCampaign']>[1]) => corpus.keepCampaign(key, done),
  };
}

/** What makes two campaigns one: how many batches of it are run, and by how many threads, does not count. */
function keyOf({ swarm, shard }: CampaignPlan): Json {
  return { version: VERSION, swarm, shard } as unknown as Json;
}

async function keep({ name, race }: CampaignReport['properties'][number], corpus: Corpus | undefined): Promise<void> {
  if (race !== undefined) await corpus?.keepRace({ property: name, token: race.counterexample.token });
}

/** 1 for any violation, an old one included; 3 otherwise, as a sample leaves everything open. */
function exitCode({ properties, known }: CampaignReport): number {
  const broken =
    properties.some(({ result }) => result === 'violated') || known.some(({ outcome }) => outcome === 'still broken');
  return broken ? EXIT.violated : EXIT.inconclusive;
}
