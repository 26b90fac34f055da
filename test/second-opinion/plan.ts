/** A system as plain data, so that a case which was found can be kept. Numbers that name a node or a cell are taken modulo how many there are. */

/** What a machine does on its way. `emit` and `raise` name an event by its number. */
export type Action =
  | { readonly do: 'count' }
  | { readonly do: 'set'; readonly to: number }
  | { readonly do: 'learn' }
  | { readonly do: 'emit'; readonly event: number }
  | { readonly do: 'later'; readonly event: number; readonly delay: number }
  | { readonly do: 'drop'; readonly event: number };

/** Passes where the machine's `n` is that number. */
export interface Go {
  readonly to?: number | undefined;
  readonly if?: number | undefined;
  readonly actions?: readonly Action[] | undefined;
}

export interface Node {
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly children?: readonly Node[];
  readonly entry?: readonly Action[];
  readonly exit?: readonly Action[];
  /** By the number of the event. */
  readonly on?: readonly (Go & { readonly event: number })[];
  readonly after?: readonly (Go & { readonly delay: number })[];
  readonly invoke?: readonly { readonly service: number; readonly done: Go; readonly error?: Go | undefined }[];
  /** Taken once for each value of `m`, so that it ends. */
  readonly always?: Go | undefined;
}

export interface ActorPlan {
  readonly name: string;
  readonly machine: Node;
  readonly crashes?: boolean;
  /** For each event that is emitted: the numbers of the actors that receive it. */
  readonly routes?: readonly (readonly number[])[];
}

export type Send = { readonly actor: number; readonly event: number; readonly if?: number | undefined };

export interface ServicePlan {
  /** By default `q` and its number. */
  readonly name?: string;
  readonly access: 'read' | 'write' | 'observation';
  readonly cell: number;
  readonly atomic?: boolean;
  readonly replica?: boolean;
  /** It waits, or fails, while its cell has that value. */
  readonly blocked?: number | undefined;
  readonly failure?: number | undefined;
  /** What a write makes of the cell: one more, or that value; by default what it was asked. */
  readonly write?: 'count' | number;
  /** Answers what it read, or always null. */
  readonly tells?: boolean;
  /** `if` is about the value of its cell. */
  readonly sends?: readonly Send[];
}

export interface EnvironmentPlan {
  readonly name: string;
  readonly budget?: string | undefined;
  readonly cell: number;
  readonly blocked?: number | undefined;
  readonly write?: 'count' | number | undefined;
  readonly sends?: readonly Send[];
}

/** True of a world where a cell has a value, an actor's `n` has, an actor is in a state, or is down. */
export type Atom =
  | { readonly cell: number; readonly is: number }
  | { readonly actor: number; readonly n: number }
  | { readonly actor: number; readonly node: number }
  | { readonly actor: number; readonly down: true };

export type PropertyPlan =
  | {
      readonly kind: 'never';
      readonly after: readonly Atom[];
      readonly before?: readonly Atom[];
      readonly each?: boolean;
    }
  | { readonly kind: 'goal'; readonly any: readonly Atom[]; readonly fairness: 'weak' | 'strong' | 'transition' }
  | { readonly kind: 'witness'; readonly after: readonly Atom[] };

export interface Plan {
  /** How many members may change places: each has all the actors and cells for itself. */
  readonly members?: number;
  readonly actors: readonly ActorPlan[];
  readonly services: readonly ServicePlan[];
  readonly environment?: readonly EnvironmentPlan[];
  readonly cells: number;
  readonly faults?: { readonly [fault: string]: number };
  readonly staleVersions?: number;
  readonly properties: readonly PropertyPlan[];
}
