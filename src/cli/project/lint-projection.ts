/** `holdfast lint-projection`: which laws a projection keeps, over every input up to a size. */
import { setImmediate } from 'node:timers/promises';
import { inputCount, LAW_NAMES, lintSteps, SHIPPED_PROJECTIONS } from '../../machines/index.ts';
import type { LintedProjection, LintReport } from '../../machines/index.ts';
import { unknownWord } from '../../nearest.ts';
import { grouped } from '../../report/terminal/text.ts';
import { UserError } from '../../user-error.ts';
import { optionalNumber, type Arguments } from '../terminal/arguments.ts';
import type { Command } from '../terminal/command-line.ts';
import { EXIT, print, type Io } from '../terminal/io.ts';
import { lintText } from './lint-projection-text.ts';
import { interrupted, showProgress } from '../terminal/progress.ts';

const DEFAULT_SIZE = 3;

/** More than can be finished: `inputCount` says which size is too large for which projection. */
const MAX_SIZE = 9;

const NAMES = SHIPPED_PROJECTIONS.map(({ name }) => name);

/** The command. */
export const lintProjectionCommand: Command = {
  name: 'lint-projection',
  usage: `[--projection ${NAMES.join('|')}] [--size N] [--law NAME] [--json]`,
  summary: 'ask of a projection what its callers rely on, for every input up to a size',
  details: [
    'Asks every law of every list of up to N children: "exhausted" means every one of them. What holds up to a size is not proven for larger ones. A counterexample is the smallest of its kind; its children are called A, B, C in the order shown.',
    'A law that a projection does not claim is no violation; the report says what the projection does instead. --law shows every kind of counterexample to one law.',
    'A projection of your own is linted by lintProjection(), see docs/projections.md.',
  ],
  options: {
    projection: { value: 'NAME', help: `${NAMES.join(' or ')}; all by default` },
    size: { value: 'N', help: `the most children of an input; ${DEFAULT_SIZE} by default` },
    law: { value: 'NAME', help: 'report this law alone, with every kind of counterexample' },
    json: { help: 'print one JSON array, a report for each projection' },
  },
  examples: [
    'holdfast lint-projection',
    'holdfast lint-projection --projection base --size 4',
    'holdfast lint-projection --projection base --law monotone',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const [extra] = args.positionals;
  if (extra !== undefined) {
    throw new UserError(`holdfast lint-projection takes options only, and does not know what to do with "${extra}"`);
  }
  const law = chosenLaw(args);
  const size = optionalNumber(args, 'size', 0, MAX_SIZE) ?? DEFAULT_SIZE;
  const projections = chosenProjections(args);
  for (const projection of projections) checkSize(projection, size);
  const reports: LintReport[] = [];
  for (const projection of projections) {
    const report = await lint(projection, size, io);
    if (report === undefined) return interrupted(io, 'what was found so far is incomplete and not shown');
    reports.push(law === undefined ? report : onlyLaw(report, law));
  }
  print(io, args.isOn('json') ? JSON.stringify(reports) : lintText(reports, { ...io, everyKind: law !== undefined }));
  return exitCode(reports);
}

function chosenLaw(args: Arguments): string | undefined {
  const law = args.text('law');
  if (law !== undefined && !LAW_NAMES.includes(law))
    throw new UserError(`--law: ${unknownWord('law', law, LAW_NAMES)}`);
  return law;
}

function chosenProjections(args: Arguments): readonly LintedProjection[] {
  const name = args.text('projection');
  if (name === undefined) return SHIPPED_PROJECTIONS;
  const projection = SHIPPED_PROJECTIONS.find((projection) => projection.name === name);
  if (projection === undefined) throw new UserError(`--projection: ${unknownWord('projection', name, NAMES)}`);
  return [projection];
}

function checkSize(projection: LintedProjection, size: number): void {
  try {
    inputCount(projection, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`--size: ${error.message}`, { cause: error });
  }
}

/** The report; undefined if it was interrupted. */
async function lint(projection: LintedProjection, size: number, io: Io): Promise<LintReport | undefined> {
  const progress = showProgress(io, `linting ${projection.name}`);
  const inputs = inputCount(projection, size);
  try {
    const steps = lintSteps(projection, { size });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (progress.report(`${grouped(step.value)} of ${grouped(inputs)} inputs`) !== undefined) return undefined;
      await setImmediate();
    }
  } finally {
    progress.done();
  }
}

function onlyLaw(report: LintReport, name: string): LintReport {
  return { ...report, laws: report.laws.filter(({ law }) => law === name) };
}

/** 1 for any law that is claimed and violated, else 3 if any stays open. A law that is not claimed decides nothing. */
export function exitCode(reports: readonly LintReport[]): number {
  const results = new Set(reports.flatMap(({ laws }) => laws.map(({ result }) => result)));
  if (results.has('violated')) return EXIT.violated;
  return results.has('inconclusive') ? EXIT.inconclusive : EXIT.holds;
}
