/** A model whose numbers others have published, written as a system of ours. */
import type { AnySystem } from '../../src/sim/index.ts';

export interface Oracle {
  /** As its publisher calls it, with its size: `TwoPhase, 3 managers`. */
  readonly name: string;
  readonly family: 'TLA+' | 'Petri net' | 'other';
  /** Where the numbers stand: repository and path, or paper. */
  readonly source: string;
  readonly published: {
    readonly states: number;
    /** Initial states and every transition, those to known states included, as TLC counts "states generated". */
    readonly generated?: number;
    /** Transitions between states, as Petri net tools count them. */
    readonly transitions?: number;
    /** Levels of a breadth-first search; the initial states are the first. */
    readonly depth?: number;
  };
  /** Properties with a published violation, by name. Those of the system that are not named must hold. */
  readonly violated?: readonly string[];
  /** What differs by definition between their count and ours, and how ours is converted. */
  readonly difference?: {
    readonly text: string;
    readonly states?: number;
    readonly transitions?: number;
    readonly depth?: number;
  };
  /** The published numbers are of one state of each orbit: symmetry is on, there and here. */
  readonly orbits?: true;
  /** Too long for every run of the tests. */
  readonly slow?: true;
  readonly system: () => AnySystem;
}
