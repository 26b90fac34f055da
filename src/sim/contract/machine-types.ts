/** What the compiler knows of a machine, as a system's definition asks for it. Types only. */
import type {
  AnyStateMachine,
  ContextFrom,
  EmittedFrom,
  EventFromLogic,
  InputFrom,
  MachineImplementationsFrom,
  OutputFrom,
  SnapshotFrom,
  StateValue,
} from 'xstate';

/** The machine that each actor runs, by the actor's name. A name may be a template: `{ [rm: `rm${number}`]: typeof manager }`. */
export type Machines = { readonly [actor: string]: AnyStateMachine };

/** XState says `any` where a machine does not say more; here that is what may safely be done with it. */
type Otherwise<Type, Unsaid> = 0 extends 1 & Type ? Unsaid : Type;

/** The values of the machine's states: every combination of them, by name. */
export type ValueOf<Machine extends AnyStateMachine> = Otherwise<SnapshotFrom<Machine>['value'], StateValue>;

/** The machine's context; `unknown` where it declares none. */
export type ContextOf<Machine extends AnyStateMachine> = Declared<ContextFrom<Machine>>;
type Declared<Context> = string extends keyof Context ? Valued<Context, Context[string]> : Context;
type Valued<Context, Value> = 0 extends 1 & Value ? unknown : Context;

/** The events that the machine takes. */
export type EventOf<Machine extends AnyStateMachine> = Otherwise<EventFromLogic<Machine>, { readonly type: string }>;

type EmittedOf<Machine extends AnyStateMachine> = Otherwise<EmittedFrom<Machine>, { readonly type: string }>;

/** The actors of a system that take this event. */
type TakersOf<Actors extends Machines, Event> = {
  [Name in keyof Actors & string]: Event extends EventOf<Actors[Name]> ? Name : never;
}[keyof Actors & string];

/** Who receives what the machine emits, by event type: actors that take such an event. */
export type RoutesOf<
  Machine extends AnyStateMachine,
  Actors extends Machines,
> = string extends EmittedOf<Machine>['type']
  ? { readonly [eventType: string]: readonly (keyof Actors & string)[] }
  : {
      readonly [Type in EmittedOf<Machine>['type']]?: readonly TakersOf<
        Actors,
        Extract<EmittedOf<Machine>, { readonly type: Type }>
      >[];
    };

/** The input of an actor: it has to be given where the machine cannot start without. */
export type InputOf<Machine extends AnyStateMachine> =
  undefined extends Otherwise<InputFrom<Machine>, unknown>
    ? { readonly input?: Otherwise<InputFrom<Machine>, unknown> }
    : { readonly input: InputFrom<Machine> };

/** The logics that a machine invokes or spawns, by the names that `setup({ actors })` gave them. */
type LogicsOf<Machine extends AnyStateMachine> = NonNullable<MachineImplementationsFrom<Machine>['actors']>;

/** The names of all that the machines of a system invoke or spawn. */
export type SourcesOf<Actors extends Machines> = {
  [Name in keyof Actors]: keyof LogicsOf<Actors[Name]> & string;
}[keyof Actors];

type LogicOf<Actors extends Machines, Source> = {
  [Name in keyof Actors]: Source extends keyof LogicsOf<Actors[Name]> ? LogicsOf<Actors[Name]>[Source] : never;
}[keyof Actors];

/** What the machines of a system pass to an actor of that name: nothing can be said where names are only known as text. */
export type AskedOf<Actors extends Machines, Source> = string extends Source
  ? never
  : InputFrom<NonNullable<LogicOf<Actors, Source>>>;

/** What the machines of a system are told by an actor of that name. */
export type ToldOf<Actors extends Machines, Source> = string extends Source
  ? unknown
  : OutputFrom<NonNullable<LogicOf<Actors, Source>>>;
