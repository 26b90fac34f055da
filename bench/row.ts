/** What a row of the benchmark is made of: sides that do work, and figures that hold two of them against each other. */

/** How much was done, by unit: `{ states: 1024 }`. */
export type Counts = Readonly<Record<string, number>>;

/** What was found out besides: numbers by unit, or words by what they are about. */
export type Facts = Readonly<Record<string, number | string>>;

/** One side of a comparison, set up and ready. */
export interface Side {
  /** Does the work. Called again and again, unless `once`; the row says what it keeps from one call to the next. */
  readonly job: () => Counts | Promise<Counts>;
  /** What else is worth knowing about the work just done; looked at once, not timed. Throws if the work is wrong. */
  readonly facts?: () => Facts | Promise<Facts>;
  /** A job that is run a single time, and what that run counts as. Without it, the first is cold and the next are warm. */
  readonly once?: When;
}

/**
 * `cold`: the first run in a fresh process, its modules loaded. `warm`: the same job again, in that process, or a job that was
 * warmed up while it was set up. `whole`: a process from its start to its end.
 */
export type When = 'cold' | 'warm' | 'whole';

/** One line of the table: how much one side does in a second, divided by how much its peer does, if it has one. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly when: When;
  readonly ours: string;
  readonly peer?: string;
}

/** Sides by name, in the order in which a round runs them, each in a process of its own. */
export interface Row {
  readonly sides: Readonly<Record<string, () => Side | Promise<Side>>>;
  readonly figures: readonly Figure[];
  /** What a reader has to know about this run: a peer that is not installed, say. */
  readonly notes?: readonly string[];
}

/** What a module of a row exports: small work for `--quick`, or the work that the documentation speaks of. */
export type RowModule = { readonly row: (quick: boolean) => Row | Promise<Row> };
