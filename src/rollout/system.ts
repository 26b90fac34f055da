/** The rollout as a system under test: drives, engines, the store, the gate and an operator, put together from a config. */
import {
  driveMachine,
  findProtocol,
  gateMachine,
  isTerminal,
  PROTOCOLS,
  SHIPPED_PROTOCOL,
  type ApplyRow,
  type DeploymentOrder,
  type OperationRow,
  type OnFailure,
  type Protocol,
  type State,
} from '../machines/index.ts';
import {
  defineSystem,
  KERNEL_FAULTS,
  SystemError,
  type ActorDefinition,
  type AnySystem,
  type FaultBudget,
} from '../sim/index.ts';
import { engineMachine, type EngineState } from './engine.ts';
import { rolloutEnvironment } from './environment.ts';
import { leaseCells, leased, leaseExpiry } from './leases.ts';
import { rolloutProperties } from './properties.ts';
import { LEGACY, rolloutServices, rowWriter, type RolloutStore } from './store.ts';

/** An operation as it stands when the run begins. */
export interface OperationConfig {
  readonly state?: State;
  readonly engine?: EngineState;
  readonly onFailure?: OnFailure;
}

/** What a rollout system is built from: plain data, so that a token can carry it. @public */
export interface RolloutConfig {
  /** A name from the ladder of protocols; the shipped one by default. */
  readonly protocol?: string;
  /** How many operations (2 by default), or each by name as it stands when the run begins. */
  readonly operations?: number | { readonly [name: string]: OperationConfig };
  /** An apply from before operations existed: one drive, one engine, no operation rows. */
  readonly legacy?: boolean;
  /** Whether operations are leased, so that any drive may take any of them; out by default: each drive has one of its own. */
  readonly leases?: boolean;
  /** How many drives there are, where operations are leased; as many as operations by default. */
  readonly drivers?: number;
  /** How operations wait for earlier ones; by default not at all, not even for one that failed. */
  readonly order?: DeploymentOrder;
  readonly apply?: Partial<ApplyRow>;
  readonly faults?: FaultBudget;
  readonly staleVersions?: number;
}

/** Every fault and disturbance that a rollout knows, with what it does. @public */
export const ROLLOUT_FAULTS: Readonly<Record<string, string>> = {
  ...KERNEL_FAULTS,
  partial: 'a listing misses a sibling',
  'own-row': "a listing misses the drive's own row",
  empty: 'a listing comes back empty',
  failure: "an operation's engine fails",
  'late-failure': 'a completed operation turns failed',
  stop: 'the operator stops the apply (and may start it again)',
  expiry: 'a lease expires under a driver that still works (with leases)',
};

/** The largest rollout that has a letter for each operation. */
export const MAX_OPERATIONS = 26;

/** More drives than operations wait; more than this and the numbers of worlds are all that grows. */
export const MAX_DRIVERS = 26;

type OperationConfigs = { readonly [name: string]: OperationConfig };

/**
 * Builds the rollout.
 *
 * @throws SystemError for an unknown protocol, an impossible number of operations or drivers, or parts that do not go together
 */
export function rolloutSystem(config: RolloutConfig = {}): AnySystem {
  const mistake = partsMistake(config);
  if (mistake !== null) throw new SystemError(mistake);
  const protocol = protocolOf(config.protocol);
  const operations = config.legacy === true ? {} : operationsOf(config.operations ?? 2);
  const names = config.legacy === true ? [LEGACY] : Object.keys(operations);
  const engines = names.map((name) => `engine:${name}`);
  const drives = drivesOf(config, protocol, names);
  const ids = Object.keys(operations);
  const write = rowWriter(protocol);
  const isLeased = config.leases === true;
  const services = rolloutServices({ operations: ids, write, waits: config.order !== undefined, anyDrive: isLeased });
  return defineSystem<RolloutStore>({
    name: 'rollout',
    config: { ...config, protocol: protocol.name } as never,
    store: storeOf(config, operations),
    actors: {
      ...drives,
      ...Object.fromEntries(names.map((name) => [`engine:${name}`, engine(operations[name])])),
      gate: { machine: gateMachine, input: { apply: 'apply' } },
    },
    services: isLeased ? leased(services) : services,
    environment: { ...rolloutEnvironment(engines, write), ...(isLeased ? leaseExpiry(ids) : {}) },
    faults: config.faults ?? {},
    ...(config.staleVersions === undefined ? {} : { staleVersions: config.staleVersions }),
    properties: rolloutProperties({
      protocol,
      operations: ids,
      drives: Object.keys(drives),
      faults: config.faults ?? {},
      leases: isLeased,
      order: config.order,
    }),
    ...(areInterchangeable(operations, config) ? { symmetry: [names] } : {}),
  });
}

