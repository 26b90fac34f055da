/** What a system under test is: actors, a store, the services they invoke, an environment, faults and properties. */
import type { AnyStateMachine } from 'xstate';
import type { Json } from '../data/canonical.ts';
import type {
  AskedOf,
  ContextOf,
  EventOf,
  InputOf,
  Machines,
  RoutesOf,
  SourcesOf,
  ToldOf,
  ValueOf,
} from './machine-types.ts';

export type { Machines };

/** The store of a system that does not say more about it: named cells, each holding plain data. */
export type Cells = { readonly [cell: string]: Json };

/** Returned by a service or an environment action that cannot happen in this world (yet). @public */
export const BLOCKED: unique symbol = Symbol('blocked');
/** The type of {@link BLOCKED}. */
export type Blocked = typeof BLOCKED;

/** What an observer sees of an actor; null while it is down. */
export interface ActorView<Machine extends AnyStateMachine = AnyStateMachine> {
  readonly value: ValueOf<Machine>;
  readonly context: ContextOf<Machine>;
  readonly status: string;
}

/** A world as properties see it. @public */
export interface View<Store extends object = Cells, Actors extends Machines = Machines> {
  read<Cell extends keyof Store & string>(cell: Cell): Store[Cell];
  /** The actor's machine state, or null while it is crashed. */
  actor<Name extends keyof Actors & string>(name: Name): ActorView<Actors[Name]> | null;
}

/** A world as services and environment actions see it: what they do happens at one instant. @public */
export interface Transaction<Store extends object = Cells, Actors extends Machines = Machines> extends View<
  Store,
  Actors
> {
  write<Cell extends keyof Store & string>(cell: Cell, value: Store[Cell]): void;
  /** Delivers an event to another actor within the same instant; a crashed or finished actor does not get it. */
  send<Name extends keyof Actors & string>(actor: Name, event: EventOf<Actors[Name]>): void;
}

/** Another answer that a read can give under a fault, by the request's input. */
export interface Distortion<Output, Store extends object = never> {
  /** The fault whose budget it spends. */
  readonly fault: string;
  /** Ends the label: "takes effect, LABEL". */
  readonly label: string;
  /** The other answer, from the true one and the world at that instant. Where both are the same, the fault does not happen. */
  change(output: Output, world: View<Store>): Output;
}

/** What an invoked actor does to the modelled store. @public */
export interface Service<
  Store extends object = Cells,
  Input = never,
  Output = unknown,
  Actors extends Machines = Machines,
> {
  /**
   * Which faults can hit it: a `read` fails, goes stale or is distorted; a `write` fails or loses its acknowledgement; an
   * `observation` is made by somebody whose own mishaps are not the question: no fault hits it.
   */
  readonly access: 'read' | 'write' | 'observation';
  /** False where a read never sees an older version of the store: something is decided by it, so it asks the primary. */
  readonly replica?: boolean;
  /** Taking effect and being answered are one instant. */
  readonly atomic?: boolean;
  /**
   * Runs at the instant at which the request takes effect; `self` is the actor that issued it. A {@link Failure} that it
   * throws is the answer; BLOCKED leaves the request pending. Must depend on nothing but its arguments.
   */
  readonly run: (input: Input, tx: Transaction<Store, Actors>, self: keyof Actors & string) => Output | Blocked;
  readonly distortions?: (input: Input, self: keyof Actors & string) => readonly Distortion<Output, Store>[];
}

/** One service for each actor that the machines invoke or spawn by name. */
export type Services<Store extends object, Actors extends Machines> = {
  readonly [Source in SourcesOf<Actors>]: Service<Store, AskedOf<Actors, Source>, ToldOf<Actors, Source>, Actors>;
};

/** An actor of the system. @public */
export type ActorDefinition<
  Machine extends AnyStateMachine = AnyStateMachine,
  Actors extends Machines = Machines,
> = ActorOptions<Machine, Actors> & InputOf<Machine>;

/** An actor without its input. */
interface ActorOptions<Machine extends AnyStateMachine, Actors extends Machines> {
  readonly machine: Machine;
  /** Whether the fault `crash` may hit it. A crash drops its state and requests; it restarts from its initial state. */
  readonly crashes?: boolean;
  /** Who receives an event that this actor emits, by event type. Delivery is a choice of its own. */
  readonly routes?: RoutesOf<Machine, Actors>;
  /** Custom actions of the machine that mean nothing to the model, by type (logging, metrics). */
  readonly ignoredActions?: readonly string[];
}

/** Something that happens by itself. With a budget it is a disturbance: at most so often, and never once faults stop. */
export interface EnvironmentAction<Store extends object = Cells, Actors extends Machines = Machines> {
  readonly budget?: string;
  readonly run: (tx: Transaction<Store, Actors>) => Blocked | void;
}

/**
 * A safety property: looked at after every step; a text says what is wrong.
 *
 * It must hold on a step that changes nothing if the world before was in order: steps that change nothing it reads are not
 * looked at. An exploration or a sample that meets a world where it does not throws a SystemError with its name. One that asks the same of many actors should say so with `each`: it is then asked for one at a time, and its
 * memo grows with the sum of their states, not with the product.
 */
