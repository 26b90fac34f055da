/** A property of somebody's model that is published as violated, where no numbers of states are. */
import type { AnySystem } from '../../src/sim/index.ts';

export interface PublishedViolation {
  readonly name: string;
  /** Where it is said that the property is violated. */
  readonly source: string;
  readonly kind: 'safety' | 'liveness';
  /** The property that is violated; all others of the system must hold. */
  readonly property: string;
  /** How many steps the shortest counterexample has, and who says so. */
  readonly shortest?: { readonly steps: number; readonly source: string };
  /** What differs from the publisher's model or property. */
  readonly difference?: string;
  readonly system: () => AnySystem;
}