/** One drive for each operation; or, where operations are leased, so many that take whichever is claimable. */
function drivesOf(
  config: RolloutConfig,
  protocol: Protocol,
  names: readonly string[],
): Record<string, ActorDefinition> {
  if (config.leases !== true) {
    const operationOf = (name: string): string | null => (config.legacy === true ? null : name);
    return Object.fromEntries(names.map((name) => [`drive:${name}`, drive(protocol, operationOf(name))]));
  }
  const numbers = Array.from({ length: config.drivers ?? names.length }, (_, index) => index + 1);
  return Object.fromEntries(numbers.map((number) => [`drive:${number}`, drive(protocol, null)]));
}

/** What the parts of a config have against each other, as a sentence; null if they go together. */
export function partsMistake({ legacy, leases, drivers, order }: RolloutConfig): string | null {
  if (legacy === true && leases === true) return 'an apply without operations has nothing to lease';
  if (legacy === true && order !== undefined) return 'an apply without operations has nothing to put in an order';
  if (drivers === undefined) return null;
  if (leases !== true) return 'drivers are counted where operations are leased only: add "leases: true"';
  const isPossible = Number.isInteger(drivers) && drivers >= 1 && drivers <= MAX_DRIVERS;
  return isPossible ? null : `a rollout has 1 to ${MAX_DRIVERS} drivers, not ${drivers}`;
}

/**
 * Whether operations differ in nothing but their names and their order, and their order makes no difference: it does where two
 * have failed (which error came first?), and where a `pause` holds what comes later.
 */
function areInterchangeable(operations: OperationConfigs, { faults = {}, leases, order }: RolloutConfig): boolean {
  // Whoever claims any operation takes the first one in deployment order, and turns go by that order, too.
  if (leases === true || order !== undefined) return false;
  const rows = Object.values(operations).map(({ engine: running = 'idle', ...rest }) => ({
    ...rowOf('', rest),
    running,
  }));
  const [first] = rows;
  if (first === undefined || rows.length < 2) return false;
  const alike = rows.every((row) =>
    Object.entries(first).every(([key, value]) => row[key as keyof typeof row] === value),
  );
  const canFailTwice = first.state === 'failed' || first.running === 'failed' || failures(faults) > 1;
  return alike && !canFailTwice && first.onFailure !== 'pause';
}

const failures = (faults: FaultBudget): number => (faults['failure'] ?? 0) + (faults['late-failure'] ?? 0);

function protocolOf(name: string | undefined): Protocol {
  if (name === undefined) return SHIPPED_PROTOCOL;
  const protocol = findProtocol(name);
  if (protocol === undefined) {
    throw new SystemError(`unknown protocol "${name}". Known: ${PROTOCOLS.map((known) => known.name).join(', ')}`);
  }
  return protocol;
}

function operationsOf(operations: number | OperationConfigs): OperationConfigs {
  if (typeof operations !== 'number') return operations;
  if (!Number.isInteger(operations) || operations < 1 || operations > MAX_OPERATIONS) {
    throw new SystemError(`a rollout has 1 to ${MAX_OPERATIONS} operations, not ${operations}`);
  }
  return Object.fromEntries(Array.from({ length: operations }, (_, index) => [String.fromCodePoint(65 + index), {}]));
}

function drive(protocol: Protocol, operation: string | null): ActorDefinition {
  return { machine: driveMachine, input: { apply: 'apply', operation, protocol }, crashes: true };
}

function engine(operation: OperationConfig | undefined): ActorDefinition {
  return { machine: engineMachine, input: { initially: operation?.engine ?? 'idle' } };
}

function storeOf(config: RolloutConfig, operations: OperationConfigs): RolloutStore {
  const rows = Object.entries(operations).map(([id, operation]) => [`operation:${id}`, rowOf(id, operation)]);
  return {
    apply: { state: 'pending', startedAt: null, completedAt: null, errorMessage: null, ...config.apply },
    control: 'none',
    order: Object.keys(operations),
    revision: 0,
    ...Object.fromEntries(rows),
    ...(config.order === undefined ? {} : { turns: config.order }),
    ...(config.leases === true ? leaseCells(Object.keys(operations)) : {}),
  } as RolloutStore;
}

function rowOf(
  id: string,
  { state = 'pending', onFailure = 'halt', engine: running = 'idle' }: OperationConfig,
): OperationRow {
  const failed = state === 'failed';
  return {
    id,
    state,
    onFailure,
    errorMessage: failed ? `${id} failed` : null,
    started: running !== 'idle' || isTerminal(state),
  };
}
