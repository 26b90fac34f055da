/** The rollout as a system under test: drives, engines, the store, the gate and an operator, put together from a config. */
import {
  driveMachine,
  findProtocol,
  gateMachine,
  isSettled,
  NO_REQUESTS,
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
import { CONTROL, controlServices } from './control.ts';
import { engineMachine, type EngineState } from './engine.ts';
import { rolloutEnvironment } from './environment.ts';
import { leaseCells, leased, leaseExpiry } from './leases.ts';
import { findMutant } from './mutants.ts';
import { rolloutProperties } from './properties.ts';
import { LEGACY, rolloutServices, rowWriter, type RolloutStore } from './store.ts';
import { NO_SUMMARY, summarised, SUMMARY_SERVICES } from './summary.ts';

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
  /** What a failure does to the rest of the rollout, for each operation that does not say so itself; `halt` by default. */
  readonly onFailure?: OnFailure;
  /** What is wrong with it, by the name of a mutant of its protocol; by default it is as it should be. */
  readonly mutant?: string;
  /**
   * Whether what the operator asks for is a row that a control loop carries out and answers. By default it is out: what is asked for
   * is done in the same instant.
   */
  readonly requests?: boolean;
  /** Whether drives tell how their apply ended; by default they do not. */
  readonly summary?: boolean;
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
  cancel: 'the operator cancels the apply',
  start: 'the operator starts a stopped apply again (with requests; without them that is no disturbance)',
  release: 'the operator releases an apply that a failure under the policy pause holds, or would hold',
};

/** The largest rollout that has a letter for each operation. */
export const MAX_OPERATIONS = 26;

/** More drives than operations wait; more than this and the numbers of worlds are all that grows. */
export const MAX_DRIVERS = 26;

type OperationConfigs = { readonly [name: string]: OperationConfig };

/**
 * Builds the rollout.
 *
 * @throws SystemError for an unknown protocol or mutant, an impossible number of operations or drivers, or parts that do not go together
 */
export function rolloutSystem(config: RolloutConfig = {}): AnySystem {
  const mistake = partsMistake(config);
  if (mistake !== null) throw new SystemError(mistake);
  const protocol = protocolOf(config.protocol);
  const system = systemOf(config, protocol);
  return config.mutant === undefined ? system : findMutant(protocol, config.mutant).mutate(system);
}

function systemOf(config: RolloutConfig, protocol: Protocol): AnySystem {
  const operations = config.legacy === true ? {} : operationsOf(config);
  const names = config.legacy === true ? [LEGACY] : Object.keys(operations);
  const engines = names.map((name) => `engine:${name}`);
  const drives = drivesOf(config, protocol, names);
  const ids = Object.keys(operations);
  const write = rowWriter(protocol);
  const requests = config.requests === true;
  const isLeased = config.leases === true;
  const services = rolloutServices({ operations: ids, write, waits: config.order !== undefined, anyDrive: isLeased });
  const told = config.summary === true ? summarised(services, protocol) : services;
  return defineSystem<RolloutStore>({
    name: 'rollout',
    config: { ...config, protocol: protocol.name } as never,
    store: storeOf(config, operations),
    actors: {
      ...drives,
      ...Object.fromEntries(names.map((name) => [`engine:${name}`, engine(operations[name])])),
      ...(requests ? { control: CONTROL } : {}),
      gate: { machine: gateMachine, input: { apply: 'apply' } },
    },
    services: {
      ...(isLeased ? leased(told) : told),
      ...SUMMARY_SERVICES,
      ...(requests ? controlServices(engines, write) : {}),
    },
    environment: {
      ...rolloutEnvironment(engines, write, { requests }),
      ...(isLeased ? leaseExpiry(ids) : {}),
    },
    faults: config.faults ?? {},
    ...(config.staleVersions === undefined ? {} : { staleVersions: config.staleVersions }),
    properties: rolloutProperties({
      protocol,
      operations: ids,
      drives: Object.keys(drives),
      faults: config.faults ?? {},
      leases: isLeased,
      order: config.order,
      requests,
      summary: config.summary === true,
      policies: Object.values(operations).map(({ onFailure = 'halt' }) => onFailure),
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
    return Object.fromEntries(names.map((name) => [`drive:${name}`, drive(config, protocol, operationOf(name))]));
  }
  const numbers = Array.from({ length: config.drivers ?? names.length }, (_, index) => index + 1);
  return Object.fromEntries(numbers.map((number) => [`drive:${number}`, drive(config, protocol, null)]));
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

function operationsOf({ operations = 2, onFailure = 'halt' }: RolloutConfig): OperationConfigs {
  const named = typeof operations === 'number' ? numbered(operations) : operations;
  return Object.fromEntries(Object.entries(named).map(([name, operation]) => [name, { onFailure, ...operation }]));
}

function numbered(operations: number): OperationConfigs {
  if (!Number.isInteger(operations) || operations < 1 || operations > MAX_OPERATIONS) {
    throw new SystemError(`a rollout has 1 to ${MAX_OPERATIONS} operations, not ${operations}`);
  }
  return Object.fromEntries(Array.from({ length: operations }, (_, index) => [String.fromCodePoint(65 + index), {}]));
}

function drive({ summary }: RolloutConfig, protocol: Protocol, operation: string | null): ActorDefinition {
  const tells = summary === true ? { summary } : {};
  return { machine: driveMachine, input: { apply: 'apply', operation, protocol, ...tells }, crashes: true };
}

function engine(operation: OperationConfig | undefined): ActorDefinition {
  return { machine: engineMachine, input: { initially: operation?.engine ?? 'idle' } };
}

function storeOf(config: RolloutConfig, operations: OperationConfigs): RolloutStore {
  const rows = Object.entries(operations).map(([id, operation]) => [`operation:${id}`, rowOf(id, operation)]);
  return {
    apply: { state: 'pending', startedAt: null, completedAt: null, errorMessage: null, ...config.apply },
    control: 'none',
    requests: NO_REQUESTS,
    summary: NO_SUMMARY,
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
    // What is stopped and has an idle engine was stopped before it began.
    started: running !== 'idle' || isSettled(state),
  };
}
