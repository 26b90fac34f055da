/** What may be wrong with retries in one line. */
import type { ClaimInput, ExpireInput, OperationWrite } from '../../../machines/index.ts';
import { BLOCKED, type Transaction } from '../../../sim/index.ts';
import { withPartService, withService, withSight, type Mutation } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import type { Retries, RolloutStore } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** The mutation of a rollout with retries; any other is left as it is. */
const whereRetried =
  (mutate: Mutation): Mutation =>
  (system) =>
    'retries' in (system.store as object) ? mutate(system) : { ...system };

const recount = (tx: Tx, change: (retries: Retries) => number): void => {
  const retries = tx.read('retries');
  tx.write('retries', { ...retries, counted: change(retries) });
};

/** A claim looks at the count, and leaves it as it was. */
const uncounted = withService<ClaimInput>('claim', (run) => (input, tx, self) => {
  const { counted } = tx.read('retries');
  const claimed = run(input, tx, self);
  if (claimed !== BLOCKED) recount(tx, () => counted);
  return claimed;
});

const countedLate = withService<OperationWrite>('writeOperation', (run) => (input, tx, self) => {
  recount(tx, ({ counted, made }) => Math.min(counted + 1, made));
  return run(input, tx, self);
});

/** A service to which it is the first day still. */
const timeless = (name: string): Mutation => withSight(name, (cell, value) => (cell === 'day' ? 0 : value));

export const RETRY_MUTANTS: readonly Mutant[] = [
  {
    name: 'uncounted-retry',
    summary: 'a retry is not counted',
    mutate: whereRetried(uncounted),
  },
  {
    name: 'late-count',
    summary: 'a retry is counted with the first report that follows, and not by the claim that looks at the count',
    mutate: whereRetried((system) => countedLate(uncounted(system))),
  },
  {
    name: 'blind-sweep',
    summary: 'a sweep fails the operation that it has found, whatever has become of it',
    mutate: withPartService<ExpireInput>('expireOperation', (run) => (input, tx, self) => {
      const cell = `operation:${input.operation}` as const;
      tx.write(cell, { ...tx.read(cell), state: 'failed_retryable' });
      return run(input, tx, self);
    }),
  },
  {
    name: 'late-retry',
    summary: 'a claim counts the retries that are left, and does not look at the time',
    mutate: timeless('claim'),
  },
  {
    name: 'timeless-sweep',
    summary: 'a sweep counts the retries that are left, and does not look at the time',
    mutate: whereRetried((system) => timeless('awaitSpent')(timeless('expireOperation')(system))),
  },
  {
    name: 'idle-sweep',
    summary: 'nobody looks for operations that are out of retries',
    mutate: withPartService('findRetryable', () => () => BLOCKED),
  },
];
