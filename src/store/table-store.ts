/** The store port on tables that answer synchronously. */
import { randomUUID } from 'node:crypto';
import { aggregateRow, isDifferent } from '../machines/index.ts';
import type { ApplyInput, ApplyRow, ApplyWrite, Claim } from '../machines/index.ts';
import type { ClaimInput, Instant, OperationRow, OperationWrite, Protocol, RolloutReading } from '../machines/index.ts';
import type { WriteOutcome } from '../machines/index.ts';
import { UserError } from '../user-error.ts';
import { claimStored, reportStored, requireLease, wantsRenewal } from './change.ts';
import { findClaimable } from './claimable.ts';
import type { ApplyView, Claimant, Created, Holding, Lease, Store, StoredOperation, StoreOptions } from './port.ts';
import { specDifferences, type ApplySpec } from './spec.ts';
import type { Tables } from './tables.ts';
import { waitFor } from './wait.ts';

/** What a claim has found. */
interface Taking {
  readonly apply: string;
  readonly view: ApplyView;
  readonly found: StoredOperation;
  readonly holder: string;
}

/** A store on such tables. */
export class TableStore implements Store {
  readonly leaseTtl: number;
  readonly #claimInterval: number;
  readonly #now: () => number;
  readonly #tables: Tables;

  constructor(tables: Tables, options: StoreOptions) {
    this.#tables = tables;
    this.leaseTtl = options.leaseTtl ?? 10_000;
    this.#claimInterval = options.claimInterval ?? 200;
    this.#now = options.now ?? Date.now;
  }

