/** Properties as look-ups: each runs once for every combination of words it reads, and is a table from then on. */
import { brokenBy, isMetIn } from '../user-code/asked.ts';
import { Doubt } from '../user-code/doubt.ts';
import { viewOf } from './draft.ts';
import { Interner } from '../data/interner.ts';
import type { Layout } from './layout.ts';
import type { MemoryUse } from '../data/memory.ts';
import { HOLDS, QuestionTable } from '../tables/questions.ts';
import { requireProperties } from '../contract/require-properties.ts';
import { UnstableReads } from '../tables/read-trie.ts';
import {
  SystemError,
  type LivenessProperty,
  type Property,
  type SafetyProperty,
  type View,
  type Witness,
} from '../contract/system.ts';

type AnyProperty = Property<never>;

/** How a question is answered for real, and the words that it has ever read, in either world. */
interface Question {
  readonly name: string;
  readonly run: (after: View, before: View) => number;
  readonly words: Set<number>;
  /** The words that it has read in the world before. */
  readonly before: Set<number>;
  /** Bytes of its answers. */
  bytes: number;
}

/** A question that was asked of a step, the answer, and what was read for it. */
interface Doubted {
  readonly step: Int32Array;
  readonly answer: Answer;
}

interface Answer {
  readonly result: number;
  readonly reads: readonly number[];
}

/**
 * Evaluates properties on a step: a buffer that holds the world before in its first half and the world after in its second.
 */
export class Checker {
  readonly properties: readonly AnyProperty[];
  readonly safety: readonly SafetyProperty<never>[];
  readonly liveness: readonly LivenessProperty<never>[];
  readonly witnesses: readonly Witness<never>[];
  /** What is known of the answers. */
  readonly table: QuestionTable;
  readonly #layout: Layout;
  readonly #questions: Question[] = [];
  /** The numbers of each property's questions. */
  readonly #numbers: ReadonlyMap<AnyProperty, Int32Array>;
  readonly #safetyQuestions: Int32Array;
  /** By result less one what is wrong. */
  readonly #messages = new Interner<string>();
  readonly #doubt = new Doubt<Doubted>();
  #revision = 0;

  constructor(layout: Layout, properties: readonly AnyProperty[]) {
    requireProperties(properties);
    this.#layout = layout;
    this.properties = properties;
    this.table = new QuestionTable(layout.width);
    this.safety = properties.filter((property) => property.kind === 'safety');
    this.liveness = properties.filter((property) => property.kind === 'liveness');
    this.witnesses = properties.filter((property) => property.kind === 'witness');
    this.#numbers = new Map(properties.map((property) => [property, this.#register(property)]));
    this.#safetyQuestions = this.questionsOf(this.safety);
  }

  /** The words that some property reads together with others. */
  jointWords(): ReadonlySet<number> {
    const joint = this.#questions.filter(({ words }) => words.size > 1);
    return new Set(joint.flatMap(({ words }) => [...words]));
  }

