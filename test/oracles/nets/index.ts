/** The nets of the Model Checking Contest. */
import type { Oracle } from '../oracle.ts';

export const NETS: readonly Oracle[] = [];
