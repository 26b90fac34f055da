/** Classes of faults: what may go wrong in one exploration, under a name that commands and tables can say. */
import { SHIPPED_PROTOCOL } from '../../machines/index.ts';
import type { FaultBudget } from '../../sim/index.ts';
import { checkedIn, everyProperty, type CheckedProperty } from './asked-properties.ts';
import type { RolloutConfig } from '../base/config.ts';
import type { RolloutSetting } from '../base/settings.ts';

/** What may go wrong, and in which kind of apply. @public */
export interface FaultClass {
  readonly name: string;
  readonly summary: string;
  /** How often each fault may happen in one run. */
  readonly faults: FaultBudget;
  /** The apply is one from before operations existed; by default it has operations. */
  readonly legacy?: true;
  /** What else its rollout is built from. */
  readonly setting?: RolloutSetting;
}

const ORDINARY: FaultBudget = { read: 1, stale: 1, crash: 1, failure: 1 };

/** One class for each mechanism, then what comes together, then applies without operations. @public */
export const FAULT_CLASSES: readonly FaultClass[] = [
  { name: 'none', summary: 'nothing goes wrong', faults: {} },
  { name: 'read', summary: 'a read fails', faults: { read: 1 } },
  { name: 'stale', summary: 'a read sees an older version of the store', faults: { stale: 1 } },
  { name: 'crash', summary: 'a drive crashes and restarts', faults: { crash: 1 } },
  { name: 'write', summary: 'a write fails, another one is not acknowledged', faults: { write: 1, ack: 1 } },
  { name: 'failure', summary: "an operation's engine fails", faults: { failure: 1 } },
  { name: 'two-failures', summary: 'two engines fail: which error came first?', faults: { failure: 2 } },
  { name: 'late-failure', summary: 'a completed operation turns failed', faults: { 'late-failure': 1 } },
  { name: 'listing', summary: 'listings miss rows', faults: { partial: 1, 'own-row': 1, empty: 1 } },
  { name: 'stop', summary: 'the operator stops the apply, and may start it again', faults: { stop: 1 } },
  { name: 'cancel', summary: 'the operator cancels the apply', faults: { cancel: 1 } },
  {
    name: 'continue',
    summary: 'two engines fail, and the rollout goes on all the same',
    faults: { failure: 2 },
    setting: { onFailure: 'continue' },
  },
  {
    name: 'pause',
    summary: 'two engines fail, and the rollout waits for somebody to release it, who does not',
    faults: { failure: 2 },
    setting: { onFailure: 'pause' },
  },
  {
    name: 'release',
    summary: 'the same, and somebody does',
    faults: { failure: 2, release: 1 },
    setting: { onFailure: 'pause' },
  },
  {
    name: 'stop-request',
    summary: 'an engine fails, and a stop is requested, which a control loop carries out',
    faults: { stop: 1, failure: 1 },
    setting: { requests: true },
  },
  {
    name: 'cancel-request',
    summary: 'an engine fails, and a cancel is requested, which a control loop carries out',
    faults: { cancel: 1, failure: 1 },
    setting: { requests: true },
  },
  {
    name: 'misreport',
    summary: 'an engine says nothing of its work once, and once that it still copies when it does not',
    faults: { 'no-change': 1, backward: 1 },
    setting: { misreports: true },
  },
  {
    name: 'stale-progress',
    summary: 'an engine is interrupted and retried, and says once more what it said before',
    faults: { transient: 1, 'stale-progress': 1 },
    setting: { misreports: true, retries: 1 },
  },
  {
    name: 'retry',
    summary: 'two engines fail in a way that may be retried, and the apply has one retry',
    faults: { transient: 2 },
    setting: { retries: 1 },
  },
  {
    name: 'retry-window',
    summary: 'an engine fails in a way that may be retried, and the time for retries runs out',
    faults: { transient: 1, day: 1 },
    setting: { retries: 1 },
  },
  {
    name: 'summary',
    summary: 'nothing goes wrong, and a drive tells how it ended',
    faults: {},
    setting: { summary: true },
  },
  {
    name: 'summary-lost',
    summary: 'the same, where a drive crashes and a write is not acknowledged',
    faults: { crash: 1, ack: 1 },
    setting: { summary: true },
  },
  { name: 'ordinary', summary: 'what any ordinary day brings, together', faults: ORDINARY },
  {
    name: 'lease',
    summary: 'any drive takes any operation; a lease expires under a driver that still works, and a drive crashes',
    faults: { expiry: 1, crash: 1 },
    setting: { leases: true },
  },
  {
    name: 'changed-rows',
    summary: 'a drive crashes, and the database reports how many rows an update changed, not how many it found',
    faults: { crash: 1 },
    setting: { leases: true, changedRows: true },
  },
  {
    name: 'drivers',
    summary: 'a driver is shut down, another one wedges, and a newer apply waits for the target',
    faults: { shutdown: 1, wedge: 1 },
    setting: { leases: true, target: true },
  },
  {
    name: 'reaper',
    summary: "an operation's engine fails, a lease expires, and a reaper closes what is left over",
    faults: { failure: 1, expiry: 1 },
    setting: { leases: true, reaper: true },
  },
  {
    name: 'target',
    summary: "an operation's engine fails, and a newer apply waits for the target",
    faults: { failure: 1 },
    setting: { target: true },
  },
  {
    name: 'target-stop',
    summary: 'the operator stops the apply and may start it again, and a newer one waits for the target',
    faults: { stop: 1 },
    setting: { target: true },
  },
  {
    name: 'order',
    summary: "one operation at a time, in deployment order, and an operation's engine fails",
    faults: { failure: 1 },
    setting: { order: 'rolling' },
  },
  {
    name: 'read-committed',
    summary:
      'a lease expires and an engine fails, while each statement of a transaction sees what is committed by then',
    faults: { expiry: 1, failure: 1 },
    setting: { leases: true, isolation: 'read-committed' },
  },
  {
    name: 'snapshot',
    summary: 'the same, while all statements of a transaction see what was committed before the first one',
    faults: { expiry: 1, failure: 1 },
    setting: { leases: true, isolation: 'snapshot' },
  },
  {
    name: 'read-committed-stop',
    summary: 'a stop is requested, perhaps between the look of a claim for one and its commit',
    faults: { stop: 1 },
    setting: { requests: true, isolation: 'read-committed' },
  },
  {
    name: 'tasks',
    summary: 'each operation has two tasks with rows, and one of them is not answered when a drive reads them',
    faults: { unanswered: 1 },
    setting: { tasks: 2 },
  },
  {
    name: 'tasks-forgotten',
    summary: 'a task fails, its engine forgets that and reports it as done, and a write fails in between',
    faults: { failure: 1, write: 1, 'found-done': 1 },
    setting: { tasks: 1 },
  },
  {
    name: 'attach',
    summary: 'the last operation is not there at first, and is attached while the apply goes on',
    faults: { attach: 1 },
    setting: { late: 1 },
  },
  {
    name: 'finalizer',
    summary: 'the last operation waits for the others, one of which fails, and the rollout goes on all the same',
    faults: { failure: 1 },
    setting: { finalizer: true, onFailure: 'continue' },
  },
  {
    name: 'cutover',
    summary: 'operations cut over one after the other once all wait for it, and an engine fails',
    faults: { failure: 1 },
    setting: { order: 'barrier', cutover: true },
  },
  {
    name: 'barrier-finalizer',
    summary: 'operations wait for each other at a barrier, and the last one until the others are completed',
    faults: {},
    setting: { order: 'barrier', cutover: true, finalizer: true },
  },
  {
    name: 'barrier',
    summary: 'one driver brings all operations to their barrier, and an engine fails',
    faults: { failure: 1 },
    setting: { leases: true, drivers: 1, order: 'barrier', cutover: true },
  },
  {
    name: 'cutover-cancel',
    summary: 'a cutover and a cancel are requested, and a control loop carries them out',
    faults: { cancel: 1 },
    setting: { order: 'rolling', requests: true, cutover: true },
  },
  {
    name: 'revert',
    summary: 'operations that wait for each other cut over, and the operator reverts what has',
    faults: { revert: 1 },
    setting: { order: 'barrier', cutover: true, revertWindow: true },
  },
  {
    name: 'skip-revert',
    summary: 'one operation after the other cuts over, and the operator closes a revert window',
    faults: { 'skip-revert': 1 },
    setting: { order: 'rolling', cutover: true, revertWindow: true },
  },
  { name: 'legacy', summary: 'an ordinary day, for an apply without operations', faults: ORDINARY, legacy: true },
  {
    name: 'legacy-lease',
    summary: 'two drivers take an apply without operations; its lease expires, a drive crashes and its engine fails',
    faults: { expiry: 1, crash: 1, failure: 1 },
    legacy: true,
    setting: { leases: true, drivers: 2 },
  },
  { name: 'legacy-stop', summary: 'a stop, for an apply without operations', faults: { stop: 1 }, legacy: true },
  { name: 'legacy-cancel', summary: 'a cancel, for an apply without operations', faults: { cancel: 1 }, legacy: true },
  {
    name: 'legacy-duplicate',
    summary:
      'a stop is requested, then a start, and the stop reaches the engine once more: an apply without operations',
    faults: { stop: 1, start: 1, duplicate: 1 },
    legacy: true,
    setting: { requests: true },
  },
];

/** The config of a rollout in which this class of faults may happen. A legacy apply has no operations to count. */
export function configUnder(
  { faults, legacy, setting = {} }: FaultClass,
  { protocol, operations }: { readonly protocol: string; readonly operations: number },
): RolloutConfig & { readonly faults: FaultBudget } {
  return { protocol, faults, ...setting, ...(legacy === true ? { legacy } : { operations }) };
}

/** The properties that a rollout has under at least one of these classes. They depend on the parts of the model alone. */
export function propertiesUnder(classes: readonly FaultClass[]): CheckedProperty[] {
  const asked = new Set(classes.flatMap(namesUnder));
  return everyProperty().filter(({ name }) => asked.has(name));
}

/** By class. Asked for often, and found by building a rollout: so it is found once. */
const names = new WeakMap<FaultClass, readonly string[]>();

function namesUnder(under: FaultClass): readonly string[] {
  const known = names.get(under);
  if (known !== undefined) return known;
  const config = configUnder(under, { protocol: SHIPPED_PROTOCOL.name, operations: 1 });
  const found = checkedIn(config).map(({ name }) => name);
  names.set(under, found);
  return found;
}
