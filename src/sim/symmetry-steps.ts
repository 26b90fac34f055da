/** The image of a step: which choice of the image world is the counterpart of a choice. */
import type { Choice } from './choices.ts';
import type { Enabled } from './enabled.ts';
import type { Kernel } from './kernel.ts';
import type { Names, Permutation } from './symmetry-names.ts';

/** What a choice is called, without the count of requests that labels carry. */
export const stepText = ({ before, source, after }: Choice): string =>
  source === null ? `${before}${after}` : `${before}${after} (service "${source}")`;

/**
 * Where the counterpart of a choice is among what is possible in the image world, or -1.
 *
 * Choices are compared by what labels say: of whom, of what, and under which fault.
 */
export function counterpart(kernel: Kernel, names: Names, choice: number, to: Permutation, among: Enabled): number {
  const { actor, fault, before, source, after } = kernel.choice(choice);
  const wanted = {
    actor: actor === null ? null : names.renamed(actor, to),
    before: names.renamed(before, to),
    source: source === null ? null : names.renamed(source, to),
    after: names.renamed(after, to),
  };
  for (let i = 0; i < among.count; i += 1) {
    const other = kernel.choice(among.choices[i] as number);
    const same = other.before === wanted.before && other.after === wanted.after && other.source === wanted.source;
    if (same && other.actor === wanted.actor && other.fault === fault) return i;
  }
  return -1;
}
