/** Worlds under exchanges of members: where each word goes, what its value becomes, and how a member looks in it. */
import { canonical } from '../data/canonical.ts';
import type { Layout } from '../kernel/layout.ts';
import { ImageTable } from './member-memo.ts';
import type { Names, Permutation } from './member-names.ts';
import { WordValues } from './member-values.ts';
import { SystemError } from '../contract/system.ts';

/** What is known of one value of a word. */
interface Entry {
  /** Whether it tells members apart that do not own the word: only then does anybody else look at it. */
  readonly tellsApart: boolean;
  readonly images: ImageTable;
  /** By member: the number of what is seen of the value from there, or 0. */
  readonly views: Int32Array;
}

interface Word {
  /** The members in the name of the actor or cell. */
  readonly owners: readonly number[];
  readonly targets: ImageTable;
  readonly entries: (Entry | undefined)[];
}

/** Bytes of the objects of an entry. As measured. */
const BYTES_OF_AN_ENTRY = 400;

/** The words of a world that an exchange of members may move or change: all but the budgets. */
export class SymmetricWords {
  readonly names: Names;
  readonly layout: Layout;
  /** How many words these are; budgets follow. */
  readonly count: number;
  readonly #values: WordValues;
  readonly #words: readonly Word[];
  readonly #views = new Map<string, number>();
  /** Bytes of the entries. */
  #bytes = 0;

  /** @throws SystemError if an actor or a cell that is named after a member has no counterpart */
  constructor(layout: Layout, names: Names) {
    this.names = names;
    this.layout = layout;
    this.count = layout.firstFault;
    this.#values = new WordValues(layout, names);
    this.#words = Array.from({ length: this.count }, (_, word) => this.#describe(word));
  }

  /** Bytes in use, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The members in the name of a word. */
  owners(word: number): readonly number[] {
    return (this.#words[word] as Word).owners;
  }

  tellsApart(word: number, value: number): boolean {
    return this.#entry(word, value).tellsApart;
  }

  /** The word that this one goes to. */
  target(word: number, to: Permutation): number {
    const { owners, targets } = this.#words[word] as Word;
    if (owners.length === 0) return word;
    const known = targets.get(to);
    return known >= 0 ? known : targets.set(to, this.#findTarget(word, to));
  }

  /** What a value of the word becomes, as a value of the word that this one goes to. */
  image(word: number, value: number, to: Permutation): number {
    const { images } = this.#entry(word, value);
    if (images.support.length === 0) return value;
    const known = images.get(to);
    return known >= 0
      ? known
      : this.#learnImage(images, to, this.#values.image(word, value, to, this.target(word, to)));
  }

  /** Writes the image of the world at `at` to `target` at `offset`; the two must not overlap. */
  imageOf(world: Int32Array, at: number, to: Permutation, target: Int32Array, offset: number): void {
    for (let word = 0; word < this.count; word += 1)
      target[offset + this.target(word, to)] = this.image(word, world[at + word] as number, to);
    for (let word = this.count; word < this.layout.width; word += 1) target[offset + word] = world[at + word] as number;
  }

  /** Whether the world is its own image. */
  isFixed(world: Int32Array, at: number, to: Permutation): boolean {
    for (let word = 0; word < this.count; word += 1) {
      if (world[at + this.target(word, to)] !== this.image(word, world[at + word] as number, to)) return false;
    }
    return true;
  }

  /**
   * The number of what the member sees of a value: itself, and others that all look alike. Two members that some exchange takes to
   * one another see the same of a value and of its image.
   */
  view(word: number, value: number, member: number): number {
    const { views } = this.#entry(word, value);
    const known = views[member] as number;
    return known > 0 ? known : (views[member] = this.#look(word, value, member));
  }

  /** What the word is called, and what its value says, for a message. */
  text(word: number, value: number): string {
    return `${this.called(word)}: ${
      this.#values
        .parts(word, value)
        .map((part) => canonical(part))
        .join(', ') || 'nothing'
    }`;
  }

  called(word: number): string {
    return this.#values.called(word);
  }

  #describe(word: number): Word {
    const { actors, firstCell, firstOld, cells } = this.layout;
    const name = word < firstCell ? (actors[word] as string) : (cells[word - firstCell] ?? '');
    const owners = word < firstOld ? [...new Set(this.names.namedBy(name))] : [];
    return { owners, targets: new ImageTable(owners, this.names.members.length), entries: [] };
  }

  #findTarget(word: number, to: Permutation): number {
    const { actors, cells, firstCell } = this.layout;
    const isActor = word < firstCell;
    const image = this.names.renamed((isActor ? actors[word] : cells[word - firstCell]) as string, to);
    if (!(isActor ? actors : cells).includes(image))
      throw new SystemError(
        `not interchangeable: the counterpart of ${this.called(word)} would be "${image}", which does not exist`,
      );
    return isActor ? this.layout.actorWord(image) : this.layout.cellWord(image);
  }

  #entry(word: number, value: number): Entry {
    const { entries } = this.#words[word] as Word;
    return entries[value] ?? (entries[value] = this.#learn(word, value));
  }

  #learnImage(images: ImageTable, to: Permutation, image: number): number {
    const before = images.bytes;
    images.set(to, image);
    this.#bytes += images.bytes - before;
    return image;
  }

