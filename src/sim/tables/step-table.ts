/**
 * What may happen next, as look-ups in integers alone.
 *
 * Nothing here runs a machine or a service. What a table doesn't hold yet is `missing`: the kernel finds it out and the look-up
 * is tried again. Any thread that shares the memory can do the looking up.
 */
import type { Enabled } from './enabled.ts';
import { GrowingInts } from '../data/growing.ts';
import { OutcomeTable } from './outcomes.ts';
import { ReadTrie } from './read-trie.ts';
import type { StateTable } from './state-table.ts';

/** Where the words of a world are, and which of them is the budget of stale reads (or -1). */
export interface Shape {
  readonly width: number;
  readonly actors: number;
  readonly firstCell: number;
  readonly firstOld: number;
  readonly firstFault: number;
  readonly history: number;
  readonly staleWord: number;
}

/** What a look-up found missing: a source's list, what a choice does, or the number of a version of the store. */
export const MISSING = { nothing: 0, list: 1, outcome: 2, version: 3 } as const;

export class StepTable {
  readonly shape: Shape;
  readonly trie = new ReadTrie();
  readonly outcomes = new OutcomeTable();
  /** Whole stores, for the history. Word value 0 says "no such version"; version n of this table is word value n + 1. */
  readonly versions: StateTable;
  /** Where choices come from: first each actor, then groups of the environment. Each is a memo that ends at a list. */
  readonly #sources = new GrowingInts();
  /** Lists: how many integers, and then choice, what is left of its memo (0: begin at its root), and so on. */
  readonly #lists = new GrowingInts();
  /** By choice: its memo, and the word of its fault's budget or -1. */
  readonly #roots = new GrowingInts();
  readonly #faults = new GrowingInts();
  /** What the last look-up that failed found missing, and which source or choice that was. */
  missing: number = MISSING.nothing;
  subject = 0;

  constructor(shape: Shape, versions: StateTable) {
    this.shape = shape;
    this.versions = versions;
    this.#lists.push(0);
  }

