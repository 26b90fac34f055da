/**
 * What of a machine XState really went through: states entered, transitions taken, guards and how they turned out.
 *
 * XState doesn't report this for a pure transition: what a microstep entered and left again shows in no snapshot, and of the
 * transitions that it selects in parallel regions it may drop some. So the machine runs as a copy (`provide` builds every
 * state and transition anew, the original stays as it is), on which each state's entry and each transition begins with an action
 * that only says "here", and each guard writes down its answer. XState hands the actions back with the others, in the order in
 * which it came by.
 */
import {
  and,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
} from 'xstate';
import { actionAtOnce, atOnce, guardAtOnce } from '../user-code/at-once.ts';
import { eventName, guardName, stateName, transitionName } from './coverage-names.ts';

/** A state, and whether it was ever entered. */
export interface StateCoverage {
  /** The path of its keys, `work.asking`. */
  readonly name: string;
  readonly covered: boolean;
}

/** A guard, and the answers that it gave. */
export interface GuardCoverage {
  /** Its name, `and(…)` of names, or `inline`. */
  readonly name: string;
  readonly seenTrue: boolean;
  readonly seenFalse: boolean;
}

/** A transition of the definition, and whether it was ever taken. */
export interface TransitionCoverage {
  /** For people: `deciding --always 1 of 2 [guard decided]--> rereading`. */
  readonly name: string;
  readonly source: string;
  /** The event as it is written in the definition: `always`, `after 300`, `onDone(claim)`, `GO`, `*`. */
  readonly event: string;
  /** Its place among the transitions of the same state for the same event, from 0. */
  readonly index: number;
  readonly targets: readonly string[];
  readonly covered: boolean;
  readonly guard: GuardCoverage | null;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Guard = NonNullable<AnyTransitionDefinition['guard']>;

/** How XState evaluates its own `and`, `or` and `not`: with the snapshot at hand, by which it finds guards that have names. */
interface Combination {
  readonly check: (snapshot: AnyMachineSnapshot, args: object, combination: Combination) => boolean;
}

/** The type of the actions that say "here"; what is here is the parameter. */
const HERE = 'holdfast.here';

/** A machine under observation. Whoever runs `machine` hands the actions of each transition to {@link asked}. */
export class Exercise {
  /** The copy to run. It does what the original does. */
  readonly machine: AnyStateMachine;
  readonly #marks: Mutable<{ covered: boolean }>[] = [];
  readonly #states: StateCoverage[] = [];
  readonly #transitions: TransitionCoverage[] = [];

  constructor(machine: AnyStateMachine) {
    this.machine = atOnce(machine);
    for (const node of nodesOf(this.machine.root)) this.#observe(node);
  }

  /** Every state in the order of the definition, but for the root and history states: no machine is ever in those alone. */
  get states(): readonly StateCoverage[] {
    return this.#states.map((state) => ({ ...state }));
  }

  /** Every transition in the order of the definition. */
  get transitions(): readonly TransitionCoverage[] {
    return this.#transitions.map(({ guard, ...rest }) => ({ ...rest, guard: guard && { ...guard } }));
  }

  /** Notes what the actions say about states and transitions, and returns those that the machine itself asks for. */
  asked<Action extends { readonly type: string; readonly params?: unknown }>(actions: readonly Action[]): Action[] {
    return actions.filter(({ type, params }) => {
      if (type !== HERE) return true;
      (this.#marks[params as number] as { covered: boolean }).covered = true;
      return false;
    });
  }

  #observe(node: AnyStateNode): void {
    const { id } = this.machine;
    for (const actions of [node.entry, node.exit])
      actions.forEach((action, at) => (actions[at] = actionAtOnce(id, action)));
    if (node.parent !== undefined && node.type !== 'history') {
      const state = { name: stateName(node), covered: false };
      this.#states.push(state);
      node.entry.unshift(this.#here(state));
    }
    const always = node.always ?? [];
    for (const candidates of [...(always.length === 0 ? [] : [always]), ...node.transitions.values()])
      this.#observeAll(candidates);
  }

  #observeAll(candidates: readonly AnyTransitionDefinition[]): void {
    const named = candidates.map((definition) => coverageOf(definition, candidates));
    for (const [index, definition] of candidates.entries()) {
      const transition = named[index] as TransitionCoverage;
      this.#transitions.push(transition);
      const { id } = this.machine;
      definition.actions = [this.#here(transition), ...definition.actions.map((action) => actionAtOnce(id, action))];
      if (definition.guard !== undefined && transition.guard !== null)
        definition.guard = noting(guardAtOnce(id, definition.guard), transition.guard);
    }
  }

  #here(covered: { covered: boolean }): { type: string; params: number } {
    this.#marks.push(covered);
    return { type: HERE, params: this.#marks.length - 1 };
  }
}

function* nodesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesOf(child as AnyStateNode);
}

function coverageOf(
  definition: AnyTransitionDefinition,
  candidates: readonly AnyTransitionDefinition[],
): TransitionCoverage {
  const { source, target = [], guard } = definition;
  return {
    name: transitionName(definition, candidates),
    source: stateName(source),
    event: eventName(definition),
    index: candidates.indexOf(definition),
    targets: target.map(stateName),
    covered: false,
    guard: guard === undefined ? null : { name: guardName(guard), seenTrue: false, seenFalse: false },
  };
}

/** The guard, noting its answers. */
function noting(guard: Guard, seen: Mutable<GuardCoverage>): Guard {
  const alone = and([guard as never]) as unknown as Combination;
  const check: Combination['check'] = (snapshot, args) => {
    const passed = alone.check(snapshot, args, alone);
    if (passed) seen.seenTrue = true;
    else seen.seenFalse = true;
    return passed;
  };
  return Object.assign(() => false, { check });
}
