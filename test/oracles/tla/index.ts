/** The models of the repository tlaplus/Examples. */
import type { Oracle } from '../oracle.ts';
import { PCR } from './pcr.ts';
import { PUZZLES } from './puzzles.ts';
import { QUEUES } from './queues.ts';
import { SPECIFYING_SYSTEMS } from './specifying-systems.ts';
import { TERMINATION_DETECTION } from './termination-detection.ts';
import { TRANSACTION_COMMIT } from './transaction-commit.ts';

export const TLA: readonly Oracle[] = [
  ...TRANSACTION_COMMIT,
  ...TERMINATION_DETECTION,
  ...SPECIFYING_SYSTEMS,
  ...PUZZLES,
  ...PCR,
  ...QUEUES,
];
