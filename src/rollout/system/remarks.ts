/** What no protocol can mend, said where a rollout has it. */
import type { RolloutConfig } from '../base/config.ts';

/**
 * Sentences about what a verdict on this rollout must not be taken for.
 *
 * An apply without operations has no row that could be final: what its outcome is compared with is what its engine says now. Take two runs
 * that are the same until the engine reports completed; in one of them it fails afterwards. Up to there no rule can tell them apart. In
 * the first the apply has to settle as completed (`every-apply-settles`). So it does in the second, and then the engine fails: either the
 * settled apply changes (`settled-stays-settled`), or it says something else than its work (`verdict-matches-rows`).
 */
export function remarksOn({ legacy, faults = {} }: RolloutConfig): string[] {
  if (legacy !== true || (faults['late-failure'] ?? 0) === 0) return [];
  return [
    'an apply without operations whose engine fails after it reported completed breaks verdict-matches-rows (and with it gate-never-green-early and aggregate-converges-to-rows), settled-stays-settled or every-apply-settles under any protocol: it has no row that could be final',
  ];
}
