/** The models of the repository tlaplus/Examples. */
import type { Oracle } from '../oracle.ts';
import { SOLVED } from './crossings.ts';
import { JUGS } from './jugs.ts';
import { MESSAGES } from './messages.ts';
import { PAXOS_COMMIT } from './paxos-commit.ts';
import { PCR } from './pcr.ts';
import { PUZZLES } from './puzzles.ts';
import { PROCESSES } from './processes.ts';
import { QUEUES } from './queues.ts';
import { SPECIFYING_SYSTEMS } from './specifying-systems.ts';
import { TERMINATION_DETECTION } from './termination-detection.ts';
import { TRANSACTION_COMMIT } from './transaction-commit.ts';
import { VOTING } from './voting.ts';

export const TLA: readonly Oracle[] = [
  ...TRANSACTION_COMMIT,
  ...TERMINATION_DETECTION,
  ...SPECIFYING_SYSTEMS,
  ...PUZZLES,
  ...PCR,
  ...QUEUES,
  ...PROCESSES,
  ...MESSAGES,
  ...VOTING,
  ...PAXOS_COMMIT,
  ...JUGS,
  ...SOLVED,
];
