/** Where one actor's next step is enough, as look-ups in integers alone. */
import { GrowingInts } from '../data/growing.ts';
import { ReadTrie } from './read-trie.ts';

const NONE = 0;

export class AmpleTable {
  readonly trie = new ReadTrie();
  readonly #actors: number;
  /** By actor: a memo from its slot to NONE or to {@link coded}. */
  readonly #roots = new GrowingInts();
  /** By actor: whether it is private, and whether worlds were reduced for it. */
  readonly #private = new GrowingInts();
  readonly #used = new GrowingInts();
  /** After a look-up that failed, the actor whose slot is not known. */
  missing = 0;

  constructor(actors: number) {
    this.#actors = actors;
    for (const list of [this.#roots, this.#private, this.#used]) list.extend(actors);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [...this.trie.memory, this.#roots, this.#private, this.#used];
  }

  setPrivate(actor: number, isPrivate: boolean): void {
    this.#private.set(actor, isPrivate ? 1 : 0);
  }

  wasUsed(actor: number): boolean {
    return this.#used.at(actor) === 1;
  }

  /** Remembers the choice that is enough while the actor has this slot; -1 if there is none. */
  learn(actor: number, slot: number, choice: number, mayRepeat: boolean): void {
    const result = choice < 0 ? NONE : coded(choice, mayRepeat);
    this.#roots.set(actor, this.trie.learn(this.#roots.at(actor), [actor, slot], result));
  }

  /** NONE if all choices are needed in this world, {@link coded} the one that is enough, or -1 if that is not known. */
  find(words: Int32Array): number {
    for (let actor = 0; actor < this.#actors; actor += 1) {
      if (this.#private.data[actor] === 0) continue;
      const found = this.trie.find(this.#roots.data[actor] as number, words);
      if (found < 0) {
        this.missing = actor;
        return -1;
      }
      if (found === NONE) continue;
      this.#used.data[actor] = 1;
      return found;
    }
    return NONE;
  }
}

/** A choice, and whether a cycle could consist of steps like this one, as one number above NONE. */
const coded = (choice: number, mayRepeat: boolean): number => choice * 2 + (mayRepeat ? 2 : 1);

/** The choice of a {@link coded} number. */
export const choiceOf = (code: number): number => (code - 1) >> 1;

/** Whether the choice of a {@link coded} number may repeat. */
export const mayRepeat = (code: number): boolean => code % 2 === 0;
