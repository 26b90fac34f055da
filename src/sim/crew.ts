/** Threads that expand blocks of worlds together. */
import type { TablePlan, TableUpdate } from './shared-tables.ts';

/** The threads beside the one that explores; whoever can start threads provides it. */
export interface Crew {
  /** How many threads there are, the one that explores included. */
  readonly threads: number;
  /** Whether to expand that many worlds together, when so many are known: small work is done faster by one thread alone. */
  isWorthwhile(worlds: number, known: number): boolean;
  /** Begins: the other threads make tables by this plan. */
  begin(plan: TablePlan): void;
  /** The others take the update, if there is one, and do their share of a phase while `own` does that of this thread; returns when all are done. */
  run(phase: number, update: TableUpdate | null, own: () => void): void;
  /** The others are not needed any more. */
  end(): void;
}
