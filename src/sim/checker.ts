/** Properties as look-ups: each runs once for every combination of words it reads, and is a table from then on. */
import { viewOf } from './draft.ts';
import type { Layout } from './layout.ts';
import { ReadTrie, UnstableReads } from './read-trie.ts';
import { SystemError, type LivenessProperty, type Property, type SafetyProperty, type View, type Witness } from './system.ts';

type AnyProperty = Property<never>;

const HOLDS = 0;

/**
 * Evaluates properties on a step: a buffer that holds the world before in its first half and the world after in its second.
 */
export class Checker {
  readonly safety: readonly SafetyProperty<never>[];
  readonly liveness: readonly LivenessProperty<never>[];
  readonly witnesses: readonly Witness<never>[];
  readonly #layout: Layout;
  readonly #trie = new ReadTrie();
  readonly #roots = new Map<AnyProperty, number>();
  readonly #messages: string[] = [''];

  constructor(layout: Layout, properties: readonly AnyProperty[]) {
    this.#layout = layout;
    this.safety = properties.filter((property) => property.kind === 'safety');
    this.liveness = properties.filter((property) => property.kind === 'liveness');
    this.witnesses = properties.filter((property) => property.kind === 'witness');
  }

  /** What the step breaks of the property, or null if it holds. */
  violation(property: SafetyProperty<never>, step: Int32Array): string | null {
    const result = this.#evaluate(property, step, (after, before) => this.#message(property.check(after as never, before as never)));
    return result === HOLDS ? null : (this.#messages[result] as string);
  }

  /** Whether the world in the second half is one that a liveness property or a witness asks for. */
  satisfied(property: LivenessProperty<never> | Witness<never>, step: Int32Array): boolean {
    const ask = property.kind === 'liveness' ? property.goal : property.reached;
    return this.#evaluate(property, step, (after) => (ask(after as never) ? 1 : 0)) === 1;
  }

  #evaluate(property: AnyProperty, step: Int32Array, run: (after: View, before: View) => number): number {
    const known = this.#trie.find(this.#roots.get(property) ?? ReadTrie.EMPTY, step);
    return known >= 0 ? known : this.#learn(property, step, run);
  }

  #learn(property: AnyProperty, step: Int32Array, run: (after: View, before: View) => number): number {
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
    const before = viewOf(this.#layout, track);
    const after = viewOf(this.#layout, (word) => track(word + this.#layout.width));
    const result = run(after, before);
    this.#remember(property, reads, result);
    return result;
  }

  #remember(property: AnyProperty, reads: readonly number[], result: number): void {
    try {
      this.#roots.set(property, this.#trie.learn(this.#roots.get(property) ?? ReadTrie.EMPTY, reads, result));
    } catch (cause) {
      if (!(cause instanceof UnstableReads)) throw cause;
      throw new SystemError(`property "${property.name}" is not deterministic: it depends on more than the world`, { cause });
    }
  }

  #message(text: string | null): number {
    if (text === null) return HOLDS;
    const known = this.#messages.indexOf(text, 1);
    return known > 0 ? known : this.#messages.push(text) - 1;
  }
}
