/** The names of interchangeable members, and what it means to exchange them in plain data. */
import { canonical, recordLike } from '../data/canonical.ts';
import { SystemError } from '../contract/system.ts';

/** To which member each member goes, by number; a member never leaves its set. */
export type Permutation = Int32Array;

/** Gives the text that stands in for a member. */
type Paint = (member: number) => string;

type Plain = { readonly [key: string]: unknown };

/** What an item of a list is called by, so that lists of rows can be ordered by it. */
const CALLED_BY = ['id', 'name'] as const;

/** Kinds of items, below all members: what names fewer members comes first. */
const KIND = { text: -3, called: -2, other: -1 } as const;

/**
 * The members of all scalarsets, numbered one set after the other (Ip and Dill, Better Verification Through Symmetry, Formal
 * Methods in System Design 9, 1996, section 3: values that are compared and passed on, and nothing else).
 *
 * A member occurs in data as a word of a text or of a key: neither a letter, a digit nor an underscore touches it. Numbers
 * are never members.
 *
 * The order of a list never tells members apart: items that name members stand in the order of the members, and are brought
 * back to it when members are exchanged. A text is ordered by the members that it names, as it names them; a record by its `id`,
 * else by its `name`, if that is a text that names members; anything else by the set of members that it names. Items that name
 * nobody, or are ordered by the same, keep their places.
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
    const entries = Object.entries(data).map(
      ([key, value]) => `${JSON.stringify(this.painted(key, paint))}:${this.appearance(value, paint)}`,
    );
    return `{${entries.toSorted().join()}}`;
  }

  /** The members that the data name, in keys or in values, in the order of the members. */
  mentions(data: unknown): number[] {
    if (typeof data === 'string') return ascending(this.namedBy(data));
    if (Array.isArray(data)) return ascending(data.flatMap((item) => this.mentions(item)));
    if (!isPlain(data)) return [];
    return ascending(Object.entries(data).flatMap(([key, value]) => [...this.namedBy(key), ...this.mentions(value)]));
  }

  /** @throws SystemError if a list has items, or a record keys, that name members in another order than that of the members */
  requireOrder(data: unknown, where: string): void {
    if (Array.isArray(data)) this.#requireOrderOf(data, where);
    else if (isPlain(data)) this.#requireOrderOf(Object.keys(data), where, 'record');
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
        named.toSorted((a, b) => compared(this.#placeOf(a), this.#placeOf(b))),
      );
    }
    if (!isPlain(data)) return data;
    const entries = Object.entries(data).map(
      ([key, value]) => [this.renamed(key, to), this.#image(value, to)] as const,
    );
    return recordLike(
      data,
      this.#reordered(
        entries.map(([key]) => key),
        entries,
        (named) => named.toSorted(([a], [b]) => compared(this.#placeOf(a), this.#placeOf(b))),
      ),
    );
  }

  /** The texts or items, where those whose item names somebody are put in another order among their places. */
  #reordered<T>(items: readonly unknown[], parts: readonly T[], order: (named: readonly T[]) => readonly T[]): T[] {
    const isNamed = items.map((item) => this.mentions(item).length > 0);
    const named = order(parts.filter((_, place) => isNamed[place] === true));
    let next = 0;
    return parts.map((part, place) => (isNamed[place] === true ? (named[next++] as T) : part));
  }

  /**
   * What an item of a list is ordered by: members, and then what kind of item it is. An exchange maps it to that of the image, and
   * so keeps apart what it keeps apart.
   */
  #placeOf(item: unknown): readonly number[] {
    if (typeof item === 'string') return [...new Set(this.namedBy(item)), KIND.text];
    for (const property of isPlain(item) ? CALLED_BY : []) {
      const called = (item as Plain)[property];
      const members = typeof called === 'string' ? this.namedBy(called) : [];
      if (members.length > 0) return [...new Set(members), KIND.called];
    }
    return [...this.mentions(item), KIND.other];
  }

  #requireOrderOf(list: readonly unknown[], where: string, kind: 'list' | 'record' = 'list'): void {
    const order = list.filter((item) => this.mentions(item).length > 0);
    const places = order.map((item) => this.#placeOf(item));
    const wrong = places.findIndex((place, at) => at > 0 && compared(places[at - 1] as readonly number[], place) > 0);
    if (wrong < 0) return;
    throw new SystemError(
      `${where} holds a ${kind} that has ${canonical(order[wrong - 1])} before ${canonical(order[wrong])}: ` +
        `${canonical(list)}. Members of a symmetry stand in every ${kind} in the order in which they are declared. ` +
        (kind === 'list'
          ? 'Sort the list; or, where its order means something, write it as a record of places.'
          : 'Have all keys in the record from the beginning, or build it in that order.'),
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
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
const ascending = (numbers: readonly number[]): number[] => [...new Set(numbers)].toSorted((a, b) => a - b);
const isPlain = (data: unknown): data is Plain => typeof data === 'object' && data !== null && !Array.isArray(data);

/** Places by their first difference. */
function compared(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((member, index) => member !== other[index]);
  return at < 0 ? 0 : (one[at] as number) - (other[at] as number);
}
