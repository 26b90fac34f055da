/** The models of the repository tlaplus/Examples. */
import type { Oracle } from '../oracle.ts';
import { TRANSACTION_COMMIT } from './transaction-commit.ts';

export const TLA: readonly Oracle[] = [...TRANSACTION_COMMIT];
