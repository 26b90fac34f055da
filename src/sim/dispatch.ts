/**
 * The environment's choices, sorted by the word that each of them reads first.
 *
 * An environment has many choices and few are possible at a time: most find out at their first read that they cannot happen.
 * For each value of that word the ones that may are listed once, and the others are not looked at again.
 */
import type { Enabled } from './enabled.ts';
import type { ReadTrie } from './read-trie.ts';

/** Choices that read the same word first. */
interface Group {
  readonly word: number;
  readonly choices: number[];
  /** By the word's value: choice and the node that is left of its memo (or the complement of its result), and again. */
  readonly lists: (Int32Array | undefined)[];
}

/** What a choice does in a world that its memo does not know. */
type Learn = (choice: number, words: Int32Array) => number;

export class Dispatch {
  readonly #trie: ReadTrie;
  readonly #rootOf: (choice: number) => number;
  readonly #learn: Learn;
  readonly #groups: Group[] = [];
  /** Choices whose first read is not known yet, or that read nothing. */
  #loose: Int32Array;

  /** @param learn runs a choice for real and remembers it; 0 says that it cannot happen */
  constructor(trie: ReadTrie, choices: Int32Array, rootOf: (choice: number) => number, learn: Learn) {
    this.#trie = trie;
    this.#loose = choices;
    this.#rootOf = rootOf;
    this.#learn = learn;
  }

  /** Adds each choice that is possible in this world, whatever is left of its budget; always in one order. */
  collect(words: Int32Array, into: Enabled): void {
    if (this.#loose.length > 0) this.#sortLoose(words);
    for (let i = 0; i < this.#groups.length; i += 1) {
      const group = this.#groups[i] as Group;
      const list = group.lists[words[group.word] as number] ?? this.#list(group, words);
      for (let at = 0; at < list.length; at += 2) {
        const choice = list[at] as number;
        const known = this.#trie.find(list[at + 1] as number, words);
        const outcome = known >= 0 ? known : this.#learn(choice, words);
        if (outcome > 0) into.add(choice, outcome);
      }
    }
    for (const choice of this.#loose) {
      const outcome = this.#trie.find(this.#rootOf(choice), words);
      if (outcome > 0) into.add(choice, outcome);
    }
  }

  #sortLoose(words: Int32Array): void {
    for (const choice of this.#loose) if (this.#trie.find(this.#rootOf(choice), words) < 0) this.#learn(choice, words);
    const grouped = this.#loose.filter((choice) => this.#rootOf(choice) > 0);
    this.#loose = this.#loose.filter((choice) => this.#rootOf(choice) <= 0);
    for (const choice of grouped) this.#groupOf(this.#trie.wordAt(this.#rootOf(choice))).choices.push(choice);
  }

  #groupOf(word: number): Group {
    const known = this.#groups.find((group) => group.word === word);
    if (known !== undefined) {
      known.lists.length = 0;
      return known;
    }
    const group = { word, choices: [], lists: [] };
    this.#groups.push(group);
    return group;
  }

  /** The choices of the group that are worth a look while the word has this value. */
  #list(group: Group, words: Int32Array): Int32Array {
    const value = words[group.word] as number;
    const list: number[] = [];
    for (const choice of group.choices) {
      if (this.#trie.find(this.#rootOf(choice), words) < 0) this.#learn(choice, words);
      const rest = this.#trie.childAt(this.#rootOf(choice), value);
      if (rest !== CANNOT_HAPPEN) list.push(choice, rest);
    }
    const packed = Int32Array.from(list);
    group.lists[value] = packed;
    return packed;
  }
}

/** The leaf of a choice that this one value rules out. */
const CANNOT_HAPPEN = ~0;
