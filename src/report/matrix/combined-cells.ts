/** What came of parts together, as plain data: the JSON of `holdfast matrix --combined --json`. */
import type { PropertyResult, Verdict } from '../check/check-report.ts';

/** What was found about one property of one combination. @public */
export interface CombinedProperty {
  readonly name: string;
  readonly kind: 'safety' | 'liveness';
  readonly result: PropertyResult;
  /** Of a violation: what is wrong, how many steps the shortest path to it has, and the token that replays it. */
  readonly message?: string;
  readonly steps?: number;
  readonly token?: string;
}

/** One rollout, and what its exploration found. @public */
export interface CombinedCell {
  readonly protocol: string;
  /** Why it is there: `triple` of parts without faults, `pair` under one fault, or row of the `array` of settings. */
  readonly kind: 'triple' | 'pair' | 'array';
  readonly parts: readonly string[];
  readonly operations: number;
  readonly setting: Readonly<Record<string, string | number | boolean>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly verdict: Exclude<Verdict, 'sampled'>;
  /** What cut the exploration; of an exhausted one, its decision of liveness. */
  readonly bound?: string;
  readonly reduced?: true;
  readonly states: number;
  readonly seconds: number;
  readonly properties: readonly CombinedProperty[];
  /** Of an exhausted exploration: what it had to reach and did not. */
  readonly unreached: readonly string[];
}

/** All combinations, in the order in which they were built. @public */
export interface CombinedMatrix {
  readonly cells: readonly CombinedCell[];
  /** Parts that refuse each other, so that no combination has both. */
  readonly refused: readonly { readonly parts: readonly string[]; readonly why: string }[];
}
