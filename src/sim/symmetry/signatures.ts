/** What members see of a world, as one number for each. */
import { Pairs } from './member-memo.ts';
import type { SymmetricWords } from './member-words.ts';

/**
 * Numbers members so that two have the same number if they see the same of their worlds, word by word. An exchange takes a member
 * of a world to a member of the image with the same number.
 */
export class Signatures {
  /** By member: its number in the world that was read last. */
  readonly of: Int32Array;
  readonly #words: SymmetricWords;
  readonly #pairs = new Pairs();
  /** By member: the views that its number is made of, and how many there are. */
  readonly #views: readonly Int32Array[];
  readonly #counts: Int32Array;

  constructor(words: SymmetricWords) {
    const { members } = words.names;
    this.of = new Int32Array(members.length);
    this.#words = words;
    this.#views = members.map(() => new Int32Array(words.count));
    this.#counts = new Int32Array(members.length);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#pairs.bytes;
  }

  read(world: Int32Array, at: number): void {
    this.#counts.fill(0);
    for (let word = 0; word < this.#words.count; word += 1) this.#lookAt(word, world[at + word] as number);
    for (let member = 0; member < this.of.length; member += 1) {
      const views = this.#views[member] as Int32Array;
      const count = this.#counts[member] as number;
      // A view says which word it is of, up to an exchange: their order says nothing more.
      sortFirst(views, count);
      let signature = 0;
      for (let i = 0; i < count; i += 1) signature = this.#pairs.id(signature, views[i] as number);
      this.of[member] = signature;
    }
  }

  /** Notes what is seen of a word: by its owners, and by all if it tells others apart. */
  #lookAt(word: number, value: number): void {
    if (this.#words.tellsApart(word, value)) {
      for (let member = 0; member < this.of.length; member += 1) this.#note(word, value, member);
      return;
    }
    const owners = this.#words.owners(word);
    for (let i = 0; i < owners.length; i += 1) this.#note(word, value, owners[i] as number);
  }

  #note(word: number, value: number, member: number): void {
    const count = this.#counts[member] as number;
    (this.#views[member] as Int32Array)[count] = this.#words.view(word, value, member);
    this.#counts[member] = count + 1;
  }
}

/** Sorts the first `count` of a short list, in place. */
function sortFirst(list: Int32Array, count: number): void {
  for (let i = 1; i < count; i += 1) {
    const value = list[i] as number;
    let free = i;
    for (; free > 0 && (list[free - 1] as number) > value; free -= 1) list[free] = list[free - 1] as number;
    list[free] = value;
  }
}
