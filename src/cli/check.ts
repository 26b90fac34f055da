/** `holdfast check`: explore or sample a rollout and say what holds. */
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../machines/index.ts';
import { renderCheck, type CheckReport } from '../report/index.ts';
import { MAX_OPERATIONS, ROLLOUT_FAULTS, rolloutSystem } from '../rollout/index.ts';
import { unknownWord } from '../nearest.ts';
import { UserError } from '../user-error.ts';
import { wholeNumber, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { parseFaults } from './faults.ts';
import { EXIT, print, type Io } from './io.ts';
import { look } from './look.ts';
import { showProgress } from './progress.ts';
import { runCheck, type CheckPlan } from './run-check.ts';

/** What is checked when --faults is not given: one of each kind that a rollout meets on any ordinary day. */
export const DEFAULT_FAULTS = 'read=1,stale=1,crash=1,failure=1';

const LARGE = 2 ** 31 - 1;

/** The command. */
export const check: Command = {
  name: 'check',
  usage: '[--protocol P] [--operations N] [--faults read=1,stale=1,…] [--property NAME…]',
  summary: 'explore every interleaving of a rollout and check its properties',
  details: [
    'Explores breadth first, so a counterexample is the shortest there is. "exhausted" means that every reachable world was\nseen; a run cut by a limit says "bounded", and what it did not find it calls inconclusive.',
    'Liveness is decided under strong fairness: from every world, once faults stop, the goal must stay reachable.',
    `Faults (each with how often it may happen): see "holdfast check --faults help".`,
  ],
  options: {
    protocol: { value: 'P', help: `${PROTOCOLS.map(({ name }) => name).join(', ')}; ${SHIPPED_PROTOCOL.name} by default` },
    operations: { value: 'N', help: `deployments of the apply, 1 to ${MAX_OPERATIONS}; 2 by default` },
    legacy: { help: 'an apply from before operations existed' },
    faults: { value: 'LIST', help: `budgets of faults, or none; ${DEFAULT_FAULTS} by default` },
    'stale-versions': { value: 'K', help: 'how many versions back a stale read may look; 1 by default' },
    property: { value: 'NAME', many: true, help: 'check only this property; may be repeated' },
    'max-states': { value: 'N', help: 'stop after that many worlds: bounded' },
    'max-depth': { value: 'N', help: 'stop at that many steps: bounded' },
    timeout: { value: 'SECONDS', help: 'stop after that time: bounded' },
    sample: { value: 'RUNS', help: 'do not explore: draw that many random schedules' },
    seed: { value: 'TEXT', help: 'seed of the random schedules; 1 by default' },
    json: { help: 'print one JSON object' },
  },
  examples: [
    'holdfast check',
    'holdfast check --protocol fallback --faults read=1 --property no-false-terminal',
    'holdfast check --operations 3 --faults crash=1 --timeout 60 --json',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  if (args.text('faults') === 'help') return faultsHelp(io);
  const timeout = number(args, 'timeout', 1, 1_000_000);
  const plan = planOf(args);
  const progress = showProgress(io, `checking ${plan.config.protocol}`, timeout);
  const { report } = await runCheck({ ...plan, progress: progress.report });
  progress.done();
  print(io, args.isOn('json') ? JSON.stringify(report) : renderCheck(report, look(io, plan.config)));
  return exitCode(report);
}

/** 1 for any violation; 3 if something stays open, or if a witness was not reached and the check may have tested nothing. */
function exitCode({ properties, witnesses }: CheckReport): number {
  if (properties.some(({ result }) => result === 'violated')) return EXIT.violated;
  const open = properties.some(({ result }) => result === 'inconclusive') || witnesses.some(({ reached }) => !reached);
  return open ? EXIT.inconclusive : EXIT.holds;
}

function planOf(args: Arguments): Omit<CheckPlan, 'progress'> {
  const protocol = args.text('protocol') ?? SHIPPED_PROTOCOL.name;
  const names = PROTOCOLS.map(({ name }) => name);
  if (!names.includes(protocol)) throw new UserError(unknownWord('protocol', protocol, names));
  const operations = number(args, 'operations', 1, MAX_OPERATIONS) ?? 2;
  const staleVersions = number(args, 'stale-versions', 1, 100);
  const faults = parseFaults(args.text('faults') ?? DEFAULT_FAULTS);
  const maxStates = number(args, 'max-states', 1, LARGE);
  const maxDepth = number(args, 'max-depth', 1, LARGE);
  const runs = number(args, 'sample', 1, LARGE);
  const config = { protocol, faults, ...(args.isOn('legacy') ? { legacy: true } : { operations }) };
  return {
    config: { ...config, ...(staleVersions === undefined ? {} : { staleVersions }) },
    properties: propertiesOf(args, config),
    seed: args.text('seed') ?? '1',
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(runs === undefined ? {} : { runs }),
  };
}

/** `--property a --property b`, `--property a,b` and `--property a b` all name two properties. */
function propertiesOf(args: Arguments, config: Parameters<typeof rolloutSystem>[0]): string[] {
  const named = [...args.texts('property'), ...args.positionals].flatMap((text) => text.split(','));
  if (args.positionals.length > 0 && args.texts('property').length === 0) {
    throw new UserError(`holdfast check takes options only, and does not know what to do with "${args.positionals[0]}". "holdfast check --help" lists them.`);
  }
  const known = (rolloutSystem(config).properties ?? []).filter(({ kind }) => kind !== 'witness').map(({ name }) => name);
  for (const name of named) if (!known.includes(name)) throw new UserError(unknownWord('property', name, known));
  return named;
}

function number(args: Arguments, name: string, min: number, max: number): number | undefined {
  const text = args.text(name);
  return text === undefined ? undefined : wholeNumber(name, text, { min, max });
}

function faultsHelp(io: Io): number {
  const width = Math.max(...Object.keys(ROLLOUT_FAULTS).map((name) => name.length)) + 2;
  const rows = Object.entries(ROLLOUT_FAULTS).map(([name, what]) => `  ${name.padEnd(width)}${what}`);
  print(io, `Faults and disturbances, with a budget each (NAME=COUNT):\n${rows.join('\n')}`);
  return EXIT.holds;
}
