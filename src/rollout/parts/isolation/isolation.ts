/** How far the transactions of the store are kept apart. `src/rollout/parts/isolation/isolated-services.ts` says what happens between their statements. */
import type { RolloutConfig } from '../../base/config.ts';
import { isolated } from './isolated-services.ts';
import type { Part } from '../../base/part.ts';
import type { RolloutStore } from '../../base/modelled-store.ts';
import { ISOLATION_MUTANTS } from './isolation-mutants.ts';

type SessionCell = `session:${string}`;

function withinOf({ isolation = 'serializable' }: RolloutConfig): string | null {
  return isolation === 'serializable' ? null : `${isolation}: transactions take a statement at a time`;
}

/** Nobody has a transaction open yet. */
function noSessions(drives: readonly string[]): Pick<RolloutStore, SessionCell> {
  return Object.fromEntries(drives.map((drive): [SessionCell, null] => [`session:${drive}`, null]));
}

export const ISOLATION: Part = {
  name: 'isolation',
  brings: { isolation: 'snapshot' },
  within: withinOf,
  mistake: (config) =>
    config.legacy === true && withinOf(config) !== null
      ? 'an apply without operations has one row to read and to write: nothing comes between'
      : null,
  cells: ({ drives }) => noSessions(drives),
  around: isolated,
  mutants: ISOLATION_MUTANTS,
};
