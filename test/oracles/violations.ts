/** Every published violation of a model that has no published numbers. */
import { PUZZLE_VIOLATIONS } from './tla/crossings.ts';
import { JUG_VIOLATIONS } from './tla/jugs.ts';
import { LIVENESS_FAILURES } from './tla/liveness-failures.ts';
import type { PublishedViolation } from './violation.ts';

export const VIOLATIONS: readonly PublishedViolation[] = [
  ...JUG_VIOLATIONS,
  ...PUZZLE_VIOLATIONS,
  ...LIVENESS_FAILURES,
];
