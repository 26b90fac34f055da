/** Every model whose numbers others have published. */
import { NETS } from './nets/index.ts';
import type { Oracle } from './oracle.ts';
import { TLA } from './tla/index.ts';

export const ORACLES: readonly Oracle[] = [...TLA, ...NETS];
