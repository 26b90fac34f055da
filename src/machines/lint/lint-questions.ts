/** What the laws may ask of the projection under test. Each list of the lattice is projected once and remembered. */
import { isState, STATES, type State } from '../vocabulary.ts';
import type { Lattice } from './lattice.ts';
import type { LintedChild, LintedProjection } from './projection.ts';

/** The projection gave no state where a law needed one: the law cannot be decided there. */
export class NoState extends Error {
  override readonly name = 'NoState';
}

/** What a projection threw instead of answering. */
class Thrown {
  readonly message: string;

  constructor(error: unknown) {
    this.message = error instanceof Error ? error.message : String(error);
  }
}

const UNASKED = 0;
const NO_STATE = 255;
const CODES: ReadonlyMap<unknown, number> = new Map(STATES.map((state, index) => [state, index + 1]));

export class Questions {
  readonly #projection: LintedProjection;
  readonly #lattice: Lattice<LintedChild>;
  /** The kinds without a flag, by policy and state. */
  readonly #plain = new Map<string, Map<string, LintedChild>>();
  readonly #siblings: ReadonlyMap<LintedChild, readonly LintedChild[]>;
  /** One byte for each list and release: the code of the answer. */
  readonly #answers: Uint8Array;

  constructor(projection: LintedProjection, lattice: Lattice<LintedChild>) {
    this.#projection = projection;
    this.#lattice = lattice;
    this.#answers = new Uint8Array(2 * lattice.count);
    const { kinds } = lattice;
    this.#siblings = new Map(kinds.map((kind) => [kind, kinds.filter((other) => differInPolicy(kind, other))]));
    for (const kind of kinds) {
      if (kind.orphaned || kind.neverStarted) continue;
      const states = this.#plain.get(kind.onFailure) ?? new Map<string, LintedChild>();
      this.#plain.set(kind.onFailure, states.set(kind.state, kind));
    }
  }

  /** Whether the order of the children is part of the question. */
  get ordered(): boolean {
    return this.#lattice.ordered;
  }

  /** The state of the parent; where order is claimed not to matter, for the children as listed. @throws NoState */
  ask(children: readonly LintedChild[], released: boolean): State {
    const number = this.#lattice.numberOf(children);
    if (number === undefined) return this.askAgain(children, released);
    const place = 2 * number + (released ? 1 : 0);
    if (this.#answers[place] === UNASKED) {
      this.#answers[place] = CODES.get(this.#answer(this.#lattice.asListed(children), released)) ?? NO_STATE;
    }
    return stateWith(this.#answers[place] as number);
  }

  /** The same, from the projection itself and for the children in just this order. @throws NoState */
  askAgain(children: readonly LintedChild[], released: boolean): State {
    return stateWith(CODES.get(this.#answer(children, released)) ?? NO_STATE);
  }

  /** What is wrong with the answer, in words; undefined for one that is a state. */
  problem(children: readonly LintedChild[], released: boolean): string | undefined {
    const answer = this.#answer(children, released);
    if (answer instanceof Thrown) return `it throws: ${answer.message}`;
    if (typeof answer === 'string') return isState(answer) ? undefined : `${JSON.stringify(answer)} is no state`;
    return answer === undefined ? 'it gives nothing' : `it gives a value of type ${typeof answer}`;
  }

  /** A child under `halt` that has no flag. */
  plain(state: State): LintedChild {
    return this.#plain.get('halt')?.get(state) as LintedChild;
  }

  /** The child after a step into the state: some driver has claimed it, so no flag is left. */
  moved({ onFailure }: LintedChild, state: State): LintedChild {
    return this.#plain.get(onFailure)?.get(state) as LintedChild;
  }

  /** The same child under each of the other policies. */
  otherPolicies(child: LintedChild): readonly LintedChild[] {
    return this.#siblings.get(child) ?? [];
  }

  /** Frozen, so that a projection that sorts its input in place is caught instead of spoiling the next answer. */
  #answer(children: readonly LintedChild[], released: boolean): unknown {
    try {
      return this.#projection.project(Object.freeze([...children]), released);
    } catch (error) {
      return new Thrown(error);
    }
  }
}

function stateWith(code: number): State {
  if (code === NO_STATE) throw new NoState();
  return STATES[code - 1] as State;
}

function differInPolicy(one: LintedChild, other: LintedChild): boolean {
  const { state, onFailure, orphaned, neverStarted } = other;
  const same = one.state === state && one.orphaned === orphaned && one.neverStarted === neverStarted;
  return same && one.onFailure !== onFailure;
}
