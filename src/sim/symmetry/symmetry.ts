/**
 * Symmetry between interchangeable members of a system: one world stands for all that differ only in who is who.
 *
 * The permutations of the members of each scalarset map worlds to worlds and steps to steps, so the quotient by their orbits has
 * the same behaviour as the whole (Ip and Dill, Better Verification Through Symmetry, Formal Methods in System Design 9, 1996;
 * Clarke, Enders, Filkorn and Jha, Exploiting Symmetry in Temporal Logic Model Checking, in the same volume). Safety properties,
 * witnesses and "the goal stays reachable" (AG EF) have the same verdict in the quotient wherever they themselves make no
 * difference between members. Fairness towards labels has not: a cycle of the quotient need not be one of the system, and
 * whose step is taken is what the quotient forgets. Weak and strong fairness must not be asked of it.
 *
 * Steps and what properties say of them are the system's only before {@link Symmetry.canonicalise}: a property that compares two
 * worlds has to see the step from a representative to its successor as it is.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { Arrangements } from './arrangements.ts';
import { requireCounterparts } from './declared-members.ts';
import { Names, type Permutation } from './member-names.ts';
import { Signatures } from './signatures.ts';
import { SymmetricWords } from './member-words.ts';
import { SystemError } from '../contract/system.ts';

/** The symmetry that a system declares, over the tables of its kernel. @public */
export class Symmetry {
  readonly kernel: Kernel;
  readonly names: Names;
  readonly words: SymmetricWords;
  /** Where the last {@link canonicalise} sent each member; the next one overwrites it. */
  readonly last: Permutation;
  readonly #signatures: Signatures;
  readonly #arrangements: Arrangements;
  readonly #exchange: Permutation;
  readonly #image: Int32Array;
  readonly #least: Int32Array;
  #hasLeast = false;
  /** The world that is looked at, and where it begins. */
  #world: Int32Array = new Int32Array(0);
  #at = 0;

  /** @throws SystemError if the system declares no symmetry, or one in which somebody has no counterpart */
  constructor(kernel: Kernel) {
    const { symmetry = [], name } = kernel.system;
    if (symmetry.length === 0)
      throw new SystemError(
        `system "${name}" declares no symmetry: say in its field \`symmetry\` which names may be exchanged`,
      );
    this.kernel = kernel;
    this.names = new Names(symmetry);
    requireCounterparts(kernel.system, this.names);
    this.words = new SymmetricWords(kernel.layout, this.names);
    this.last = this.names.identity.slice();
    this.#signatures = new Signatures(this.words);
    this.#arrangements = new Arrangements(this.names);
    this.#exchange = this.names.identity.slice();
    this.#image = new Int32Array(kernel.width);
    this.#least = new Int32Array(kernel.width);
  }

  /** Bytes of what is known of words and members. */
  get bytes(): number {
    return this.words.bytes + this.#signatures.bytes;
  }

  /**
   * Replaces the world at `at` by the representative of its orbit, the same for all worlds of the orbit and for no other world;
   * false if it was that already.
   *
   * Members are sorted by what they see of the world. Where several see the same and may change places without changing the
   * world, their order makes no difference; only where they may not, their orders are gone through for the least world. Which
   * world represents an orbit depends on the numbers in the kernel's tables, and so differs from kernel to kernel.
   *
   * @throws SystemError where members that see the same without being alike have more than 40,320 orders, for data in which a
   * member cannot be exchanged, and for a list that has members in another order than their own
   */
  canonicalise(world: Int32Array, at = 0): boolean {
    this.#world = world;
    this.#at = at;
    this.#signatures.read(world, at);
    const ties = this.#arrangements.sort(this.#signatures.of);
    if (ties && !this.#arrangements.findBlocks(this.#isAlike)) return this.#toLeast();
    if (!this.#arrangements.read(this.last)) return false;
    this.words.imageOf(world, at, this.last, this.#image, 0);
    return replace(world, at, this.#image);
  }

  /** The image of the world at `at` under a permutation of members, as a new world. */
  image(world: Int32Array, to: Permutation, at = 0): Int32Array {
    const target = new Int32Array(this.kernel.width);
    this.words.imageOf(world, at, to, target, 0);
    return target;
  }

  /** Whether two members may change places without changing the world. A field, as nothing is to be allocated for each world. */
  readonly #isAlike = (one: number, other: number): boolean => {
    const exchange = this.#exchange;
    exchange[one] = other;
    exchange[other] = one;
    const fixed = this.words.isFixed(this.#world, this.#at, exchange);
    exchange[one] = one;
    exchange[other] = other;
    return fixed;
  };

  readonly #attempt = (to: Permutation): void => {
    this.words.imageOf(this.#world, this.#at, to, this.#image, 0);
    if (this.#hasLeast && !isLess(this.#image, this.#least)) return;
    this.#hasLeast = true;
    this.#least.set(this.#image);
    this.last.set(to);
  };

  #toLeast(): boolean {
    this.#hasLeast = false;
    this.#arrangements.each(this.#attempt);
    return replace(this.#world, this.#at, this.#least);
  }
}

/** Writes a world over another; whether they differ. */
function replace(world: Int32Array, at: number, by: Int32Array): boolean {
  let changed = false;
  for (let word = 0; word < by.length; word += 1) {
    changed ||= world[at + word] !== by[word];
    world[at + word] = by[word] as number;
  }
  return changed;
}

/** Compares worlds of the same length word by word. */
function isLess(one: Int32Array, other: Int32Array): boolean {
  for (let word = 0; word < one.length; word += 1)
    if (one[word] !== other[word]) return (one[word] as number) < (other[word] as number);
  return false;
}