  /** The lists that it consists of, but for the versions. */
  get memory(): readonly GrowingInts[] {
    return [...this.trie.memory, ...this.outcomes.memory, this.#sources, this.#lists, this.#roots, this.#faults];
  }

  /** Bytes of what is known, but for the versions. */
  get bytes(): number {
    return this.trie.bytes + this.outcomes.bytes + this.#sources.bytes + this.#lists.bytes + this.#roots.bytes * 2;
  }

  /** Adds a choice, of which nothing is known but the word of its fault's budget (or -1); returns its number. */
  addChoice(fault: number): number {
    this.#roots.push(ReadTrie.EMPTY);
    this.#faults.push(fault);
    return this.#roots.size - 1;
  }

  root(choice: number): number {
    return this.#roots.at(choice);
  }

  /** The word of the fault budget that the choice spends, or -1. */
  faultOf(choice: number): number {
    return this.#faults.at(choice);
  }

  /** Remembers what a choice did after these reads. */
  learnOutcome(choice: number, reads: readonly number[], outcome: number): void {
    this.#roots.set(choice, this.trie.learn(this.root(choice), reads, outcome));
  }

  addSource(): number {
    this.#sources.push(ReadTrie.EMPTY);
    return this.#sources.size - 1;
  }

  /** Remembers the list of a source after these reads: choice, rest of its memo or 0, choice, rest … */
  learnList(source: number, reads: readonly number[], list: readonly number[]): void {
    const at = this.#lists.size;
    this.#lists.push(list.length);
    for (const value of list) this.#lists.push(value);
    this.#sources.set(source, this.trie.learn(this.#sources.at(source), reads, at));
  }

  /** The choices of a source while its word has this value, whether they are possible or not; null if the list is missing. */
  choicesOf(source: number, value: number): number[] | null {
    const root = this.#sources.at(source);
    const list = root > 0 ? this.trie.childAt(root, value) : 0;
    if (list === 0) return null;
    return Array.from({ length: this.#lists.at(~list) / 2 }, (_, index) => this.#lists.at(~list + 1 + index * 2));
  }

  /** What a choice does in this world; -1 if that is not known. */
  outcomeOf(choice: number, words: Int32Array): number {
    return this.trie.find(this.root(choice), words);
  }

  /** One bit for every 32nd word that decides what the choice does in this world, its own actor's word left out. */
  readMask(choice: number, words: Int32Array): number {
    return this.trie.mask(this.root(choice), words);
  }

  /** Finds what may happen in this world, in the order of the sources; false if something is missing. */
  enabled(words: Int32Array, into: Enabled, faultFree: boolean): boolean {
    const { trie } = this;
    const sources = this.#sources.data;
    const lists = this.#lists.data;
    const roots = this.#roots.data;
    const faults = this.#faults.data;
    const count = this.#sources.size;
    into.count = 0;
    for (let source = 0; source < count; source += 1) {
      const list = trie.find(sources[source] as number, words);
      if (list < 0) return this.#miss(MISSING.list, source);
      const length = lists[list] as number;
      const end = list + length;
      into.reserve(length >> 1);
      for (let at = list + 1; at < end; at += 2) {
        const choice = lists[at] as number;
        const fault = faults[choice] as number;
        if (fault >= 0 && (faultFree || words[fault] === 0)) continue;
        const rest = lists[at + 1] as number;
        const outcome = rest < 0 ? ~rest : trie.find(rest === 0 ? (roots[choice] as number) : rest, words);
        if (outcome < 0) return this.#miss(MISSING.outcome, choice);
        if (outcome > 0) into.add(choice, outcome, fault);
      }
    }
    return true;
  }

  /** The same for one choice that is known to be possible. */
  only(choice: number, words: Int32Array, into: Enabled): boolean {
    const outcome = this.outcomeOf(choice, words);
    if (outcome < 0) return this.#miss(MISSING.outcome, choice);
    into.count = 0;
    into.reserve(1);
    into.add(choice, outcome, this.faultOf(choice));
    return true;
  }

  /** Whether any outcome may push or drop a version of the store. */
  get keepsHistory(): boolean {
    return this.shape.history > 0;
  }

  /** Whether the outcome may push or drop a version of the store, which its updates do not say. */
  changesHistory(outcome: number, fault: number): boolean {
    return this.keepsHistory && (fault === this.shape.staleWord || this.outcomes.writesStore(outcome));
  }

  /** Writes what changes to `target`, which holds the world of `words`; false if the version of the store is missing. */
  change(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset: number): boolean {
    this.outcomes.change(outcome, target, offset);
    const { history } = this.shape;
    if (history > 0 && this.outcomes.writesStore(outcome) && !this.#pushVersion(words, target, offset))
      return this.#miss(MISSING.version, choice);
    const fault = this.faultOf(choice);
    if (fault >= 0) this.#spend(fault, target, offset);
    return true;
  }

  /** Takes a {@link change} back. */
  undo(words: Int32Array, choice: number, outcome: number, target: Int32Array, offset: number): void {
    this.outcomes.undo(outcome, words, target, offset);
    const { firstOld, firstFault } = this.shape;
    for (let word = firstOld; word < firstFault; word += 1) target[offset + word] = words[word] as number;
    const fault = this.faultOf(choice);
    if (fault >= 0) target[offset + fault] = words[fault] as number;
  }

  #miss(missing: number, subject: number): false {
    this.missing = missing;
    this.subject = subject;
    return false;
  }

  #pushVersion(words: Int32Array, target: Int32Array, offset: number): boolean {
    const { firstCell, firstOld, history, staleWord } = this.shape;
    let changed = false;
    for (let word = firstCell; word < firstOld && !changed; word += 1) changed = target[offset + word] !== words[word];
    if (!changed || words[staleWord] === 0) return true;
    const version = this.versions.find(words, firstCell);
    if (version < 0) return false;
    for (let i = history - 1; i > 0; i -= 1) target[offset + firstOld + i] = words[firstOld + i - 1] as number;
    target[offset + firstOld] = version + 1;
    return true;
  }

  /** Once no stale read is left, worlds need not differ by their history any more. */
  #spend(fault: number, target: Int32Array, offset: number): void {
    const left = (target[offset + fault] as number) - 1;
    target[offset + fault] = left;
    const { staleWord, firstOld, history } = this.shape;
    if (left > 0 || fault !== staleWord) return;
    for (let i = 0; i < history; i += 1) target[offset + firstOld + i] = 0;
  }
}
