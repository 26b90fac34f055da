/**
 * Failures that may be retried, with a budget of retries for the whole apply.
 *
 * A retry is a claim of an operation that waits to be retried. It is counted on the apply, in the transaction that claims: two drivers
 * that retry two operations of one apply cannot both take the last one. Once none is left, a sweep fails what still waits.
 *
 * Two abstractions keep it small. What the sweep asks for takes effect and is answered in one instant, as what matters comes between
 * one of its requests and the next. And a look at the budget that finds a retry left changes nothing and is left out: the request waits
 * until none is. Of the time that retries have it matters only whether it is over: `day` is 0 until it is, at any instant, by the fault
 * `day`.
 */
import {
  isSpent,
  stepOperationRow,
  sweepMachine,
  type ApplyInput,
  type Claim,
  type ClaimInput,
  type ExpireInput,
  type RetryBudget,
} from '../../../machines/index.ts';
import {
  BLOCKED,
  type Blocked,
  type EnvironmentAction,
  type Property,
  type SafetyProperty,
  type Service,
  type Transaction,
  type View,
  type Witness,
} from '../../../sim/index.ts';
import type { RolloutConfig } from '../../base/config.ts';
import type { Part, Services } from '../../base/part.ts';
import type { Scene } from '../../base/scene.ts';
import { engineOf, isUnwanted, rowsOf, type RolloutStore, type WriteRow } from '../../base/modelled-store.ts';
import { RETRY_MUTANTS } from './retry-mutants.ts';

type Tx = Transaction<RolloutStore>;
type World = View<RolloutStore>;

/** The budget of a config that has the part. It is for the first day. */
const budgetOf = ({ retries = 0 }: RolloutConfig): RetryBudget => ({ retries, window: 1 });

function noneIsLeft(world: World, budget: RetryBudget): boolean {
  return isSpent(budget, { counted: world.read('retries').counted, since: 0 }, world.read('day'));
}

/** The same services, with claims that count retries, and what the sweep asks for. */
function retried(services: Services, { config, write }: Scene): Services {
  const { claim } = services;
  const budget = budgetOf(config);
  return {
    ...services,
    claim: {
      ...claim,
      run: (input: ClaimInput, tx: Tx, self: string) =>
        isRetryable(tx, input.operation)
          ? retry(input, tx, budget, () => claim.run(input, tx, self))
          : claim.run(input, tx, self),
    },
    ...sweepServices(budget, write),
  };
}

function isRetryable(world: World, operation: string | null): operation is string {
  return operation !== null && world.read(`operation:${operation}`).state === 'failed_retryable';
}

/** A claim that retries an operation, and counts that. Nothing is retried under a stop or a cancel: then it is claimed as it stands. */
function retry({ operation }: ClaimInput, tx: Tx, budget: RetryBudget, claim: () => Claim | Blocked): Claim | Blocked {
  if (isUnwanted(tx)) return { operation, lease: null, reopened: false };
  if (noneIsLeft(tx, budget)) return BLOCKED;
  const claimed = claim();
  if (claimed === BLOCKED) return BLOCKED;
  if (engineOf(tx, operation) === 'interrupted') tx.send(`engine:${operation}`, { type: 'START' });
  const { counted, made } = tx.read('retries');
  tx.write('retries', { counted: counted + 1, made: made + 1 });
  return claimed;
}

function sweepServices(budget: RetryBudget, write: WriteRow) {
  return {
    findRetryable: {
      access: 'read',
      atomic: true,
      run: (_, tx) => rowsOf(tx).find(({ id }) => isRetryable(tx, id))?.id ?? BLOCKED,
    } satisfies Service<RolloutStore, ApplyInput, string>,
    awaitSpent: {
      access: 'read',
      atomic: true,
      run: (_, tx) => (noneIsLeft(tx, budget) ? null : BLOCKED),
    } satisfies Service<RolloutStore, ApplyInput, null>,
    expireOperation: {
      access: 'write',
      atomic: true,
      run: ({ operation }, tx) => (noneIsLeft(tx, budget) ? expire(operation, tx, write) : null),
    } satisfies Service<RolloutStore, ExpireInput, null>,
  };
}

