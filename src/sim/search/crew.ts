/** Threads that expand blocks of worlds together. */
import type { AtomicOperations } from '../data/atomics.ts';
import type { TablePlan, TableUpdate } from './shared-tables.ts';

/** The threads beside the one that explores; whoever can start threads provides it. */
export interface Crew {
  /** How many threads there are, the one that explores included. */
  readonly threads: number;
  /** What the thread that explores shares memory by; plain `Atomics` by default. */
  readonly atomics?: AtomicOperations;
  /** Whether to expand that many worlds together, when so many are known: small work is done faster by one thread alone. */
  isWorthwhile(worlds: number, known: number): boolean;
  /** Begins: the other threads make tables by this plan. */
  begin(plan: TablePlan): void;
  /** The others take the update, if there is one, and begin their share of a phase; returns when `own` has done that of this thread. */
  run(phase: number, update: TableUpdate | null, own: () => void): void;
  /**
   * Whether the others have done their share, too. Waits for them, but no longer than a moment.
   *
   * @throws CrewLost if one of them is no more
   */
  isDone(): boolean;
  /** The others are not needed any more. */
  end(): void;
}

/** A thread of the crew has died: what it should have done was not done, and the exploration cannot go on. */
export class CrewLost extends Error {}
