/** The names of interchangeable members, and what it means to exchange them in plain data. */
import { canonical } from './canonical.ts';
import { SystemError } from './system.ts';

/** To which member each member goes, by number; a member never leaves its set. */
export type Permutation = Int32Array;

/** Gives the text that stands in for a member. */
type Paint = (member: number) => string;

type Plain = { readonly [key: string]: unknown };

/** What an item of a list is called by, so that lists of rows can be ordered by it. */
const CALLED_BY = ['id', 'name'] as const;

/**
 * The members of all scalarsets, numbered one set after the other (Ip and Dill, Better Verification Through Symmetry, Formal
 * Methods in System Design 9, 1996, section 3: values that are compared and passed on, and nothing else).
 *
 * A member occurs in data as a word of a text or of a key: neither a letter, a digit nor an underscore touches it. Numbers
 * are never members.
 *
 * The order of a list never tells members apart: items that name members stand in the order of the members, and are brought
 * back to it when members are exchanged. An item is ordered by its `id`, else by its `name`, if that names members; else by all
 * the members it names, in the order in which it names them. Items that name nobody, or the same members, keep their places.
 */
export class Names {
  /** All members, one set after the other. */
  readonly members: readonly string[];
  /** Where each set begins, and at last where the last one ends. */
  readonly starts: readonly number[];
  /** For each member the number of its set. */
  readonly setOf: Int32Array;
  readonly identity: Permutation;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #pattern: RegExp;

  /** @throws SystemError for names that cannot be told from each other */
  constructor(sets: readonly (readonly string[])[]) {
    this.members = sets.flat();
    this.starts = [0, ...sets.map((_, last) => sets.slice(0, last + 1).flat().length)];
    this.setOf = Int32Array.from(sets.flatMap((set, index) => set.map(() => index)));
    this.identity = Int32Array.from(this.members.keys());
    this.#numbers = new Map(this.members.map((member, number) => [member, number]));
    this.#pattern = wordPattern(this.members);
    this.#refuse(sets);
  }

  /** The pairs of neighbours in each set: exchanging them, one pair after the other, gives every permutation. */
  get neighbours(): readonly (readonly [number, number])[] {
    return this.members.flatMap((_, member) =>
      this.setOf[member] === this.setOf[member + 1] ? [[member, member + 1] as const] : [],
    );
  }

  /** The permutation that exchanges two members and leaves the others where they are. */
  exchange(one: number, other: number): Permutation {
    const permutation = this.identity.slice();
    permutation[one] = other;
    permutation[other] = one;
    return permutation;
  }

