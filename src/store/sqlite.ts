/** The store port on a SQLite file, through libsql. Several processes of one machine may share the file. */
import { randomUUID } from 'node:crypto';
import type { ApplyInput, ApplyRow, ApplyWrite, Claim } from '../machines/index.ts';
import type { ClaimInput, Instant, OperationRow, OperationWrite, RolloutReading } from '../machines/index.ts';
import type { WriteOutcome } from '../machines/index.ts';
import { UserError } from '../user-error.ts';
import { claimRows, differs, isMet, reportRow, requireLease, wantsRenewal } from './change.ts';
import { findClaimable } from './claimable.ts';
import type { ApplyView, Claimant, Created, Holding, Lease, Store, StoredOperation, StoreOptions } from './port.ts';
import type { RowRules } from './rules.ts';
import { specDifferences, type ApplySpec } from './spec.ts';
import { connect, transact, type Connection } from './sqlite/connection.ts';
import { clearStartRequest, insertApply, readRevision, readSpec, readView, requestStart } from './sqlite/rows.ts';
import { updateApply, updateHolding, updateOperation } from './sqlite/rows.ts';
import { waitFor } from './wait.ts';

/** Opens the store in the SQLite file at `path`, creating it when it is missing. @public */
export async function openSqliteStore(path: string, options: StoreOptions): Promise<Store> {
  return new SqliteStore(await connect(path), options);
}

class SqliteStore implements Store {
  readonly leaseTtl: number;
  readonly #claimInterval: number;
  readonly #now: () => number;
  readonly #rules: RowRules;
  readonly #db: Connection;

  constructor(db: Connection, options: StoreOptions) {
    this.#db = db;
    this.leaseTtl = options.leaseTtl ?? 10_000;
    this.#claimInterval = options.claimInterval ?? 200;
    this.#rules = options.rules;
    this.#now = options.now ?? Date.now;
  }

  async createApply(spec: ApplySpec): Promise<Created> {
    return this.#write(() => {
      const found = readSpec(this.#db, spec.apply);
      if (found !== undefined) return { created: false, run: sameRun(found, spec) };
      const run = randomUUID();
      insertApply(this.#db, spec, run, this.#instant());
      return { created: true, run };
    });
  }

  claim(input: ClaimInput, by: Claimant): Promise<Claim> {
    return waitFor(async () => this.#tryClaim(input, by.holder), this.#claimInterval, by.signal);
  }

  async heartbeat({ apply, operation, lease }: Lease): Promise<null> {
    return this.#write(() => {
      const { holding } = requireLease(this.#operation(apply, operation), operation, lease);
      if (holding !== null) updateHolding(this.#db, apply, operation, this.#renewed(holding));
      return null;
    });
  }

  async release({ apply, operation, lease }: Lease): Promise<null> {
    return this.#write(() => {
      if (this.#operation(apply, operation)?.holding?.token === lease) updateHolding(this.#db, apply, operation, null);
      return null;
    });
  }

  async writeOperation(write: OperationWrite): Promise<null> {
    const { apply, operation, lease } = write;
    return this.#write(() => {
      const before = requireLease(this.#operation(apply, operation), operation, lease);
      const after = reportRow(this.#rules, before, write);
      if (differs(before, after)) updateOperation(this.#db, apply, after, this.#instant());
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
    return transact(this.#db, 'DEFERRED', () => {
      const view = this.#view(apply);
      return { state: view.apply.state, ...readRevision(this.#db, apply), operations: view.operations.map(listed) };
    });
  }

  async writeApply(write: ApplyWrite): Promise<WriteOutcome> {
    const { apply, operation, lease, condition, ...columns } = write;
    return this.#write(() => {
      const view = this.#view(apply);
      requireLease(
        view.operations.find((row) => row.id === operation),
        operation,
        lease,
      );
      if (!isMet(condition, view.apply, readRevision(this.#db, apply).revision)) return 'conflict';
      const after = this.#rules.writeApplyRow(view.apply, columns, this.#instant());
      if (differs(view.apply, after)) updateApply(this.#db, apply, after, this.#instant());
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
      requestStart(this.#db, apply);
      return null;
    });
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** Looks before it locks: a waiting claim must not keep others from writing. */
  #tryClaim({ apply, operation, protocol }: ClaimInput, holder: string): Claim | null {
    if (findClaimable(this.#rules, protocol, this.#read(apply), operation) === undefined) return null;
    return this.#write(() => {
      const view = this.#view(apply);
      const found = findClaimable(this.#rules, protocol, view, operation);
      return found === undefined ? null : this.#take(apply, view, found, holder);
    });
  }

  #take(apply: string, view: ApplyView, found: StoredOperation, holder: string): Claim {
    const claimed = claimRows(this.#rules, view, found);
    const token = randomUUID();
    if (differs(found, claimed.operation)) updateOperation(this.#db, apply, claimed.operation, this.#instant());
    if (differs(view.apply, claimed.apply)) updateApply(this.#db, apply, claimed.apply, this.#instant());
    if (found.startRequested) clearStartRequest(this.#db, apply, found.id);
    updateHolding(this.#db, apply, found.id, { token, holder, expiresAt: view.now + this.leaseTtl });
    return { operation: found.id, lease: token, reopened: claimed.reopened };
  }

  #renew(apply: string, operation: StoredOperation): null {
    const { holding } = operation;
    if (holding !== null && wantsRenewal(operation, this.#now(), this.leaseTtl))
      updateHolding(this.#db, apply, operation.id, this.#renewed(holding));
    return null;
  }

  #renewed(holding: Holding): Holding {
    return { ...holding, expiresAt: this.#now() + this.leaseTtl };
  }

  #read(apply: string): ApplyView {
    return transact(this.#db, 'DEFERRED', () => this.#view(apply));
  }

  #write<T>(work: () => T): T {
    return transact(this.#db, 'IMMEDIATE', work);
  }

  #view(apply: string): ApplyView {
    const view = readView(this.#db, apply, this.#now());
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
