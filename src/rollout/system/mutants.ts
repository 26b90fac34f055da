/**
 * Mutants of the rollout: each is wrong in one line, and some property has to notice. A property that notices none of them proves
 * nothing by holding (DeMillo, Lipton and Sayward, Hints on Test Data Selection, Computer 11(4), 1978).
 */
import {
  isSettled,
  isTerminal,
  PROTOCOLS,
  type ApplyRow,
  type ApplyWrite,
  type ClaimInput,
  type ControlWork,
  type OperationRow,
  type OperationWrite,
  type Protocol,
  type RolloutReading,
  type WriteOutcome,
} from '../../machines/index.ts';
import { unknownWord } from '../../nearest.ts';
import { BLOCKED, SystemError } from '../../sim/index.ts';
import { withAction, withGuards, withPartService, withRule, withService, type Mutation } from '../base/mutations.ts';
import type { Mutant } from '../base/mutant.ts';
import { withoutScope } from '../parts/finalizer.ts';
import { PARTS } from '../parts/index.ts';
import { rowsOf } from '../base/modelled-store.ts';

type Listing = readonly OperationRow[];

/** Rows as a drive reads them, alone or together with the apply. */
const listing = (change: (rows: Listing, self: string) => Listing): Mutation => {
  const alone = withService('listOperations', (run) => (input, tx, self) => {
    const rows = run(input, tx, self);
    return Array.isArray(rows) ? change(rows as Listing, self) : rows;
  });
  // A transaction that has only begun, or that waits for a lock, has read nothing yet.
  const together = withService('readRollout', (run) => (input, tx, self) => {
    const reading = run(input, tx, self);
    return isReading(reading) ? { ...reading, operations: change(reading.operations, self) } : reading;
  });
  return (system) => together(alone(system));
};

const isReading = (answer: unknown): answer is RolloutReading =>
  typeof answer === 'object' && answer !== null && 'operations' in answer;

const writing = (change: (write: ApplyWrite) => Partial<ApplyWrite>): Mutation =>
  withService<ApplyWrite>('writeApply', (run) => (write, tx, self) => run({ ...write, ...change(write) }, tx, self));

const sampling = (change: (row: Pick<ApplyRow, 'state'>) => boolean): Mutation =>
  withService('sampleApply', () => (_input, tx) => (change(tx.read('apply')) ? { state: 'completed' } : BLOCKED));

/** The own row alone, under whichever name the drive goes. */
const ownRow = (rows: Listing, self: string): Listing => rows.filter(({ id }) => self === `drive:${id}`);

/** What is wrong with the store, the gate and the machines, whatever the protocol; parts have mutants of their own. */
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
    name: 'mirrored-row',
    summary: 'an operation that has failed is written as what its apply is',
    mutate: withService<OperationWrite>('writeOperation', (run) => (input, tx, self) => {
      const { state } = tx.read('apply');
      const isOpen = !isTerminal(state) && state !== 'pending';
      return run(input.state === 'failed' && isOpen ? { ...input, state: 'running' } : input, tx, self);
    }),
  },
  {
    name: 'closed-reopening',
    summary: 'a claim that starts a stopped operation leaves its apply stopped',
    mutate: withService<ClaimInput>('claim', (run) => (input, tx, self) => {
      const apply = tx.read('apply');
      const claimed = run(input, tx, self);
      if (apply.state === 'stopped') tx.write('apply', apply);
      return claimed;
    }),
  },
  {
    name: 'stopped-has-begun',
    summary: 'a stopped operation is listed as one that had begun, whether or not it had',
    matters: ({ projection }) => projection === 'rollout',
    mutate: listing((rows) => rows.map((row) => (row.state === 'stopped' ? { ...row, started: true } : row))),
  },
  {
    name: 'no-orphans',
    summary: 'a group finalizer is listed as one that waits for no work, so that none can have failed it',
    matters: ({ projection }) => projection === 'rollout',
    mutate: listing((rows) => rows.map(withoutScope)),
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

/**
 * What takes more parts and faults together than any class of faults has. Each has a scenario that it breaks; a matrix of mutants leaves
 * them out, as it could only say that they survive.
 */
export const SHOWN_BY_SCENARIOS: readonly Mutant[] = [
  {
    name: 'stop-beside-cancel',
    summary: 'where one operation is cancelled and another one stopped, what is in flight is listed as stopped, too',
    mutate: listing((rows) => {
      const states = new Set(rows.map(({ state }) => state));
      if (!states.has('cancelled') || !states.has('stopped')) return rows;
      return rows.map((row) => (isTerminal(row.state) || row.state === 'pending' ? row : { ...row, state: 'stopped' }));
    }),
  },
  {
    name: 'start-of-all',
    summary: 'a start is answered only once nothing is stopped, not even what never began and waits for its turn',
    mutate: withPartService<ControlWork>('answerRequest', (run) => (work, tx, self) => {
      const isStopped = rowsOf(tx).some(({ state }) => state === 'stopped');
      return work.request === 'start' && isStopped ? 'open' : run(work, tx, self);
    }),
  },
  {
    name: 'renewed-past-limit',
    summary: 'a write renews a lease that has run out, however many others hold one',
    mutate: withService<OperationWrite>('writeOperation', (run) => (write, tx, self) => {
      const answer = run(write, tx, self);
      const cell = `lease:${write.operation}` as const;
      const lease = write.lease === null ? null : tx.read(cell);
      if (lease !== null) tx.write(cell, { ...lease, expired: false });
      return answer;
    }),
  },
];

/** Rules that an older protocol could keep as well, as far as the properties go, each with the reason. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'degraded-refuse-terminal': 'what it writes more is not terminal, and no property judges states that are not',
};

/** The mutants of a protocol: each of its rules as an older protocol has it, and what is wrong whatever the protocol. @public */
export function mutantsOf(protocol: Protocol): readonly Mutant[] {
  const standing = [...STANDING, ...PARTS.flatMap(({ mutants = [] }) => mutants)];
  return [...olderRules(protocol), ...standing.filter(({ matters }) => matters?.(protocol) ?? true)];
}

/** Those and {@link SHOWN_BY_SCENARIOS}: all that can be asked for by name. */
export function namedMutantsOf(protocol: Protocol): readonly Mutant[] {
  return [...mutantsOf(protocol), ...SHOWN_BY_SCENARIOS];
}

/** The mutant of that name. @throws SystemError if the protocol has none */
export function findMutant(protocol: Protocol, name: string): Mutant {
  const mutants = namedMutantsOf(protocol);
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