/** The row decides: only what waits to be retried expires. Its tasks are failed with it. */
function expire(operation: string, tx: Tx, write: WriteRow): null {
  const row = tx.read(`operation:${operation}`);
  if (row.state === 'failed_retryable') tx.send(`engine:${operation}`, { type: 'GIVE_UP' });
  write(tx, `operation:${operation}`, stepOperationRow(row, { type: 'expire' }));
  return null;
}

function interruptions(engines: readonly string[]): Record<string, EnvironmentAction<RolloutStore>> {
  const interrupt = (engine: string): EnvironmentAction<RolloutStore> => ({
    budget: 'transient',
    run: (tx) => (tx.actor(engine)?.value === 'copying' ? tx.send(engine, { type: 'INTERRUPT' }) : BLOCKED),
  });
  return Object.fromEntries(engines.map((engine) => [`${engine} is interrupted`, interrupt(engine)]));
}

const dayPasses: EnvironmentAction<RolloutStore> = {
  budget: 'day',
  run: (tx) => (tx.read('day') === 0 ? tx.write('day', 1) : BLOCKED),
};

const budgetRespected = ({ retries }: RetryBudget, scene: Scene): SafetyProperty<RolloutStore> => ({
  kind: 'safety',
  name: 'budget-respected',
  summary:
    'the operations of an apply are not retried more often, all together, than it has retries, nor after their time',
  check: (after, before) => {
    const { made } = after.read('retries');
    if (made > retries) return `${made} retries of the apply are made, and it has ${retries}`;
    const isLate = made > before.read('retries').made && before.read('day') > 0 && !beganInTime(before, scene);
    return isLate ? 'an operation is retried, and the time for retries is over' : null;
  },
});

/** A transaction of several statements asks what time it is once, and may commit later. */
function beganInTime(world: World, { drives, config: { isolation = 'serializable' } }: Scene): boolean {
  return isolation !== 'serializable' && drives.some((drive) => world.read(`session:${drive}`)?.seen['day'] === 0);
}

function witnesses({ config, faults }: Scene): Witness<RolloutStore>[] {
  const { retries } = budgetOf(config);
  const transient = faults['transient'] ?? 0;
  const canRetry: Witness<RolloutStore> = {
    kind: 'witness',
    name: 'can-retry',
    summary: 'some run completes an apply of which an operation was retried',
    reached: (world) => world.read('retries').made > 0 && world.read('apply').state === 'completed',
  };
  const canGiveUp: Witness<RolloutStore> = {
    kind: 'witness',
    name: 'can-give-up',
    summary: 'some run fails an apply that has no retry left',
    reached: (world) => world.read('retries').made === retries && world.read('apply').state === 'failed',
  };
  const canRunOut: Witness<RolloutStore> = {
    kind: 'witness',
    name: 'can-run-out-of-time',
    summary: 'some run fails an apply that has retries left, and no time for them',
    reached: (world) => world.read('retries').made < retries && world.read('apply').state === 'failed',
  };
  const canFail = (faults['failure'] ?? 0) > 0;
  return [
    ...(transient > 0 ? [canRetry] : []),
    ...(transient > retries ? [canGiveUp] : []),
    ...(transient > 0 && (faults['day'] ?? 0) > 0 && !canFail ? [canRunOut] : []),
  ];
}

function propertiesOf(scene: Scene): Property<RolloutStore>[] {
  return [budgetRespected(budgetOf(scene.config), scene), ...witnesses(scene)];
}

export const RETRIES: Part = {
  name: 'retries',
  brings: { retries: 1 },
  within: ({ retries }) => {
    if (retries === undefined) return null;
    return retries === 1 ? 'one for the whole apply' : `${retries} for the whole apply`;
  },
  mistake: ({ legacy, retries }) =>
    legacy === true && retries !== undefined ? 'an apply without operations has nothing to retry' : null,
  faults: {
    transient: "an operation's engine fails in a way that may be retried (with retries)",
    day: 'a day passes, and the time for retries is over (with retries)',
  },
  cells: () => ({ retries: { counted: 0, made: 0 }, day: 0 }),
  actors: () => ({ sweep: { machine: sweepMachine, input: { apply: 'apply' }, crashes: true } }),
  services: retried,
  environment: ({ engines }) => ({ ...interruptions(engines), 'a day passes': dayPasses }),
  properties: propertiesOf,
  mutants: RETRY_MUTANTS,
};