  /** The members that a text names, in the order of the text. */
  namedBy(text: string): number[] {
    return Array.from(text.matchAll(this.#pattern), ([word]) => this.#numbers.get(word) as number);
  }

  /** The text with other words in place of members. */
  painted(text: string, paint: Paint): string {
    return text.replaceAll(this.#pattern, (word) => paint(this.#numbers.get(word) as number));
  }

  renamed(text: string, to: Permutation): string {
    return this.painted(text, (member) => this.members[to[member] as number] as string);
  }

  /** The data in which every member is called by the name of the one it goes to. */
  image<T>(data: T, to: Permutation): T {
    return this.#image(data, to) as T;
  }

  /**
   * A text that data have in common, whatever the order of the items that name members.
   *
   * @param paint what stands in for each member; several may look alike
   */
  appearance(data: unknown, paint: Paint): string {
    if (typeof data === 'string') return JSON.stringify(this.painted(data, paint));
    if (Array.isArray(data)) {
      const texts = data.map((item) => this.appearance(item, paint));
      return `[${this.#reordered(data, texts, (named) => named.toSorted()).join()}]`;
    }
    if (!isPlain(data)) return canonical(data);
    const entries = defined(data).map(
      ([key, value]) => `${JSON.stringify(this.painted(key, paint))}:${this.appearance(value, paint)}`,
    );
    return `{${entries.toSorted().join()}}`;
  }

  /** The members that the data name, those of an item's keys included, each once. */
  mentions(data: unknown): number[] {
    if (typeof data === 'string') return unique(this.namedBy(data));
    if (Array.isArray(data)) return unique(data.flatMap((item) => this.mentions(item)));
    if (!isPlain(data)) return [];
    const entries = defined(data).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const keys = entries.flatMap(([key]) => this.namedBy(key)).toSorted((a, b) => a - b);
    return unique([...keys, ...entries.flatMap(([, value]) => this.mentions(value))]);
  }

  /** @throws SystemError if a list has items that name members in another order than that of the members */
  requireOrder(data: unknown, where: string): void {
    if (Array.isArray(data)) this.#requireOrderOf(data, where);
    if (typeof data === 'object' && data !== null)
      for (const value of Object.values(data)) this.requireOrder(value, where);
  }

  /** The names of a list of members, for a message. */
  list(members: Iterable<number>): string {
    return Array.from(members, (member) => `"${this.members[member]}"`).join(', ');
  }

  #image(data: unknown, to: Permutation): unknown {
    if (typeof data === 'string') return this.renamed(data, to);
    if (Array.isArray(data)) {
      const items: unknown[] = data.map((item) => this.#image(item, to));
      return this.#reordered(items, items, (named) =>
        named.toSorted((a, b) => compared(this.#calledBy(a), this.#calledBy(b))),
      );
    }
    if (!isPlain(data)) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [this.renamed(key, to), this.#image(value, to)]),
    );
  }

  /** The texts or items, where those whose item names somebody are put in another order among their places. */
  #reordered<T>(items: readonly unknown[], parts: readonly T[], order: (named: readonly T[]) => readonly T[]): T[] {
    const isNamed = items.map((item) => this.mentions(item).length > 0);
    const named = order(parts.filter((_, place) => isNamed[place] === true));
    let next = 0;
    return parts.map((part, place) => (isNamed[place] === true ? (named[next++] as T) : part));
  }

  #calledBy(item: unknown): readonly number[] {
    if (isPlain(item)) {
      for (const property of CALLED_BY) {
        const called = this.mentions(item[property] ?? null);
        if (called.length > 0) return called;
      }
    }
    return this.mentions(item);
  }

  #requireOrderOf(list: readonly unknown[], where: string): void {
    const order = list.map((item) => this.#calledBy(item)).filter((called) => called.length > 0);
    const wrong = order.findIndex((called, at) => at > 0 && compared(order[at - 1] as number[], called) > 0);
    if (wrong < 0) return;
    throw new SystemError(
      `${where} holds a list that has ${this.list(order[wrong - 1] as number[])} before ${this.list(order[wrong] as number[])}: ` +
        `${canonical(list)}. Members of a symmetry stand in every list in the order in which they are declared. ` +
        'Sort the list; or, where its order means something, write it as a record of places.',
    );
  }

  #refuse(sets: readonly (readonly string[])[]): void {
    const single = sets.find((set) => set.length < 2);
    if (single !== undefined)
      throw new SystemError(`symmetry: [${single.join()}] is no set: it takes two to be exchanged`);
    for (const [number, member] of this.members.entries()) {
      if (member === '') throw new SystemError('symmetry: a member needs a name, and one is empty');
      if (this.#numbers.get(member) !== number)
        throw new SystemError(`symmetry: "${member}" is a member twice; a member belongs to one set`);
      const inside = this.members.filter((other) => other !== member && wordPattern([other]).test(member));
      if (inside.length > 0)
        throw new SystemError(
          `symmetry: the name "${member}" has another member's name in it: "${inside.join('", "')}"`,
        );
    }
  }
}

const wordPattern = (words: readonly string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)];
const isPlain = (data: unknown): data is Plain => typeof data === 'object' && data !== null && !Array.isArray(data);
const defined = (data: Plain): [string, unknown][] => Object.entries(data).filter(([, value]) => value !== undefined);

/** Lists by their first difference, a shorter one before the longer one that begins with it. */
function compared(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((member, index) => member !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] as number) - (other[at] ?? -1);
}
