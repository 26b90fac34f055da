/**
 * Whether members that are declared interchangeable are: the system is asked, along the way, whether exchanging two of them
 * before a step or after it comes to the same.
 *
 * Exchanges of neighbours generate all permutations, so a step that commutes with each of them commutes with all. Every step that
 * does something new is looked at under each of them, and one in 16 of the others under one of them in turn; with each of these
 * steps its properties. What is found is a fact; that nothing is found is no proof, as the rest was not looked at.
 */
import { brokenBy, isMetIn } from '../user-code/asked.ts';
import { Enabled } from '../tables/enabled.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Pairs } from './member-memo.ts';
import type { Permutation } from './member-names.ts';
import { counterpart, stepText } from './mapped-steps.ts';
import type { Symmetry } from './symmetry.ts';
import { SystemError, type Property } from '../contract/system.ts';

/** One exchange of neighbours, with the words to speak of it. */
interface Exchange {
  readonly to: Permutation;
  readonly pair: string;
}

/** A step as it was taken: from where, by which choice, to where. */
interface Step {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/** One in so many steps that are not new is looked at. */
const SOMETIMES = 16;

/** Watches an exploration for signs that a symmetry is none. */
export class SymmetryCheck {
  readonly #symmetry: Symmetry;
  readonly #kernel: Kernel;
  readonly #properties: readonly Property<never>[];
  readonly #exchanges: readonly Exchange[];
  readonly #steps = new Pairs();
  /** How many steps were not new. */
  #others = 0;
  readonly #possible = new Enabled();

  /** @param properties those that are checked in the quotient; the system's own by default */
  constructor(symmetry: Symmetry, properties: readonly Property<never>[] = symmetry.kernel.system.properties ?? []) {
    const { names, kernel } = symmetry;
    this.#symmetry = symmetry;
    this.#kernel = kernel;
    this.#properties = properties;
    this.#exchanges = names.neighbours.map(([one, other]) => ({
      to: names.exchange(one, other),
      pair: names.list([one, other]),
    }));
  }

  /**
   * Looks at what is possible in a world, where some of it is due to be looked at. To be called for every world that is expanded.
   *
   * @throws SystemError "not interchangeable: …" that names who differs: an actor, a service, an environment action, a property
   */
  look(world: Int32Array, enabled: Enabled, faultFree = false): void {
    for (let i = 0; i < enabled.count; i += 1) {
      if (this.#isNew(enabled.choices[i] as number, enabled.outcomes[i] as number)) {
        for (const exchange of this.#exchanges) this.#compare(world, enabled, i, exchange, faultFree);
        continue;
      }
      this.#others += 1;
      const turn = this.#others / SOMETIMES;
      if (!Number.isInteger(turn)) continue;
      this.#compare(world, enabled, i, this.#exchanges[turn % this.#exchanges.length] as Exchange, faultFree);
    }
  }

  /** Whether the choice does this for the first time. */
  #isNew(choice: number, outcome: number): boolean {
    const known = this.#steps.size;
    return this.#steps.id(choice, outcome) > known;
  }

  #compare(world: Int32Array, enabled: Enabled, i: number, exchange: Exchange, faultFree: boolean): void {
    const { names } = this.#symmetry;
    const before = world.slice(0, this.#kernel.width);
    const choice = enabled.choices[i] as number;
    const image = this.#symmetry.image(before, exchange.to);
    const possible = this.#kernel.enabled(image, this.#possible, faultFree);
    const at = counterpart(this.#kernel, names, choice, exchange.to, possible);
    const called = stepText(this.#kernel.choice(choice));
    if (at < 0)
      throw different(
        exchange,
        `"${called}" is possible, and its counterpart "${names.renamed(called, exchange.to)}" is not`,
      );
    if (possible.count !== enabled.count)
      throw different(exchange, `beside "${called}", more is possible for one than for the other`);
    const after = this.#taken(before, choice, enabled.outcomes[i] as number);
    const imageAfter = this.#taken(image, possible.choices[at] as number, possible.outcomes[at] as number);
    this.#compareWorlds(this.#symmetry.image(after, exchange.to), imageAfter, called, exchange);
    for (const property of this.#properties)
      this.#compareProperty(property, { before, after }, { before: image, after: imageAfter }, exchange);
  }

  #taken(world: Int32Array, choice: number, outcome: number): Int32Array {
    const target = new Int32Array(this.#kernel.width);
    this.#kernel.apply(world, choice, outcome, target);
    return target;
  }

  #compareWorlds(expected: Int32Array, found: Int32Array, called: string, exchange: Exchange): void {
    const { names, words } = this.#symmetry;
    const word = expected.findIndex((value, at) => value !== found[at]);
    if (word < 0) return;
    const what =
      word < words.count
        ? `${words.text(word, found[word] as number)}; it should leave ${words.text(word, expected[word] as number)}`
        : `${found[word]} of a fault's budget; it should leave ${expected[word]}`;
    throw different(
      exchange,
      `"${names.renamed(called, exchange.to)}" does something else than its counterpart "${called}". It leaves ${what}`,
    );
  }

  #compareProperty(property: Property<never>, step: Step, image: Step, exchange: Exchange): void {
    for (const item of property.kind === 'safety' ? (property.each ?? ['']) : ['']) {
      const counterpart = this.#symmetry.names.renamed(item, exchange.to);
      if (this.#holds(property, step, item) === this.#holds(property, image, counterpart)) continue;
      throw different(
        exchange,
        `property "${property.name}" holds of a step or of the same step with the two exchanged, and not of both`,
      );
    }
  }

  #holds(property: Property<never>, { before, after }: Step, item: string): boolean {
    const world = this.#kernel.view(after);
    return property.kind === 'safety'
      ? brokenBy(property, world, this.#kernel.view(before), item) === null
      : isMetIn(property, world);
  }
}

const different = ({ pair }: Exchange, how: string): SystemError =>
  new SystemError(`not interchangeable: ${pair}: ${how}. Take them out of \`symmetry\`, or treat them alike.`);
