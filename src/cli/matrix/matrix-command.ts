/** `holdfast matrix`: every protocol against every property under each class of faults, and whether every property can bite. */
import { PROTOCOLS } from '../../machines/index.ts';
import type { FaultMatrix, MatrixCell } from '../../report/matrix/matrix-report.ts';
import { budgetText, renderFaultMatrix } from '../../report/matrix/matrix-text.ts';
import { FAULT_CLASSES } from '../../rollout/system/fault-classes.ts';
import { MAX_OPERATIONS } from '../../rollout/index.ts';
import { settingArguments } from '../../rollout/swarm/setting-options.ts';
import type { Arguments } from '../terminal/arguments.ts';
import type { Command } from '../terminal/command-line.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { COMBINATION_KINDS } from '../../rollout/swarm/part-combinations.ts';
import { PARTS } from '../../rollout/parts/index.ts';
import { DEFAULT_STATES } from './combined-plan.ts';
import { exploreMatrix } from './matrix-cells.ts';
import { runCombined } from './matrix-combined.ts';
import { runMutants } from './matrix-mutants.ts';
import { DEFAULT_OPERATIONS, matrixPlan, type MatrixPlan } from './matrix-plan.ts';
import { UserError } from '../../user-error.ts';
import { interrupted, READER_GONE } from '../terminal/progress.ts';

/** The command. */
export const matrix: Command = {
  name: 'matrix',
  usage: '[--protocol P…] [--property NAME…] [--faults CLASS…] [--operations N] [--mutants|--combined]',
  summary: 'check every protocol against every property under each class of faults',
  details: [
    'Explores each protocol under each class of faults once, breadth first, and asks all properties on the way. A race that needs fewer faults has one number in all cells in which it is a shortest one, and is shown by the command beside its number.',
    'Exit code 1 says that some cell is violated. With all protocols that is what has to happen: the ladder begins with those whose bugs are known. To keep a good one good, name it: --protocol P.',
    'With --mutants it changes one line of one protocol, the last one unless another is named, or of the machines and the store around it, and says which property notices, after how many steps. A property that kills no mutant, or a mutant that survives every property, ends with exit code 1; what a broken original leaves undecided, with 3.',
    'With --combined it asks what parts do together, of the last protocol unless another is named: every triple of parts without faults, every pair under each single fault that concerns one of them, and rows of settings (policy, order, operations, drivers, parts, faults) in which any two values meet that can. What was cut is named, and what was not found there is inconclusive.',
    `Classes of faults: ${FAULT_CLASSES.map(({ name }) => name).join(', ')}.`,
  ],
  options: {
    protocol: { value: 'P', many: true, help: `${PROTOCOLS.map(({ name }) => name).join(', ')}; all by default` },
    property: { value: 'NAME', many: true, help: 'check only this property; may be repeated' },
    faults: { value: 'CLASS', many: true, help: 'only under this class of faults; may be repeated' },
    operations: {
      value: 'N',
      help: `deployments of the apply, 1 to ${MAX_OPERATIONS}; ${DEFAULT_OPERATIONS} by default`,
    },
    mutants: { help: 'print the kill table: which property notices which change of one line' },
    combined: { help: 'ask what parts do together' },
    parts: { value: 'LIST', help: `with --combined, only these: ${PARTS.map(({ name }) => name).join(', ')}` },
    mutant: { value: 'NAME', help: 'with --combined, ask the protocol with this one thing wrong' },
    only: {
      value: 'KIND',
      many: true,
      help: `with --combined, only this kind of combination: ${COMBINATION_KINDS.join(', ')}; may be repeated`,
    },
    reduce: { help: 'leave out interleavings that cannot make a difference: fewer worlds, same verdicts' },
    threads: { value: 'N', help: 'explore on so many threads; as many as there are cores by default' },
    'max-states': {
      value: 'N',
      help: `stop each exploration after that many worlds: bounded; ${DEFAULT_STATES} by default with --combined`,
    },
    timeout: { value: 'SECONDS', help: 'stop each exploration after that time: bounded' },
    json: { help: 'print one JSON object; its violated cells have a token for "holdfast replay"' },
  },
  examples: [
    'holdfast matrix',
    'holdfast matrix --protocol merged --faults none,read,crash',
    'holdfast matrix --property no-false-terminal --operations 3 --reduce',
    'holdfast matrix --mutants',
    'holdfast matrix --combined',
    'holdfast matrix --combined --parts order,finalizer,cutover',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  if (args.isOn('combined')) return runCombined(args, io);
  const stray = ['parts', 'only', 'mutant'].find((option) => args.isOn(option));
  if (stray !== undefined) throw new UserError(`--${stray} is for --combined. Add --combined, or leave ${stray} out`);
  const plan = matrixPlan(args);
  if (args.isOn('mutants')) return runMutants(plan, io, args.isOn('json'));
  const found = await exploreMatrix(plan, io);
  if (io.signal.reason === READER_GONE) return EXIT.inconclusive;
  const raceCommand = (cell: MatrixCell): string => `${io.program} ${checkArguments(cell, plan)}`;
  print(io, args.isOn('json') ? JSON.stringify(found) : renderFaultMatrix(found, { ...io, raceCommand }));
  if (io.signal.aborted) interrupted(io, 'what was not explored is inconclusive');
  return exitCode(found);
}

/** 1 for any violation; 3 if something stays open, or if a witness was not reached and an exploration may have tested nothing. */
function exitCode({ cells, warnings }: FaultMatrix): number {
  if (cells.some(({ result }) => result === 'violated')) return EXIT.violated;
  const open = cells.some(({ result }) => result === 'inconclusive') || warnings.some(({ kind }) => kind === 'witness');
  return open ? EXIT.inconclusive : EXIT.holds;
}

/** The check that finds the race of the cell again, and draws it. */
function checkArguments(
  { protocol, operations, setting = {}, faults, property }: MatrixCell,
  { limits, timeout }: MatrixPlan,
): string {
  return [
    `check --protocol ${protocol}`,
    ...(operations === 0 ? ['--legacy'] : operations === DEFAULT_OPERATIONS ? [] : [`--operations ${operations}`]),
    ...settingArguments(setting),
    `--faults ${budgetText(faults)} --property ${property}`,
    ...(limits.reduce === true ? ['--reduce'] : []),
    ...(limits.maxStates === undefined ? [] : [`--max-states ${limits.maxStates}`]),
    ...(timeout === undefined ? [] : [`--timeout ${timeout}`]),
  ].join(' ');
}
