/** Random systems, as plain data from which both a system of ours and a Promela model are written. */
import fc from 'fast-check';

export const STATES = [0, 1, 2] as const;
export const VALUES = 3;
export const MESSAGES = ['m', 'n'] as const;
export const CELLS = ['x', 'y'] as const;

export type State = (typeof STATES)[number];
export type Message = (typeof MESSAGES)[number];
export type Cell = (typeof CELLS)[number];

/** What a transition does: it goes to a state, which it enters anew even if it is there; null stays. Then it may send a message. */
export interface Move {
  readonly target: State | null;
  readonly emits: Message | null;
}

/** A cell has a value. */
export interface Guard {
  readonly cell: Cell;
  readonly is: number;
}

/** A cell gets a value, or one more than it had, modulo {@link VALUES}. */
export interface Write {
  readonly cell: Cell;
  readonly to: number | 'next';
}

export interface StateSpec {
  /** The request that is pending in the state: when it may take effect, what it writes, and what its answer does. */
  readonly request: { readonly when: Guard | null; readonly write: Write | null; readonly done: Move } | null;
  /** What its timer does. It always leaves the state, or enters it anew, so a timer is pending if and only if it is in the state. */
  readonly timer: { readonly target: State; readonly emits: Message | null } | null;
  readonly on: { readonly [event in Message | 'go']: Move | null };
}

/** An actor starts in state 0; its messages go to the next actor, from the last to the first. */
export interface ActorSpec {
  readonly states: readonly StateSpec[];
  /** Its requests take effect and are answered in one step. */
  readonly atomic: boolean;
}

/** What the environment may do: where a cell has a value and an actor is in a state, it writes and sends `go`. */
export interface ActionSpec {
  readonly when: Guard | null;
  readonly where: { readonly actor: number; readonly state: State } | null;
  readonly write: Write | null;
  readonly go: number | null;
}

/** An actor is in a state while a cell has a value. */
export interface Condition {
  readonly actor: number;
  readonly state: State;
  readonly cell: Cell;
  readonly is: number;
}

export interface Spec {
  readonly actors: readonly ActorSpec[];
  readonly actions: readonly ActionSpec[];
  /** How often an actor may crash, in all. */
  readonly crashes: 0 | 1;
  readonly never: Condition;
  /** Reached if the actor is in that state, or if the cell has that value. */
  readonly goal: Condition;
}

const maybe = <T>(value: fc.Arbitrary<T>, freq: number) => fc.option(value, { freq, nil: null });
const anyState = fc.constantFrom(...STATES);
const anyValue = fc.nat(VALUES - 1);
const anyCell = fc.constantFrom(...CELLS);
const anyGuard: fc.Arbitrary<Guard> = fc.record({ cell: anyCell, is: anyValue });
const anyWrite: fc.Arbitrary<Write> = fc.record({
  cell: anyCell,
  to: fc.oneof(anyValue, fc.constant('next' as const)),
});
const anyMessage = maybe(fc.constantFrom(...MESSAGES), 1);
const anyMove: fc.Arbitrary<Move> = fc.record({ target: maybe(anyState, 4), emits: anyMessage });
const anyRequest = fc.record({ when: maybe(anyGuard, 1), write: maybe(anyWrite, 4), done: anyMove });
const anyStateSpec: fc.Arbitrary<StateSpec> = fc.record({
  request: maybe(anyRequest, 2),
  timer: maybe(fc.record({ target: anyState, emits: anyMessage }), 1),
  on: fc.record({ go: maybe(anyMove, 2), m: maybe(anyMove, 2), n: maybe(anyMove, 2) }),
});
const anyActor: fc.Arbitrary<ActorSpec> = fc.record({
  states: fc.array(anyStateSpec, { minLength: STATES.length, maxLength: STATES.length }),
  atomic: fc.boolean(),
});

const specWith = (count: number): fc.Arbitrary<Spec> => {
  const anyIndex = fc.nat(count - 1);
  const anyCondition = fc.record({ actor: anyIndex, state: anyState, cell: anyCell, is: anyValue });
  const anyAction = fc.record({
    when: maybe(anyGuard, 1),
    where: maybe(fc.record({ actor: anyIndex, state: anyState }), 1),
    write: maybe(anyWrite, 2),
    go: maybe(anyIndex, 2),
  });
  return fc.record({
    actors: fc.array(anyActor, { minLength: count, maxLength: count }),
    actions: fc.array(anyAction, { maxLength: 2 }),
    crashes: fc.constantFrom(0, 0, 1),
    never: anyCondition,
    goal: anyCondition,
  });
};

export const anySpec: fc.Arbitrary<Spec> = fc.integer({ min: 1, max: 3 }).chain(specWith);
