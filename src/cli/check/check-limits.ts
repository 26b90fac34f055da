/** The options of `holdfast check` that say how far to go: the same for every subject. */
import { availableParallelism } from 'node:os';
import type { SearchLimits } from '../../jobs/run-search.ts';
import { unknownWord } from '../../nearest.ts';
import { SCHEDULERS, type Fairness } from '../../sim/index.ts';
import { UserError } from '../../user-error.ts';
import { namesIn, optionalNumber, type Arguments } from '../terminal/arguments.ts';

/** Limits as options give them; who shows the progress is not their business. */
export type Limits = Omit<SearchLimits, 'progress'>;

const FAIRNESSES: readonly Fairness[] = ['weak', 'strong', 'transition'];

const LARGE = 2 ** 31 - 1;
const MAX_THREADS = 64;

/** The limits. @throws UserError for a value that is unknown or out of range */
export function limitsIn(args: Arguments): Limits {
  const maxStates = optionalNumber(args, 'max-states', 1, LARGE);
  const maxDepth = optionalNumber(args, 'max-depth', 1, LARGE);
  const maxMemory = optionalNumber(args, 'max-memory', 1, LARGE);
  const runs = optionalNumber(args, 'sample', 1, LARGE);
  const threads = optionalNumber(args, 'threads', 1, MAX_THREADS) ?? Math.min(availableParallelism(), MAX_THREADS);
  return {
    seed: args.text('seed') ?? '1',
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    ...(runs === undefined ? {} : { runs }),
    ...schedulersIn(args),
    ...fairnessIn(args),
    reduce: args.isOn('reduce'),
    symmetry: args.isOn('symmetry'),
    threads,
    // Whoever asks for threads gets them at once.
    ...(args.isOn('threads') ? { startThreadsFrom: 0 } : {}),
  };
}

/** @throws UserError for options of a sample where none is drawn */
export function checkSampled(args: Arguments): void {
  const stray = ['seed', 'scheduler'].find((option) => args.isOn(option) && !args.isOn('sample'));
  if (stray !== undefined)
    throw new UserError(`--${stray} is for --sample: an exploration leaves nothing to chance. Add --sample 1000`);
}

/** The schedulers that --scheduler names, if it is given. @throws UserError for one that there is not */
export function schedulersIn(args: Arguments): Pick<Limits, 'schedulers'> {
  const schedulers = namesIn(args, 'scheduler', 'scheduler', SCHEDULERS);
  return schedulers.length === 0 ? {} : { schedulers };
}

function fairnessIn(args: Arguments): Pick<Limits, 'fairness'> {
  const word = args.text('fairness');
  if (word === undefined) return {};
  const fairness = FAIRNESSES.find((known) => known === word);
  if (fairness === undefined) throw new UserError(`--fairness: ${unknownWord('fairness', word, FAIRNESSES)}`);
  const saving = ['reduce', 'symmetry'].find((option) => args.isOn(option));
  if (fairness !== 'transition' && saving !== undefined) {
    throw new UserError(
      `--fairness ${fairness} and --${saving} exclude each other: of the worlds that --${saving} leaves out, some may be what keeps a cycle from being fair. Leave one of them out, or use --fairness transition`,
    );
  }
  return { fairness };
}
