/** From a path through representatives to a path that the system itself can take. */
import { Enabled } from '../tables/enabled.ts';
import type { Permutation } from './member-names.ts';
import { counterpart, stepText } from './mapped-steps.ts';
import type { Symmetry } from './symmetry.ts';
import { SystemError } from '../contract/system.ts';

/** A path of the system, by the numbers of its choices. */
export interface Unfolded {
  readonly choices: readonly number[];
  /** Says of the members of the path what the text says of those of the representatives at its last step. */
  readonly renamed: (text: string) => string;
}

/**
 * The path of the system that a path through representatives stands for. Each of its steps is the image of a step of that path,
 * so that what a property says of the one holds of the other.
 *
 * @param choices each possible in a representative, the next one in the representative of the world that it leads to
 * @param from the world in which the path of the system begins; its representative is where the other path begins
 * @throws RangeError if the choices are not those of a path
 * @throws SystemError if a step and its image do not lead to a world and its image: then the symmetry is none
 */
export function unfold(symmetry: Symmetry, choices: readonly number[], from = symmetry.kernel.initial()): Unfolded {
  const { names } = symmetry;
  const representative = from.slice();
  symmetry.canonicalise(representative);
  // The path is at the image of the representative: where it sends each member.
  let to = inverse(symmetry.last);
  let atStep = to;
  let world = from;
  const path: number[] = [];
  for (const choice of choices) {
    stepInto(symmetry, representative, choice);
    const taken = take(symmetry, world, choice, to);
    path.push(taken.choice);
    world = taken.world;
    requireImage(symmetry, representative, to, world, choice);
    symmetry.canonicalise(representative);
    atStep = to;
    to = composed(inverse(symmetry.last), to);
  }
  return { choices: path, renamed: (text) => names.renamed(text, atStep) };
}

/** The choice that leads from a representative to a world of the orbit of another one. @throws RangeError if none does */
export function choiceBetween(symmetry: Symmetry, from: Int32Array, representative: Int32Array): number {
  const enabled = symmetry.kernel.enabled(from, new Enabled());
  for (let i = 0; i < enabled.count; i += 1) {
    const next = new Int32Array(symmetry.kernel.width);
    symmetry.kernel.apply(from, enabled.choices[i] as number, enabled.outcomes[i] as number, next);
    symmetry.canonicalise(next);
    if (next.every((value, word) => value === representative[word])) return enabled.choices[i] as number;
  }
  throw new RangeError('no step leads from the one representative to the other');
}

/** Takes the counterpart of a choice. */
function take({ kernel, names }: Symmetry, world: Int32Array, choice: number, to: Permutation) {
  const enabled = kernel.enabled(world, new Enabled());
  const at = counterpart(kernel, names, choice, to, enabled);
  if (at < 0)
    throw new SystemError(
      `not interchangeable: "${stepText(kernel.choice(choice))}" is possible in a world and has no counterpart in its image`,
    );
  const next = new Int32Array(kernel.width);
  kernel.apply(world, enabled.choices[at] as number, enabled.outcomes[at] as number, next);
  return { choice: enabled.choices[at] as number, world: next };
}

/** What was sampled on the way is looked at here for every step: a path that is shown is one that can be taken. */
function requireImage(symmetry: Symmetry, of: Int32Array, to: Permutation, world: Int32Array, choice: number): void {
  const image = symmetry.image(of, to);
  if (image.every((value, word) => value === world[word])) return;
  const called = stepText(symmetry.kernel.choice(choice));
  throw new SystemError(`not interchangeable: "${called}" and its counterpart lead to worlds that are no counterparts`);
}

function stepInto({ kernel }: Symmetry, world: Int32Array, choice: number): void {
  const enabled = kernel.enabled(world, new Enabled());
  const at = enabled.choices.subarray(0, enabled.count).indexOf(choice);
  if (at < 0) throw new RangeError(`choice ${choice} is not possible here: the path is not one of this symmetry`);
  kernel.apply(world.slice(), choice, enabled.outcomes[at] as number, world);
}

const inverse = (to: Permutation): Permutation => {
  const back = to.slice();
  for (const [member, image] of to.entries()) back[image] = member;
  return back;
};

/** First the one, then the other. */
const composed = (first: Permutation, then: Permutation): Permutation => first.map((image) => then[image] as number);
