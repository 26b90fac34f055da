/** What a lint found, as plain data, and one finding in words. */
import type { Input } from './law.ts';
import type { LintedChild } from './projection.ts';

/** An input and what the projection made of it; null where it gave no state. @public */
export interface Projected extends Input {
  readonly parent: string | null;
}

/** An input that breaks a law; the smallest of its kind. @public */
export interface Counterexample extends Projected {
  /** In words, about the children as A, B, C … */
  readonly why: string;
  /** The second input, where the law compares two. */
  readonly after?: Projected;
}

/**
 * The answer of one law about one projection. `holds`: at every input of the lattice. `inconclusive`: no counterexample was
 * found, but the law could not be decided everywhere; `reason` says why. `not claimed`: the projection does not promise it;
 * `reason` is what it does instead, and `counterexamples` may be empty. `not applicable`: it does not read what the law is about.
 *
 * @public
 */
export interface LawReport {
  readonly law: string;
  readonly says: string;
  readonly result: 'holds' | 'violated' | 'inconclusive' | 'not claimed' | 'not applicable';
  readonly reason?: string;
  /** Smallest first, one for each way in which the law breaks. */
  readonly counterexamples: readonly Counterexample[];
}

/** All laws about one projection, over all inputs of up to `size` children. @public */
export interface LintReport {
  readonly projection: string;
  readonly size: number;
  /** The inputs of every law: multisets of children where order is claimed not to matter, else sequences. */
  readonly inputs: number;
  readonly listed: 'multisets' | 'sequences';
  readonly laws: readonly LawReport[];
}

/**
 * A counterexample on one line.
 *
 * @example
 * counterexampleText(counterexample) // [pending, failed] → failed: A (pending) still holds its target
 *
 * @public
 */
export function counterexampleText({ why, after, ...before }: Counterexample): string {
  return after === undefined
    ? `${projectedText(before)}: ${why}`
    : `${projectedText(before)}; ${why}: ${projectedText(after)}`;
}

function projectedText({ children, released, parent }: Projected): string {
  const list = `[${children.map(childText).join(', ')}]`;
  return `${list}${released ? ' released' : ''} → ${parent ?? 'no state'}`;
}

/** The state, and what of the rest is not the default. */
function childText({ state, onFailure, orphaned, neverStarted }: LintedChild): string {
  return [
    state === '' ? '""' : state,
    ...(onFailure === 'halt' ? [] : [`under ${onFailure === '' ? '""' : onFailure}`]),
    ...(neverStarted ? ['never started'] : []),
    ...(orphaned ? ['orphaned'] : []),
  ].join(' ');
}
