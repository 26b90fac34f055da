/** What every protocol came to under every class of faults, as plain data: the JSON of `holdfast matrix --json`. */
import type { PropertyResult, Verdict } from '../check/check-report.ts';

/** What was found about one property of one protocol under one class of faults. @public */
export interface MatrixCell {
  readonly protocol: string;
  readonly property: string;
  readonly kind: 'safety' | 'liveness';
  /** Name of the class of faults. */
  readonly class: string;
  /** How often each fault might happen in one run. */
  readonly faults: Readonly<Record<string, number>>;
  /** 0 for a legacy apply, which has none. */
  readonly operations: number;
  /** What else the rollout was built from; absent where nothing was said. */
  readonly setting?: Readonly<Record<string, string | number | boolean>>;
  readonly result: PropertyResult;
  /** Of the exploration that the cell shares with all properties of this protocol and class, as are the next four. */
  readonly verdict: Exclude<Verdict, 'sampled'>;
  /** What cut the exploration short. */
  readonly bound?: string;
  /** True if partial-order reduction left worlds out that cannot make a difference. */
  readonly reduced?: boolean;
  readonly states: number;
  readonly seconds: number;
  /** Of a violation: what is wrong, how many steps the shortest race has that was found, and the token that replays it. */
  readonly message?: string;
  readonly steps?: number;
  readonly token?: string;
}

/**
 * Something that an exhausted exploration seems to have tested and hasn't: a witness never reached, a fault never injected, a
 * property that nothing could have broken.
 *
 * @public
 */
export interface MatrixWarning {
  readonly kind: 'fault' | 'witness' | 'safety' | 'liveness';
  readonly protocol: string;
  readonly class: string;
  readonly message: string;
}

/** The matrix: its rows, its columns, and its cells, in the order in which they were explored. @public */
export interface FaultMatrix {
  readonly operations: number;
  readonly classes: readonly {
    readonly name: string;
    readonly summary: string;
    readonly faults: Readonly<Record<string, number>>;
  }[];
  readonly properties: readonly {
    readonly name: string;
    readonly kind: 'safety' | 'liveness';
    readonly summary: string;
  }[];
  readonly cells: readonly MatrixCell[];
  readonly warnings: readonly MatrixWarning[];
}
