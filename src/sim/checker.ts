/** Properties as look-ups: each runs once for every combination of words it reads, and is a table from then on. */
import { viewOf } from './draft.ts';
import type { Layout } from './layout.ts';
import { ReadTrie, UnstableReads } from './read-trie.ts';
import {
  SystemError,
  type LivenessProperty,
  type Property,
  type SafetyProperty,
  type View,
  type Witness,
} from './system.ts';

type AnyProperty = Property<never>;

const HOLDS = 0;

/** One yes-or-no question about a step: a property, or one part of a property that is asked `each`. */
interface Question {
  readonly name: string;
  readonly run: (after: View, before: View) => number;
  root: number;
  /** The words that the question has ever read, in either world. */
  readonly words: Set<number>;
  /** One bit for every 32nd word that the question has ever read. */
  mask: number;
  /** Whether it has ever read the world before: only then can it answer differently about a world that was reached before. */
  stepwise: boolean;
}

/**
 * Evaluates properties on a step: a buffer that holds the world before in its first half and the world after in its second.
 */
export class Checker {
  readonly safety: readonly SafetyProperty<never>[];
  readonly liveness: readonly LivenessProperty<never>[];
  readonly witnesses: readonly Witness<never>[];
  readonly #layout: Layout;
  readonly #trie = new ReadTrie();
  readonly #questions: ReadonlyMap<AnyProperty, readonly Question[]>;
  readonly #messages: string[] = [''];
  #revision = 0;
  /** A step that changes nothing. */
  readonly #still: Int32Array;

  constructor(layout: Layout, properties: readonly AnyProperty[]) {
    this.#layout = layout;
    this.#still = new Int32Array(layout.width * 2);
    this.safety = properties.filter((property) => property.kind === 'safety');
    this.liveness = properties.filter((property) => property.kind === 'liveness');
    this.witnesses = properties.filter((property) => property.kind === 'witness');
    this.#questions = new Map(properties.map((property) => [property, this.#questionsOf(property)]));
  }

  /** The words that some property reads together with others. */
  jointWords(): ReadonlySet<number> {
    const joint = [...this.#questions.values()].flat().filter(({ words }) => words.size > 1);
    return new Set(joint.flatMap(({ words }) => [...words]));
  }

  /** Changes whenever a property has read something new. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * What the step breaks of the property, or null if it holds.
   *
   * @param changed one bit for every 32nd word that the step changes: what reads none of them is not asked again
   * @param fresh whether the world after the step is reached for the first time
   */
  violation(property: SafetyProperty<never>, step: Int32Array, changed = -1, fresh = true): string | null {
    const questions = this.#questions.get(property) as readonly Question[];
    for (let i = 0; i < questions.length; i += 1) {
      const question = questions[i] as Question;
      if ((question.mask & changed) === 0 || !(fresh || question.stepwise)) continue;
      const result = this.#answer(question, step);
      if (result !== HOLDS) return this.#messages[result] as string;
      if (fresh && question.stepwise) this.#foresee(question, step);
    }
    return null;
  }

  /**
   * One bit for every 32nd word that these properties compare between the world before and the world after. A step to a world
   * that was reached before matters to them only if it changes one.
   */
  stepwiseMask(properties: readonly SafetyProperty<never>[]): number {
    const questions = properties.flatMap((property) => this.#questions.get(property) as readonly Question[]);
    return questions.reduce((mask, question) => (question.stepwise ? mask | question.mask : mask), 0);
  }

  /** Whether the world in the second half is one that a liveness property or a witness asks for. */
  satisfied(property: LivenessProperty<never> | Witness<never>, step: Int32Array): boolean {
    return this.#answer((this.#questions.get(property) as readonly [Question])[0], step) === 1;
  }

  #questionsOf(property: AnyProperty): Question[] {
    const { name } = property;
    const fresh = () => ({ name, root: ReadTrie.EMPTY, words: new Set<number>(), mask: -1, stepwise: false });
    if (property.kind === 'liveness') return [{ ...fresh(), run: (after) => (property.goal(after as never) ? 1 : 0) }];
    if (property.kind === 'witness')
      return [{ ...fresh(), run: (after) => (property.reached(after as never) ? 1 : 0) }];
    return (property.each ?? ['']).map((item) => ({
      ...fresh(),
      run: (after, before) => this.#message(property.check(after as never, before as never, item)),
    }));
  }

  #answer(question: Question, step: Int32Array): number {
    const known = this.#trie.find(question.root, step);
    return known >= 0 ? known : this.#learn(question, step);
  }

  /**
   * Finds out what the question reads as long as nothing changes from the world after the step. Only then may it be left out
   * for steps that change none of what it has ever read: a question that reads the world before first, and goes on only if it
   * is of a certain kind, has not yet read the rest when the first such world is reached.
   */
  #foresee(question: Question, step: Int32Array): void {
    const { width } = this.#layout;
    for (let word = 0; word < width; word += 1) {
      const value = step[width + word] as number;
      this.#still[word] = value;
      this.#still[width + word] = value;
    }
    this.#answer(question, this.#still);
  }

  #learn(question: Question, step: Int32Array): number {
    const { width } = this.#layout;
    const reads: number[] = [];
    const seen = new Set<number>();
    const track = (word: number): number => {
      const value = step[word] as number;
      if (!seen.has(word)) {
        seen.add(word);
        reads.push(word, value);
      }
      return value;
    };
    const result = question.run(
      viewOf(this.#layout, (word) => track(word + width)),
      viewOf(this.#layout, track),
    );
    const first = question.root === ReadTrie.EMPTY;
    this.#remember(question, reads, result);
    this.#revision += 1;
    question.stepwise ||= reads.some((word, index) => index % 2 === 0 && word < width);
    for (const word of seen) question.words.add(word % width);
    question.mask = maskOf(seen, width, first ? 0 : question.mask);
    return result;
  }

  #remember(question: Question, reads: readonly number[], result: number): void {
    try {
      question.root = this.#trie.learn(question.root, reads, result);
    } catch (cause) {
      if (!(cause instanceof UnstableReads)) throw cause;
      throw new SystemError(`property "${question.name}" is not deterministic: it depends on more than the world`, {
        cause,
      });
    }
  }

  #message(text: string | null): number {
    if (text === null) return HOLDS;
    const known = this.#messages.indexOf(text, 1);
    return known > 0 ? known : this.#messages.push(text) - 1;
  }
}

function maskOf(words: Iterable<number>, width: number, start: number): number {
  let mask = start;
  for (const word of words) mask |= 1 << ((word % width) & 31);
  return mask;
}
