/** The image of a step: which choice of the image world is the counterpart of a choice. */
import type { Choice } from '../kernel/choices.ts';
import type { Enabled } from '../tables/enabled.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Names, Permutation } from './member-names.ts';

/** What a choice is called, without the count of requests that labels carry. */
export const stepText = ({ before, source, after }: Choice): string =>
  source === null ? `${before}${after}` : `${before}${after} (service "${source}")`;

/** Where the counterpart of a choice is among what is possible in the image world, or -1: labels say who does what, and how. */
export function counterpart(kernel: Kernel, names: Names, choice: number, to: Permutation, among: Enabled): number {
  const { before, after } = kernel.choice(choice);
  const wanted = { before: names.renamed(before, to), after: names.renamed(after, to) };
  for (let i = 0; i < among.count; i += 1) {
    const other = kernel.choice(among.choices[i] as number);
    if (other.before === wanted.before && other.after === wanted.after) return i;
  }
  return -1;
}
