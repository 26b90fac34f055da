/** What a law is, and what a breach of one looks like. */
import type { LintedChild } from './projection.ts';
import type { Questions } from './lint-questions.ts';

/** Children and what they are asked about. @public */
export interface Input {
  readonly children: readonly LintedChild[];
  /** The apply's release latch; always false for a projection of states. */
  readonly released: boolean;
}

/** Why an input breaks a law, and the second input where the law compares two. */
export interface Breach {
  /** In words, about the children as A, B, C … */
  readonly why: string;
  readonly after?: Input;
}

/** Takes breaches. Those of one `kind` differ only in their input; of each kind the first, so the smallest, is kept. */
export type Found = (kind: string, breach: () => Breach) => void;

/** One law as data: a question that the linter asks of every input. */
export interface Law {
  readonly name: string;
  /** What holds where the law holds. */
  readonly says: string;
  /** What a projection has to read for the law to mean anything. */
  readonly needs: 'states' | 'operations';
  /** Reports every breach at this input. */
  readonly check: (input: Input, questions: Questions, found: Found) => void;
}

/** A, B, C … as the children of one input are called. */
export function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** The list with one child in the place of another. */
export function replaced(children: readonly LintedChild[], index: number, child: LintedChild): readonly LintedChild[] {
  const copy = [...children];
  copy[index] = child;
  return copy;
}
