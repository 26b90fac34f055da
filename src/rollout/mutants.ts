/**
 * Mutants of the rollout: each is wrong in one line, and some property has to notice. A property that notices none of them proves
 * nothing by holding (DeMillo, Lipton and Sayward, Hints on Test Data Selection, Computer 11(4), 1978).
 */
import {
  answer,
  isSettled,
  isTerminal,
  LEASE_LOST,
  PROTOCOLS,
  type ApplyInput,
  type ApplyRow,
  type ApplyWrite,
  type Claim,
  type ClaimInput,
  type ControlWork,
  type OperationRow,
  type OperationWrite,
  type Protocol,
  type RolloutReading,
  type WriteOutcome,
} from '../machines/index.ts';
import { unknownWord } from '../nearest.ts';
import { BLOCKED, Failure, SystemError, type Blocked, type Transaction } from '../sim/index.ts';
import {
  withAction,
  withGuards,
  withPartService,
  withRule,
  withService,
  withSight,
  type Mutation,
} from './mutations.ts';
import { rowsOf, type LeaseRow, type RolloutStore } from './store.ts';

/** A rollout that is wrong in one line. @public */
export interface Mutant {
  readonly name: string;
  /** What is wrong, as a sentence. */
  readonly summary: string;
  readonly mutate: Mutation;
  /** Under which protocols it is wrong at all; under all of them by default. */
  readonly matters?: (protocol: Protocol) => boolean;
  /** Why no property has to notice: what it does differently is not what the properties are about. */
  readonly equivalent?: string;
}

type Listing = readonly OperationRow[];

/** Rows as a drive reads them, alone or together with the apply. */
const listing = (change: (rows: Listing, self: string) => Listing): Mutation => {
  const alone = withService(
    'listOperations',
    (run) => (input, tx, self) => change(run(input, tx, self) as Listing, self),
  );
  const together = withService('readRollout', (run) => (input, tx, self) => {
    const reading = run(input, tx, self) as RolloutReading;
    return { ...reading, operations: change(reading.operations, self) };
  });
  return (system) => together(alone(system));
};

const writing = (change: (write: ApplyWrite) => Partial<ApplyWrite>): Mutation =>
  withService<ApplyWrite>('writeApply', (run) => (write, tx, self) => run({ ...write, ...change(write) }, tx, self));

const sampling = (change: (row: Pick<ApplyRow, 'state'>) => boolean): Mutation =>
  withService('sampleApply', () => (_input, tx) => (change(tx.read('apply')) ? { state: 'completed' } : BLOCKED));

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
const canonicalRows = (rows: Listing): string => JSON.stringify(rows);

/** The own row alone, under whichever name the drive goes. */
const ownRow = (rows: Listing, self: string): Listing => rows.filter(({ id }) => self === `drive:${id}`);