  async createApply(spec: ApplySpec): Promise<Created> {
    return this.#write(() => {
      const found = this.#tables.readSpec(spec.apply);
      if (found !== undefined) return { created: false, run: sameRun(found, spec) };
      const run = randomUUID();
      this.#tables.insertApply(spec, run, this.#instant());
      return { created: true, run };
    });
  }

  claim(input: ClaimInput, by: Claimant): Promise<Claim> {
    return waitFor(async () => this.#tryClaim(input, by.holder), this.#claimInterval, by.signal);
  }

  async heartbeat({ apply, operation, lease }: Lease): Promise<null> {
    return this.#write(() => {
      const { holding } = requireLease(this.#operation(apply, operation), operation, lease);
      if (holding !== null) this.#tables.updateHolding(apply, operation, this.#renewed(holding));
      return null;
    });
  }

  async release({ apply, operation, lease }: Lease): Promise<null> {
    return this.#write(() => {
      if (this.#operation(apply, operation)?.holding?.token === lease)
        this.#tables.updateHolding(apply, operation, null);
      return null;
    });
  }

  async writeOperation(write: OperationWrite): Promise<null> {
    const { apply, operation, lease } = write;
    return this.#write(() => {
      const before = requireLease(this.#operation(apply, operation), operation, lease);
      this.#store(apply, before, reportStored(before, write));
      return this.#renew(apply, before);
    });
  }

  async listOperations({ apply }: ApplyInput): Promise<readonly OperationRow[]> {
    return this.#read(apply).operations.map(listed);
  }

  async readRelease({ apply }: ApplyInput): Promise<boolean> {
    return this.#read(apply).released;
  }

  async readApply({ apply }: ApplyInput): Promise<ApplyRow> {
    return this.#read(apply).apply;
  }

  async readRollout({ apply }: ApplyInput): Promise<RolloutReading> {
    return this.#tables.transact('read', () => {
      const view = this.#view(apply);
      return { state: view.apply.state, ...this.#tables.readRevision(apply), operations: view.operations.map(listed) };
    });
  }

  async writeApply(write: ApplyWrite): Promise<WriteOutcome> {
    const { apply, operation, lease } = write;
    return this.#write(() => {
      const view = this.#view(apply);
      requireLease(
        view.operations.find((row) => row.id === operation),
        operation,
        lease,
      );
      const stored = { apply: view.apply, revision: this.#tables.readRevision(apply).revision };
      const after = aggregateRow(stored, write, this.#instant());
      if (after === 'conflict') return 'conflict';
      if (isDifferent(view.apply, after)) this.#tables.updateApply(apply, after, this.#instant());
      return 'written';
    });
  }

  async sampleApply({ apply }: ApplyInput): Promise<Pick<ApplyRow, 'state'>> {
    return { state: this.#read(apply).apply.state };
  }

  async view({ apply }: ApplyInput): Promise<ApplyView> {
    return this.#read(apply);
  }

  async requestStart({ apply }: ApplyInput): Promise<null> {
    return this.#write(() => {
      const stopped = this.#view(apply).operations.filter(({ state }) => state === 'stopped');
      for (const row of stopped) this.#tables.updateStart(apply, { ...row, startRequested: true });
      return null;
    });
  }

  async close(): Promise<void> {
    this.#tables.close();
  }

  /** Looks before it locks: a waiting claim must not keep others from writing. */
  #tryClaim({ apply, operation, protocol }: ClaimInput, holder: string): Claim | null {
    if (findClaimable(protocol, this.#read(apply), operation) === undefined) return null;
    return this.#write(() => {
      const view = this.#view(apply);
      const found = findClaimable(protocol, view, operation);
      return found === undefined ? null : this.#take(protocol, { apply, view, found, holder });
    });
  }

  #take(protocol: Protocol, { apply, view, found, holder }: Taking): Claim {
    const claimed = claimStored(protocol, view, found);
    const token = randomUUID();
    this.#store(apply, found, claimed.operation);
    if (isDifferent(view.apply, claimed.apply)) this.#tables.updateApply(apply, claimed.apply, this.#instant());
    this.#tables.updateHolding(apply, found.id, { token, holder, expiresAt: view.now + this.leaseTtl });
    return { operation: found.id, lease: token, reopened: claimed.reopened };
  }

  /** Stores what has changed. What is asked of an operation is nothing that an aggregate is derived from: it moves no revision. */
  #store(apply: string, before: StoredOperation, after: StoredOperation): void {
    if (isDifferent(listed(before), listed(after))) this.#tables.updateOperation(apply, after, this.#instant());
    if (before.startRequested !== after.startRequested || before.resumed !== after.resumed)
      this.#tables.updateStart(apply, after);
  }

  #renew(apply: string, operation: StoredOperation): null {
    const { holding } = operation;
    if (holding !== null && wantsRenewal(operation, this.#now(), this.leaseTtl))
      this.#tables.updateHolding(apply, operation.id, this.#renewed(holding));
    return null;
  }

  #renewed(holding: Holding): Holding {
    return { ...holding, expiresAt: this.#now() + this.leaseTtl };
  }

  #read(apply: string): ApplyView {
    return this.#tables.transact('read', () => this.#view(apply));
  }

  #write<T>(work: () => T): T {
    return this.#tables.transact('write', work);
  }

  #view(apply: string): ApplyView {
    const view = this.#tables.readView(apply, this.#now());
    if (view === undefined) throw new Error(`no apply ${JSON.stringify(apply)} in this store`);
    return view;
  }

  #operation(apply: string, id: string): StoredOperation | undefined {
    return this.#view(apply).operations.find((row) => row.id === id);
  }

  #instant(): Instant {
    return new Date(this.#now()).toISOString();
  }
}

function sameRun(found: { readonly spec: ApplySpec; readonly run: string }, given: ApplySpec): string {
  const differences = specDifferences(found.spec, given);
  if (differences.length === 0) return found.run;
  const lines = differences.map((difference) => `  ${difference}`).join('\n');
  throw new UserError(
    `apply ${JSON.stringify(given.apply)} is already in the store, from another definition:\n${lines}\n` +
      'Put the definition back to go on with it, or give this one another apply id.',
  );
}

function listed({ id, state, onFailure, errorMessage, started }: StoredOperation): OperationRow {
  return { id, state, onFailure, errorMessage, started };
}
