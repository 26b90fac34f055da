/** What a sample found, made simple: what was drawn is longer than a person wants to read. */
import type { Finding } from '../search/explore.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { shrink } from './shrink.ts';

/** How a schedule was made simple. @public */
export interface Shrinking {
  /** How many steps the schedule had as it was drawn. */
  readonly from: number;
  readonly faults: number;
  readonly preemptions: number;
  /** Whether no step can be left out. */
  readonly minimal: boolean;
}

/** A finding, and what its path was shrunk from. */
export interface ShrunkFinding extends Finding {
  readonly shrunk?: Shrinking;
}

/** The finding with its path shrunk; one without a path is as it was. */
export function shrinkFinding(kernel: Kernel, finding: Finding): ShrunkFinding {
  const { property, path } = finding;
  if (path === undefined) return finding;
  const { choices, cost, message, minimal } = shrink(kernel, property, path.choices);
  const { faults, preemptions } = cost;
  return {
    ...finding,
    path: { choices, message },
    shrunk: { from: path.choices.length, faults, preemptions, minimal },
  };
}