  #learn(word: number, value: number): Entry {
    const parts = this.#values.parts(word, value);
    for (const part of parts) this.names.requireOrder(part, this.called(word));
    const { owners } = this.#words[word] as Word;
    const blocks = this.#blocks(parts);
    const { length } = this.names.members;
    const images = new ImageTable(supportOf(owners, blocks), length);
    this.#bytes += BYTES_OF_AN_ENTRY + images.bytes + length * Int32Array.BYTES_PER_ELEMENT;
    return {
      tellsApart: blocks.some(
        (set) => set.filter((block) => block.some((member) => !owners.includes(member))).length > 1,
      ),
      images,
      views: new Int32Array(length),
    };
  }

  /** For each set its members in blocks: those of one block can change places without changing the data. */
  #blocks(parts: readonly unknown[]): number[][][] {
    const { starts, members, identity } = this.names;
    const text = canonical(parts);
    const mentioned = this.names.mentions(parts);
    return starts.slice(0, -1).map((start, set) => {
      const all = identity.slice(start, starts[set + 1] ?? members.length);
      const blocks = [[...all].filter((member) => !mentioned.includes(member))].filter((block) => block.length > 0);
      for (const member of all) if (mentioned.includes(member)) this.#place(member, blocks, parts, text);
      return blocks;
    });
  }

  #place(member: number, blocks: number[][], parts: readonly unknown[], text: string): void {
    const alike = ([other]: readonly number[]): boolean => {
      const exchange = this.names.exchange(member, other as number);
      return canonical(parts.map((part) => this.names.image(part, exchange))) === text;
    };
    const block = blocks.find(alike);
    if (block === undefined) blocks.push([member]);
    else block.push(member);
  }

  #look(word: number, value: number, self: number): number {
    const paint = (member: number): string =>
      member === self ? '\u0001self' : `\u0001other ${this.names.setOf[member]}`;
    const parts = this.#values.parts(word, value).map((part) => this.names.appearance(part, paint));
    const text = [this.names.painted(this.called(word), paint), ...parts].join(' ');
    const known = this.#views.get(text) ?? this.#views.size + 1;
    this.#views.set(text, known);
    return known;
  }
}

/**
 * The members whose images say what becomes of data in a word: its owners, and of each set all but the largest block. Where
 * the others go, the members of that block fill the rest, and which of them goes where makes no difference.
 */
function supportOf(owners: readonly number[], sets: readonly number[][][]): number[] {
  const owned = (block: readonly number[]): number => block.filter((member) => owners.includes(member)).length;
  const others = sets.flatMap((blocks) =>
    blocks.toSorted((a, b) => b.length - a.length || owned(a) - owned(b)).slice(1),
  );
  return [...new Set([...owners, ...others.flat()])];
}
