/** The linter: asks every law of every input, and keeps the smallest counterexample of each kind. */
import { OPERATION_KINDS, STATE_KINDS } from './kinds.ts';
import { Lattice } from './lattice.ts';
import type { Breach, Input, Law } from './law.ts';
import { LAWS_OF_FORM } from './laws-of-form.ts';
import { LAWS_OF_OUTCOME } from './laws-of-outcome.ts';
import { LAWS_OF_POLICY } from './laws-of-policy.ts';
import { LAWS_OF_PROGRESS } from './laws-of-progress.ts';
import type { LintedChild, LintedProjection } from './projection.ts';
import { NoState, Questions } from './lint-questions.ts';
import type { Counterexample, LawReport, LintReport, Projected } from './report.ts';

const LAWS: readonly Law[] = [...LAWS_OF_FORM, ...LAWS_OF_POLICY, ...LAWS_OF_OUTCOME, ...LAWS_OF_PROGRESS];

/** The names of all laws, in the order of a report. @public */
export const LAW_NAMES: readonly string[] = LAWS.map(({ name }) => name);

/** How far a lint goes. @public */
export interface LintOptions {
  /** The most children that an input has, 0 or more. What holds up to a size is not proven for larger ones. */
  readonly size: number;
}

/** The most inputs of one lint: each takes two bytes of memory, and 27 laws. */
export const MAX_INPUTS = 200_000_000;

/** Inputs between two looks at what else there is to do. */
const INPUTS_AT_ONCE = 1024;

const IN_ONE_ORDER = 'only one order of each list was tried, because the order was claimed not to matter';
const NOT_EVERYWHERE = 'some of the inputs that it needs have no state';

/**
 * Asks of a projection what its callers rely on, for every list of up to `size` children: 26 kinds of them for a
 * projection of states, 87 for one of operations. Exhaustive up to that size.
 *
 * @throws RangeError for a size that is no whole number or means too many inputs, and for an unclaimed law that does not exist
 * @public
 */
export function lintProjection(projection: LintedProjection, options: LintOptions): LintReport {
  const steps = lintSteps(projection, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same a little at a time: yields how many inputs are done. */
export function* lintSteps(projection: LintedProjection, { size }: LintOptions): Generator<number, LintReport> {
  checkNames(projection);
  const inputs = inputCount(projection, size);
  const lattice = latticeOf(projection, size);
  const questions = new Questions(projection, lattice);
  const trials = LAWS.filter((law) => applies(law, projection)).map((law) => new Trial(law, questions));
  let done = 0;
  for (const children of lattice.lists()) {
    for (const released of releasesOf(projection)) for (const trial of trials) trial.ask({ children, released });
    done += 1;
    if (done % INPUTS_AT_ONCE === 0) yield done * releasesOf(projection).length;
  }
  return {
    projection: projection.name,
    size,
    inputs,
    listed: lattice.ordered ? 'sequences' : 'multisets',
    laws: reportsOf(projection, trials),
  };
}

/** How many inputs a lint of this size has. @throws RangeError for one that is no whole number or means too many */
export function inputCount(projection: LintedProjection, size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`the size of a lint is a whole number of children, 0 or more, got ${size}`);
  }
  const count = latticeOf(projection, size).count * releasesOf(projection).length;
  if (count <= MAX_INPUTS) return count;
  throw new RangeError(
    `up to ${size} children of ${projection.name} make more than ${MAX_INPUTS} inputs: take a smaller size`,
  );
}

function latticeOf({ reads, unclaimed }: LintedProjection, size: number): Lattice<LintedChild> {
  const kinds = reads === 'states' ? STATE_KINDS : OPERATION_KINDS;
  return new Lattice(kinds, { size, ordered: Object.hasOwn(unclaimed, 'permutation-invariant') });
}

function releasesOf({ reads }: LintedProjection): readonly boolean[] {
  return reads === 'states' ? [false] : [false, true];
}

function applies({ needs }: Law, { reads }: LintedProjection): boolean {
  return needs === 'states' || reads === 'operations';
}

function checkNames({ name, unclaimed }: LintedProjection): void {
  const unknown = Object.keys(unclaimed).find((law) => !LAW_NAMES.includes(law));
  if (unknown === undefined) return;
  throw new RangeError(`${name} does not claim "${unknown}", which is no law. Laws: ${LAW_NAMES.join(', ')}`);
}

/** One law and what was found about it so far. */
class Trial {
  readonly law: Law;
  readonly counterexamples = new Map<string, Counterexample>();
  /** Whether some input could not be decided. */
  open = false;
  readonly #questions: Questions;

  constructor(law: Law, questions: Questions) {
    this.law = law;
    this.#questions = questions;
  }

  ask(input: Input): void {
    try {
      this.law.check(input, this.#questions, (kind, breach) => {
        if (!this.counterexamples.has(kind)) this.counterexamples.set(kind, this.#counterexample(input, breach()));
      });
    } catch (error) {
      if (!(error instanceof NoState)) throw error;
      this.open = true;
    }
  }

  #counterexample(input: Input, { why, after }: Breach): Counterexample {
    return { ...this.#projected(input), why, ...(after === undefined ? {} : { after: this.#projected(after) }) };
  }

  /** As the projection answers for this very order of the children. */
  #projected({ children, released }: Input): Projected {
    try {
      return { children, released, parent: this.#questions.askAgain(children, released) };
    } catch (error) {
      if (!(error instanceof NoState)) throw error;
      return { children, released, parent: null };
    }
  }
}

function reportsOf(projection: LintedProjection, trials: readonly Trial[]): LawReport[] {
  const misordered = trials.some(({ law, counterexamples }) => {
    const claimed = !Object.hasOwn(projection.unclaimed, law.name);
    return law.name === 'permutation-invariant' && claimed && counterexamples.size > 0;
  });
  return LAWS.map(({ name: law, says }) => {
    const trial = trials.find((trial) => trial.law.name === law);
    if (trial === undefined) return { law, says, result: 'not applicable', counterexamples: [] };
    return {
      law,
      says,
      ...verdict(trial, projection, misordered),
      counterexamples: [...trial.counterexamples.values()],
    };
  });
}

function verdict(
  { law, open, counterexamples }: Trial,
  { unclaimed }: LintedProjection,
  misordered: boolean,
): Pick<LawReport, 'result' | 'reason'> {
  if (Object.hasOwn(unclaimed, law.name)) return { result: 'not claimed', reason: unclaimed[law.name] ?? '' };
  if (counterexamples.size > 0) return { result: 'violated' };
  if (open) return { result: 'inconclusive', reason: NOT_EVERYWHERE };
  return misordered ? { result: 'inconclusive', reason: IN_ONE_ORDER } : { result: 'holds' };
}
