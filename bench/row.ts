/** What a row of the benchmark is made of: sides that do work, and figures that hold two of them against each other. */

/** How much was done, by unit: `{ states: 1024 }`. */
export type Counts = Readonly<Record<string, number>>;

/** One side of a comparison, set up and ready. */
export interface Side {
  /** Does the work once. It is called again and again; the row says what it keeps from one call to the next. */
  readonly job: () => Counts | Promise<Counts>;
  /** What else is worth knowing about the work; looked at once, not timed. Throws if the work is wrong. */
  readonly facts?: () => Counts | Promise<Counts>;
}

/** `cold`: the first run in a fresh process, its modules loaded. `warm`: the same job again, in that process. */
export type When = 'cold' | 'warm';

/** One line of the table: how much one side does in a second, divided by how much its peer does. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly when: When;
  readonly ours: string;
  readonly peer: string;
}

/** Sides by name, in the order in which a round runs them, each in a process of its own. */
export interface Row {
  readonly sides: Readonly<Record<string, () => Side | Promise<Side>>>;
  readonly figures: readonly Figure[];
}

/** What a module of a row exports: small work for `--quick`, or the work that the documentation speaks of. */
export type RowModule = { readonly row: (quick: boolean) => Row };