  /** The words that some property reads in the world before a step. */
  comparedWords(): ReadonlySet<number> {
    return new Set(this.#questions.flatMap(({ before }) => [...before]));
  }

  /** Changes whenever a property has read something new. */
  get revision(): number {
    return this.#revision;
  }

  /** What the answers to each property take. */
  get memory(): readonly MemoryUse[] {
    const messages = { kind: 'other', name: '', bytes: this.#messages.bytes } as const;
    return [...this.#questions.map(({ name, bytes }) => ({ kind: 'property', name, bytes }) as const), messages];
  }

  /** The numbers of the questions that these properties ask. */
  questionsOf(properties: readonly AnyProperty[]): Int32Array {
    return Int32Array.from(properties.flatMap((property) => [...(this.#numbers.get(property) as Int32Array)]));
  }

  /**
   * What the step breaks of the property, or null if it holds.
   *
   * @param changed one bit for every 32nd word that the step changes: what reads none of them is not asked again
   * @param fresh whether the world after the step is reached for the first time
   */
  violation(property: SafetyProperty<never>, step: Int32Array, changed = -1, fresh = true): string | null {
    const questions = this.#numbers.get(property) as Int32Array;
    for (let i = 0; i < questions.length; i += 1) {
      const question = questions[i] as number;
      if (this.table.isMoot(question, changed, fresh)) continue;
      const result = this.#answer(question, step);
      if (result !== HOLDS) return this.#messages.value(result - 1);
      if (fresh && this.table.isStepwise(question)) this.#foresee(question, step);
    }
    return null;
  }

  /** Finds out what safety properties read if nothing changes from the world after the step, where that is not known. */
  foresee(step: Int32Array): void {
    for (const question of this.#safetyQuestions)
      if (this.table.isUnforeseen(question, step) && this.#answer(question, step) === HOLDS)
        this.#foresee(question, step);
  }

  /**
   * One bit for every 32nd word that these properties compare between the world before and the world after. A step to a world
   * that was reached before matters to them only if it changes one.
   */
  stepwiseMask(properties: readonly SafetyProperty<never>[]): number {
    let mask = 0;
    for (const question of this.questionsOf(properties))
      if (this.table.isStepwise(question)) mask |= this.table.mask(question);
    return mask;
  }

  /** Whether the world in the second half is one that a liveness property or a witness asks for. */
  satisfied(property: LivenessProperty<never> | Witness<never>, step: Int32Array): boolean {
    return this.#answer((this.#numbers.get(property) as Int32Array)[0] as number, step) === 1;
  }

  #register(property: AnyProperty): Int32Array {
    return Int32Array.from(this.#runsOf(property), (run) => {
      this.#questions.push({ name: property.name, run, words: new Set(), before: new Set(), bytes: 0 });
      return this.table.add();
    });
  }

  #runsOf(property: AnyProperty): Question['run'][] {
    if (property.kind !== 'safety') return [(after) => (isMetIn(property, after) ? 1 : 0)];
    return (property.each ?? ['']).map(
      (item) => (after: View, before: View) => this.#message(brokenBy(property, after, before, item)),
    );
  }

  #answer(question: number, step: Int32Array): number {
    const known = this.table.answer(question, step);
    return known >= 0 ? known : this.#learn(question, step);
  }

  /**
   * Finds out what the question reads as long as nothing changes from the world after the step. Only then may it be left out
   * for steps that change none of what it has ever read: a question that reads the world before first, and goes on only if it
   * is of a certain kind, has not yet read the rest when the first such world is reached.
   *
   * @throws SystemError for a property that the step into this world keeps and a step that changes nothing breaks
   */
  #foresee(question: number, step: Int32Array): void {
    const result = this.#answer(question, this.table.stillAfter(step));
    if (result !== HOLDS) throw this.#stutters(question, result);
  }

  #stutters(question: number, result: number): SystemError {
    const { name } = this.#questions[question] as Question;
    return new SystemError(
      `property "${name}" says "${this.#messages.value(result - 1)}" of a step that changes nothing, in a world into which every step so far was in order. ` +
        'Steps that change nothing a property reads are not looked at, so it has to hold on them: let it speak only where before and after differ, ' +
        'or say what is wrong with the world after the step whatever came before.',
    );
  }

  #learn(number: number, step: Int32Array): number {
    const answer = this.#ask(number, step);
    if (this.#doubt.next(number)) this.#askAgain(number, { step: step.slice(), answer });
    this.#remember(number, answer.reads, answer.result);
    this.#revision += 1;
    return answer.result;
  }

  #ask(number: number, step: Int32Array): Answer {
    const { width } = this.#layout;
    const question = this.#questions[number] as Question;
    const reads: number[] = [];
    const seen = new Set<number>();
    const track = (word: number): number => {
      const value = step[word] as number;
      if (!seen.has(word)) {
        seen.add(word);
        question.words.add(word % width);
        if (word < width) question.before.add(word);
        reads.push(word, value);
      }
      return value;
    };
    const result = question.run(
      viewOf(this.#layout, (word) => track(word + width)),
      viewOf(this.#layout, track),
    );
    return { result, reads };
  }

  /** Asks again, about this step and about others from before: a property that remembers, or counts, answers differently. */
  #askAgain(number: number, doubted: Doubted): void {
    for (const { step, answer } of this.#doubt.again(number, doubted)) {
      const { result, reads } = this.#ask(number, step);
      if (result !== answer.result || reads.join() !== answer.reads.join()) throw this.#unstable(number);
    }
  }

  #unstable(question: number, cause?: Error): SystemError {
    const { name } = this.#questions[question] as Question;
    return new SystemError(
      `property "${name}" is not deterministic: asked twice about the same step, it gave two answers. It may remember, count, or depend on something else than the world.`,
      { cause },
    );
  }

  #remember(question: number, reads: readonly number[], result: number): void {
    const asked = this.#questions[question] as Question;
    try {
      const before = this.table.bytes;
      this.table.learn(question, reads, result);
      asked.bytes += this.table.bytes - before;
    } catch (cause) {
      if (!(cause instanceof UnstableReads)) throw cause;
      throw this.#unstable(question, cause);
    }
  }

  #message(text: string | null): number {
    return text === null ? HOLDS : this.#messages.id(text, () => text) + 1;
  }
}