/** What is wrong with the store, the gate and the machines, whatever the protocol. */
const STANDING: readonly Mutant[] = [
  {
    name: 'lost-operation-write',
    summary: 'an operation is never written',
    mutate: withService('writeOperation', () => () => null),
  },
  {
    name: 'lost-apply-write',
    summary: 'the apply is never written',
    mutate: withService('writeApply', () => (): WriteOutcome => 'written'),
  },
  {
    name: 'wrong-outcome',
    summary: 'an apply that is completed is written as failed',
    mutate: writing(({ state }) => (state === 'completed' ? { state: 'failed' } : {})),
  },
  {
    name: 'rash-outcome',
    summary: 'whatever is written to the apply, it is completed',
    mutate: writing(() => ({ state: 'completed' })),
  },
  {
    name: 'no-stamp',
    summary: 'completed_at is never set',
    mutate: writing(() => ({ completedAt: 'keep' })),
  },
  {
    name: 'early-stamp',
    summary: 'every write sets completed_at',
    mutate: writing(() => ({ completedAt: 'stamp' })),
  },
  {
    name: 'wrong-error',
    summary: 'a text of its own is written instead of an error',
    mutate: writing(({ errorMessage }) => (typeof errorMessage === 'string' ? { errorMessage: 'something' } : {})),
  },
  {
    name: 'lonely-listing',
    summary: 'a listing shows the own row only',
    mutate: listing(ownRow),
  },
  {
    name: 'rosy-listing',
    summary: 'a listing shows every row completed',
    mutate: listing((rows) => rows.map((row) => ({ ...row, state: 'completed' }))),
  },
  {
    name: 'backward-listing',
    summary: 'a listing is in the wrong order',
    matters: ({ error }) => error === 'first',
    mutate: listing((rows) => rows.toReversed()),
  },
  {
    name: 'unnoticed-write',
    summary: 'the write of an operation leaves the revision as it was',
    matters: ({ compares }) => compares === 'revision',
    mutate: withService('writeOperation', (run) => (input, tx, self) => {
      const revision = tx.read('revision');
      const answer = run(input, tx, self);
      tx.write('revision', revision);
      return answer;
    }),
  },
  {
    name: 'no-recovery',
    summary: 'an operation that is done is not claimed again',
    mutate: withService<ClaimInput>('claim', (run) => (input, tx, self) => {
      const row = rowsOf(tx).find(({ id }) => id === input.operation);
      return row !== undefined && isSettled(row.state) ? BLOCKED : run(input, tx, self);
    }),
  },
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
    name: 'out-of-turn',
    summary: 'a claim waits for no operation that has not failed',
    mutate: withSight('claim', (cell, value) => (cell === 'turns' ? 'parallel' : value)),
  },
  {
    name: 'no-change-is-lost',
    summary: 'the write of an operation that changes no row is taken for one under a lost lease',
    mutate: withService<OperationWrite>('writeOperation', (run) => (input, tx, self) => {
      const before = rowsOf(tx);
      const answer = run(input, tx, self);
      if (canonicalRows(before) !== canonicalRows(rowsOf(tx))) return answer;
      throw new Failure(LEASE_LOST, 'no row was changed');
    }),
  },
  {
    name: 'mirrored-row',
    summary: 'an operation that has failed is written as what its apply is',
    mutate: withService<OperationWrite>('writeOperation', (run) => (input, tx, self) => {
      const { state } = tx.read('apply');
      const isOpen = !isTerminal(state) && state !== 'pending';
      return run(input.state === 'failed' && isOpen ? { ...input, state: 'running' } : input, tx, self);
    }),
  },
  {
    name: 'stopped-has-begun',
    summary: 'a stopped operation is listed as one that had begun, whether or not it had',
    matters: ({ projection }) => projection === 'rollout',
    mutate: listing((rows) => rows.map((row) => (row.state === 'stopped' ? { ...row, started: true } : row))),
  },
  {
    name: 'blind-claim',
    summary: 'a claim does not look whether a stop was requested',
    mutate: withSight('claim', (cell, value) => (cell === 'control' && value === 'stop' ? 'none' : value)),
  },
  {
    name: 'stop-by-drives',
    summary: 'a stop is carried out only while some operation is in flight',
    mutate: withPartService<ApplyInput>('takeRequest', (run) => (input, tx, self) => {
      const kind = run(input, tx, self);
      return kind === 'stop' && rowsOf(tx).every(({ started, state }) => !started || isTerminal(state))
        ? BLOCKED
        : kind;
    }),
  },
  {
    name: 'hasty-answer',
    summary: 'a request is answered as completed before it shows in the rows',
    mutate: withPartService<ControlWork>('answerRequest', (run) => (work, tx, self) => {
      const result = run(work, tx, self);
      if (result === 'open') tx.write('requests', answer(tx.read('requests'), work.request, 'complete'));
      return 'answered';
    }),
  },
  {
    name: 'rows-alone',
    summary: 'a stop or a cancel moves the rows, and the engines are not told',
    mutate: withPartService('commandEngines', () => () => null),
  },
  {
    name: 'blunt-cancel',
    summary: 'a cancel writes the apply itself',
    mutate: withPartService<ControlWork>('moveRows', (run) => (work, tx, self) => {
      const apply = tx.read('apply');
      const moved = run(work, tx, self);
      if (work.request === 'cancel') tx.write('apply', { ...apply, state: 'cancelled', completedAt: 'stamped' });
      return moved;
    }),
  },
  {
    name: 'loser-tells',
    summary: 'a conditional write that met another one is taken for one that went through',
    matters: ({ compares }) => compares !== 'nothing',
    mutate: withService<ApplyWrite>('writeApply', (run) => (write, tx, self) => {
      const outcome = run(write, tx, self);
      return outcome === 'conflict' ? 'written' : outcome;
    }),
  },
  {
    name: 'unpaid-summary',
    summary: 'a summary that was told stays owed',
    matters: ({ announces }) => announces === 'owed',
    mutate: withService('closeSummary', () => () => null),
  },
  {
    name: 'eager-gate',
    summary: 'the gate takes any apply for completed',
    mutate: sampling(() => true),
  },
  {
    name: 'lenient-gate',
    summary: 'the gate takes a settled apply for completed',
    mutate: sampling(({ state }) => isSettled(state)),
  },
  {
    name: 'second-writer',
    summary: 'somebody else writes the apply once it is completed',
    mutate: withAction('meddling', (tx) => {
      const apply = tx.read('apply');
      return apply.state === 'completed' ? tx.write('apply', { ...apply, state: 'failed' }) : BLOCKED;
    }),
  },
  {
    name: 'reckless-drive',
    summary: 'a drive overwrites an apply that it finds terminal',
    // Where the revision is compared, what it derives from the same rows as the one before is what is stored already.
    matters: ({ compares }) => compares !== 'revision',
    mutate: withGuards({ leftAlone: () => false }),
  },
  {
    name: 'blind-drive',
    summary: 'a drive never asks for its siblings',
    mutate: withGuards({ wantsSiblings: () => false, wantsRollout: () => false }),
  },
  {
    name: 'silent-drive',
    summary: 'a drive never writes what it decided',
    mutate: withGuards({ decided: () => false }),
  },
];

