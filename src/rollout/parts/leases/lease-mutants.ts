/** What may be wrong with leases in one line. */
import { isTerminal, type ApplyWrite, type Claim, type ClaimInput } from '../../../machines/index.ts';
import { BLOCKED, type Blocked, type Transaction } from '../../../sim/index.ts';
import { withActions, withService, withSight, type Mutation } from '../../base/mutations.ts';
import type { Mutant } from '../../base/mutant.ts';
import { leasable, rowsOf, type LeaseRow, type RolloutStore } from '../../base/modelled-store.ts';

type Tx = Transaction<RolloutStore>;

/** A write that goes through whoever holds the lease. Where there are no leases it is as it was. */
const unfenced = (name: string): Mutation =>
  withService<Pick<ApplyWrite, 'operation' | 'lease'>>(name, (run) => (write, tx, self) => {
    const { operation, lease } = write;
    if (operation === null || lease === null) return run(write, tx, self);
    return run({ ...write, lease: tx.read(`lease:${operation}`)?.token ?? lease }, tx, self);
  });

/** The tokens of all leases, by operation. */
function tokensIn(tx: Tx): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(tx.read('order').map((id) => [id, tx.read(`lease:${id}`)?.token]));
}

/** The claim under another token. */
function underToken(claimed: Claim, token: string, tx: Tx): Claim {
  const cell = `lease:${claimed.operation ?? ''}` as const;
  const lease = tx.read(cell);
  if (lease !== null) tx.write(cell, { ...lease, token });
  return { ...claimed, lease: token };
}

export const LEASE_MUTANTS: readonly Mutant[] = [
  {
    name: 'stolen-lease',
    summary: 'a claim takes any lease for expired',
    mutate: withSight('claim', (cell, value) =>
      cell.startsWith('lease:') && value !== null ? { ...(value as LeaseRow), expired: true } : value,
    ),
  },
  {
    name: 'kept-token',
    summary: 'a claim does not change the token of a lease',
    mutate: withService<ClaimInput>('claim', (run) => (input, tx, self) => {
      // Only a claim of whichever operation is one under a lease.
      const found = input.operation === null ? tokensIn(tx) : {};
      const claimed = run(input, tx, self) as Claim | Blocked;
      const token = claimed === BLOCKED ? undefined : found[claimed.operation ?? ''];
      return claimed === BLOCKED || token === undefined ? claimed : underToken(claimed, token, tx);
    }),
  },
  {
    name: 'unfenced-operation',
    summary: 'an operation is written whoever holds its lease',
    mutate: unfenced('writeOperation'),
  },
  {
    name: 'unfenced-apply',
    summary: "the apply is written whoever holds the lease of the writer's operation",
    mutate: unfenced('writeApply'),
  },
  {
    name: 'leftover-lease',
    summary: 'a driver that is shut down keeps its leases',
    mutate: withActions(/ is shut down$/, (run) => (tx) => {
      const leases = leasable(tx.read('order')).map((id) => [`lease:${id}`, tx.read(`lease:${id}`)] as const);
      const answer = run(tx);
      for (const [cell, lease] of leases) tx.write(cell, lease);
      return answer;
    }),
  },
  {
    name: 'no-watchdog',
    summary: 'a driver whose lease is alive is never taken for wedged',
    mutate: withActions(/ is found wedged$/, () => () => BLOCKED),
  },
  {
    name: 'failed-by-shutdown',
    summary: 'an operation in flight whose driver is shut down is written as failed',
    mutate: withActions(/ is shut down$/, (run) => (tx) => {
      const before = leasable(tx.read('order')).filter((id) => tx.read(`lease:${id}`) !== null);
      if (run(tx) === BLOCKED) return BLOCKED;
      const left = rowsOf(tx).filter(
        ({ id, state }) => before.includes(id) && tx.read(`lease:${id}`) === null && !isTerminal(state),
      );
      for (const row of left) tx.write(`operation:${row.id}`, { ...row, state: 'failed', errorMessage: 'cancelled' });
    }),
  },
];
