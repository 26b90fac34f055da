/** Questions about steps — a property, or one part of a property that is asked `each` — as look-ups in integers alone. */
import { GrowingInts } from '../data/growing.ts';
import { ReadTrie } from './read-trie.ts';

/** The answer of a safety property that is not broken. */
export const HOLDS = 0;

/** The answers known so far. A step is a buffer that holds the world before in its first half and the world after in its second. */
export class QuestionTable {
  readonly trie = new ReadTrie();
  readonly #width: number;
  readonly #roots = new GrowingInts();
  /** One bit for every 32nd word that the question has ever read; all of them while it was never asked. */
  readonly #masks = new GrowingInts();
  /** Whether it has ever read the world before: only then can it answer differently about a world that was reached before. */
  readonly #stepwise = new GrowingInts();
  /** A step that changes nothing. */
  readonly #still: Int32Array;

  /** @param width words in a world */
  constructor(width: number) {
    this.#width = width;
    this.#still = new Int32Array(width * 2);
  }

  /** The lists that it consists of. */
  get memory(): readonly GrowingInts[] {
    return [...this.trie.memory, this.#roots, this.#masks, this.#stepwise];
  }

  /** Bytes of the answers. */
  get bytes(): number {
    return this.trie.bytes;
  }

  /** Adds a question that was never asked; returns its number. */
  add(): number {
    this.#roots.push(ReadTrie.EMPTY);
    this.#masks.push(-1);
    this.#stepwise.push(0);
    return this.#roots.size - 1;
  }

  /** Remembers an answer and the words that were read for it: word, value … where the world after begins at `width`. */
  learn(question: number, reads: readonly number[], answer: number): void {
    const root = this.#roots.at(question);
    let mask = root === ReadTrie.EMPTY ? 0 : this.#masks.at(question);
    for (let at = 0; at < reads.length; at += 2) {
      const word = reads[at] as number;
      mask |= 1 << ((word % this.#width) & 31);
      if (word < this.#width) this.#stepwise.set(question, 1);
    }
    this.#roots.set(question, this.trie.learn(root, reads, answer));
    this.#masks.set(question, mask);
  }

  /** -1 if the answer is not known. */
  answer(question: number, step: Int32Array): number {
    return this.trie.find(this.#roots.data[question] as number, step);
  }

  mask(question: number): number {
    return this.#masks.data[question] as number;
  }

  isStepwise(question: number): boolean {
    return this.#stepwise.data[question] === 1;
  }

  /**
   * Whether the answer is the same as for a step before.
   *
   * @param changed one bit for every 32nd word that the step changes
   * @param fresh whether the world after the step is reached for the first time
   */
  isMoot(question: number, changed: number, fresh: boolean): boolean {
    return (this.mask(question) & changed) === 0 || !(fresh || this.isStepwise(question));
  }

  /** From the world after a step, the step that changes nothing. */
  stillAfter(step: Int32Array): Int32Array {
    const width = this.#width;
    for (let word = 0; word < width; word += 1) {
      const value = step[width + word] as number;
      this.#still[word] = value;
      this.#still[width + word] = value;
    }
    return this.#still;
  }

  /**
   * Whether any of these questions may be answered by anything but "holds". Those that have read nothing of what the step
   * changes are left out: they must hold where it starts, and not be {@link isUnforeseen} there.
   */
  mayFail(questions: Int32Array, step: Int32Array, changed: number): boolean {
    const roots = this.#roots.data;
    const masks = this.#masks.data;
    for (let i = 0; i < questions.length; i += 1) {
      const question = questions[i] as number;
      if (((masks[question] as number) & changed) === 0) continue;
      if (this.trie.find(roots[question] as number, step) !== HOLDS) return true;
    }
    return false;
  }

  /** Whether the question compares two worlds, and is not known to hold on the step that is {@link stillAfter} this one. */
  isUnforeseen(question: number, step: Int32Array): boolean {
    return this.isStepwise(question) && this.answer(question, this.stillAfter(step)) !== HOLDS;
  }

  /** Whether any of these questions may be answered by anything but "holds", now or {@link stillAfter} the step. */
  isOpen(questions: Int32Array, step: Int32Array, changed: number, fresh: boolean): boolean {
    const roots = this.#roots.data;
    const masks = this.#masks.data;
    const stepwise = this.#stepwise.data;
    for (let i = 0; i < questions.length; i += 1) {
      const question = questions[i] as number;
      if (((masks[question] as number) & changed) === 0 || !(fresh || stepwise[question] === 1)) continue;
      if (this.trie.find(roots[question] as number, step) !== HOLDS) return true;
      if (fresh && this.isUnforeseen(question, step)) return true;
    }
    return false;
  }
}