/** Rules that an older protocol could keep as well, as far as the properties go, each with the reason. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'finished-stay': 'a drive that stays polls in vain, and no property counts polls',
  'degraded-refuse-terminal': 'what it writes more is not terminal, and no property judges states that are not',
};

/** The mutants of a protocol: each of its rules as an older protocol has it, and what is wrong whatever the protocol. @public */
export function mutantsOf(protocol: Protocol): readonly Mutant[] {
  return [...olderRules(protocol), ...STANDING.filter(({ matters }) => matters?.(protocol) ?? true)];
}

/** The mutant of that name. @throws SystemError if the protocol has none */
export function findMutant(protocol: Protocol, name: string): Mutant {
  const mutants = mutantsOf(protocol);
  const mutant = mutants.find((one) => one.name === name);
  if (mutant !== undefined) return mutant;
  const known = mutants.map((one) => one.name);
  throw new SystemError(`${unknownWord('mutant', name, known)}, under ${protocol.name}`);
}

function olderRules(protocol: Protocol): Mutant[] {
  const older = PROTOCOLS.slice(0, PROTOCOLS.indexOf(protocol));
  const { name: _name, summary: _summary, ...rules } = protocol;
  return Object.entries(rules).flatMap(([rule, value]) => {
    const others = new Set(older.map((other): unknown => other[rule as keyof Protocol]));
    others.delete(value);
    return [...others].map((other) => ruleMutant(rule, value, other));
  });
}

function ruleMutant(rule: string, value: unknown, other: unknown): Mutant {
  const name = `${rule}-${String(other)}`;
  const equivalent = EQUIVALENT[name];
  return {
    name,
    summary: `the rule ${rule} is ${String(other)} instead of ${String(value)}`,
    mutate: withRule({ [rule]: other }),
    ...(equivalent === undefined ? {} : { equivalent }),
  };
}
