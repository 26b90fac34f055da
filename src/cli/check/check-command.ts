/** `holdfast check`: explore or sample a rollout, or a system of one's own, and say what holds. */
import { PROTOCOLS, SHIPPED_PROTOCOL } from '../../machines/index.ts';
import { renderCheck, type CheckReport } from '../../report/index.ts';
import { MAX_OPERATIONS } from '../../rollout/index.ts';
import { SCHEDULERS } from '../../sim/index.ts';
import { unknownWord } from '../../nearest.ts';
import { UserError } from '../../user-error.ts';
import { optionalNumber, type Arguments } from '../terminal/arguments.ts';
import { DEFAULT_FAULTS } from './check-plan.ts';
import { askedIn, faultsIn } from './check-subject.ts';
import { SETTING_OPTIONS } from '../input/check-setting.ts';
import type { Command } from '../terminal/command-line.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { showProgress } from '../terminal/progress.ts';
import { runCheck } from '../../jobs/run-check.ts';

const MAX_SECONDS = 1_000_000;

/** The command. */
export const check: Command = {
  name: 'check',
  usage: '[FILE#EXPORT] [--protocol P] [--operations N] [--faults read=1,stale=1,…] [--property NAME…]',
  summary: 'explore every interleaving of a rollout, or of your own system, and check its properties',
  details: [
    'FILE#EXPORT is a system of your own: what defineSystem returns, or a function that returns it, which is called with --config. Without #EXPORT the default export is meant, or the only system. Its faults and properties are its own: --faults takes the place of its budgets, and the options of rollouts are refused. TypeScript runs as it is on Node 22.18 and newer. Without a file a rollout is checked.',
    'Explores breadth first, so a counterexample is the shortest there is. "exhausted" means that every reachable world was seen; a run cut by a limit or by Ctrl-C says "bounded", and what it did not find it calls inconclusive.',
    "With --reduce an actor whose next step is nobody else's business takes it at once (partial-order reduction). A counterexample may then be a step or two longer than the shortest.",
    'With --symmetry one world stands for all in which interchangeable operations have changed places. That they are interchangeable is checked along the way; where a second failure makes their order matter, the rollout declares none.',
    'Liveness: once faults stop, every fair run reaches the goal. --fairness says which runs are fair. weak (the default): what stays possible without a break happens, as WF of TLA+ for each kind of step; strong: what is possible again and again happens, as SF; transition: whatever single step is possible again and again from one world is taken there, so that it is enough if the goal stays reachable. What holds under one holds under those that follow it. --reduce and --symmetry can only decide transition, and do so by default. A counterexample is a path and a cycle, or the end of the run.',
    'A sample draws random schedules instead, the same ones for the same seed, by several schedulers in turns. What breaks is shrunk: faults are left out, then actors, then steps, and turns of one actor are put together. A sample proves nothing about the schedules it did not draw, so what it does not break stays inconclusive.',
    "The model has as few parts as the question needs, and the result says which were in it. --leases puts in leases, with drivers that take any operation, the fault expiry, and the properties one-lease-holder and stale-lease-writes-nothing. --order puts in an order of deployment, and the property order-respected. Without them each operation has a drive of its own and begins when it likes. --isolation lets others in between the statements of a transaction: snapshot is PostgreSQL's REPEATABLE READ (under MySQL's, reads with a lock see what is committed).",
    'Faults (each with how often it may happen): see "holdfast check --faults help".',
  ],
  options: {
    protocol: {
      value: 'P',
      help: `${PROTOCOLS.map(({ name }) => name).join(', ')}; ${SHIPPED_PROTOCOL.name} by default`,
    },
    operations: { value: 'N', help: `deployments of the apply, 1 to ${MAX_OPERATIONS}; 2 by default` },
    legacy: { help: 'an apply from before operations existed' },
    ...SETTING_OPTIONS,
    config: { value: 'JSON', help: 'what the function that FILE exports is called with' },
    faults: {
      value: 'LIST',
      help: `budgets of faults, or none; ${DEFAULT_FAULTS} by default, of a file what its system says`,
    },
    'stale-versions': { value: 'K', help: 'how many versions back a stale read may look; 1 by default' },
    property: { value: 'NAME', many: true, help: 'check only this property; may be repeated' },
    fairness: { value: 'KIND', help: 'weak (default), strong or transition: which runs liveness is about' },
    reduce: { help: 'leave out interleavings that cannot make a difference: fewer worlds, same verdicts' },
    symmetry: {
      help: 'explore one world of all that differ only in which operation is which: fewer worlds, same verdicts',
    },
    threads: {
      value: 'N',
      help: 'explore on so many threads, with the same results; as many as there are cores by default',
    },
    'max-states': { value: 'N', help: 'stop after that many worlds: bounded' },
    'max-depth': { value: 'N', help: 'stop at that many steps: bounded' },
    'max-memory': { value: 'MIB', help: 'stop at that much memory: bounded; 40 % of what there is by default' },
    timeout: { value: 'SECONDS', help: 'stop after that time: bounded' },
    sample: { value: 'RUNS', help: 'do not explore: draw that many random schedules' },
    scheduler: {
      value: 'NAME',
      many: true,
      help: `who draws them, in turns: ${SCHEDULERS.join(', ')}; all by default, every other turn the first`,
    },
    seed: { value: 'TEXT', help: 'seed of the random schedules; 1 by default' },
    explain: { value: 'WHICH', help: 'draw the first race, the most telling one (default), or all of them' },
    coverage: { help: 'list the states, transitions and guards that were never exercised' },
    json: { help: 'print one JSON object' },
  },
  examples: [
    'holdfast check',
    'holdfast check --protocol fallback --faults read=1 --property no-false-terminal',
    'holdfast check --operations 3 --faults crash=1 --timeout 60 --json',
    'holdfast check --protocol fenced --leases --faults expiry=1,crash=1',
    'holdfast check --protocol fenced --on-failure pause --faults failure=1,release=1',
    'holdfast check --operations 5 --sample 1000 --seed 1',
    'holdfast check ./race.ts#conductor --faults ack=1 --property completes',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  if (args.text('faults') === 'help') {
    print(io, await faultsIn(args));
    return EXIT.holds;
  }
  const timeout = optionalNumber(args, 'timeout', 1, MAX_SECONDS);
  const explain = explainIn(args);
  const { title, look, ...plan } = await askedIn(args, io);
  const progress = showProgress(io, `checking ${title}`, timeout);
  const report = await runCheck({ ...plan, progress: progress.report });
  progress.done();
  const coverage = args.isOn('coverage') ? 'gaps' : 'lines';
  print(io, args.isOn('json') ? JSON.stringify(report) : renderCheck(report, { ...look, coverage, explain }));
  return exitCode(report);
}

const EXPLAINED = ['first', 'all'] as const;

function explainIn(args: Arguments): (typeof EXPLAINED)[number] {
  const word = args.text('explain') ?? 'first';
  const known = EXPLAINED.find((one) => one === word);
  if (known === undefined) throw new UserError(unknownWord('--explain', word, EXPLAINED));
  return known;
}

/** 1 for any violation; 3 if something stays open, or if a witness was not reached and the check may have tested nothing. */
function exitCode({ properties, witnesses }: CheckReport): number {
  if (properties.some(({ result }) => result === 'violated')) return EXIT.violated;
  const open = properties.some(({ result }) => result === 'inconclusive') || witnesses.some(({ reached }) => !reached);
  return open ? EXIT.inconclusive : EXIT.holds;
}