export interface SafetyProperty<Store extends object = Cells, Actors extends Machines = Machines> {
  readonly kind: 'safety';
  readonly name: string;
  readonly summary: string;
  /** Null when it holds. For the initial world, `before` is the same world. */
  readonly check: (after: View<Store, Actors>, before: View<Store, Actors>, item: string) => string | null;
  /** What `item` goes through; a property without it is asked once, with an empty item. */
  readonly each?: readonly string[];
}

/**
 * Which runs a liveness property is about. Fairness is towards units: all choices with one label, whatever the number of the
 * request, are one ("drive:A claim takes effect"), as one action is in TLA+. Faults and disturbances have stopped.
 *
 * - `weak`: what stays possible without a break happens at some time.
 * - `strong`: what is possible again and again happens at some time, even if it is not possible in between.
 * - `transition`: every single step that is possible again and again from the same world is taken there at some time, as in a run
 *   that draws each step at random. The goal is then reached if and only if it can be reached from wherever a run can get to.
 *
 * A run that misses the goal under `transition` fairness is there under `strong` fairness, too, and one under `strong` is there
 * under `weak`: what holds under `weak` fairness holds under all.
 * @public
 */
export type Fairness = 'weak' | 'strong' | 'transition';

/** A liveness property: once faults stop, every fair run reaches the goal, from wherever it is. */
export interface LivenessProperty<Store extends object = Cells, Actors extends Machines = Machines> {
  readonly kind: 'liveness';
  readonly name: string;
  readonly summary: string;
  readonly goal: (world: View<Store, Actors>) => boolean;
  /** Which runs are fair; by default what the exploration is asked for. */
  readonly fairness?: Fairness;
  /** Which runs are fair if neither `fairness` nor the exploration says, and no worlds are left out; weak by default. */
  readonly defaultFairness?: Fairness;
}

/** A witness: some run must reach it, or the check tested nothing. */
export interface Witness<Store extends object = Cells, Actors extends Machines = Machines> {
  readonly kind: 'witness';
  readonly name: string;
  readonly summary: string;
  readonly reached: (world: View<Store, Actors>) => boolean;
}

/** What is checked of a system. @public */
export type Property<Store extends object = Cells, Actors extends Machines = Machines> =
  SafetyProperty<Store, Actors> | LivenessProperty<Store, Actors> | Witness<Store, Actors>;

/** How often each fault or disturbance may happen in one run. @public */
export type FaultBudget = { readonly [fault: string]: number };

/** The faults that the kernel itself injects; a system may name more, for its distortions and environment. @public */
export const KERNEL_FAULTS = {
  read: 'a read fails before it takes effect',
  stale: 'a read sees an older version of the store',
  write: 'a write fails before it takes effect',
  ack: 'a write takes effect, but its acknowledgement is lost',
  crash: 'an actor crashes and restarts from its initial state',
} as const;

/** A system under test. @public */
export interface System<Store extends object = Cells, Actors extends Machines = Machines> {
  readonly name: string;
  /** What it was built from: goes into tokens, so that a replay builds the same. */
  readonly config: Json;
  readonly actors: { readonly [Name in keyof Actors]: ActorDefinition<Actors[Name], Actors> };
  readonly store: Store;
  readonly services: Services<Store, Actors>;
  readonly environment?: { readonly [label: string]: EnvironmentAction<Store, Actors> };
  readonly faults?: FaultBudget;
  /** How many versions back a stale read may look; 1 by default. */
  readonly staleVersions?: number;
  /**
   * Names that may be exchanged, in sets: `[['A', 'B', 'C']]` says that `drive:A` and whatever else is A's could as well be B's.
   * A name counts wherever it is a word of a text or of a key: in names of actors and cells, in labels, in all data. Its
   * machines, services, environment and properties must treat the members of a set alike, whatever their number or their order
   * in a list. Nothing is made of it unless symmetry is asked for.
   */
  readonly symmetry?: readonly (readonly string[])[];
  readonly properties?: readonly Property<Store, Actors>[];
}

/** A system whose store is nobody's business: what the kernel, the explorer and the schedulers take. @public */
export type AnySystem = System<never>;

/**
 * Says that this is a system, and lets the compiler check it.
 *
 * `defineSystem({ … })` takes the cells from the type of `store` and the actors from `actors`: a name, an event, a route, a
 * service or a state that no machine has does not compile. `defineSystem<Store>({ … })` checks the cells alone: for systems
 * whose actors have computed names. `defineSystem<Store, Machines>({ … })` says which machines those are.
 * @public
 */
export function defineSystem<Store extends object, Actors extends Machines = Machines>(
  system: System<Store, Actors>,
): AnySystem {
  return system as unknown as AnySystem;
}

/** Thrown by a service to answer with an error; what it wrote in the same run is not kept. @public */
export class Failure extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** A mistake in how a system is put together, or a machine that the model cannot interpret. */
export class SystemError extends Error {}
