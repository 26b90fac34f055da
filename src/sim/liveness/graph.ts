/** The worlds that an exploration found, as a graph of the steps that are no faults. */
import type { GrowingInts } from '../data/growing.ts';

/** Where steps lead, without what they are. Steps that lead back to the same world are left out. */
export interface Graph {
  readonly worlds: number;
  /** Targets of all steps, ordered by source. */
  readonly edges: GrowingInts;
  /** For each world where its steps end in `edges`. */
  readonly edgesEnd: GrowingInts;
}

/** All steps from one world that are no faults, those that lead back to it included. */
export interface Steps {
  readonly count: number;
  /** What is taken, by the kernel's numbers. No two steps from one world belong to the same unit. */
  readonly choices: Int32Array;
  readonly targets: Int32Array;
}

/** Works out the steps from a world; the next call may overwrite them. */
export type StepsFrom = (world: number) => Steps;

/** Where the steps from a world begin in `edges`. */
export const firstEdge = ({ edgesEnd }: Graph, world: number): number => (world === 0 ? 0 : edgesEnd.at(world - 1));
