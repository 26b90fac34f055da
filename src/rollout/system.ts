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
  cancel: 'the operator cancels the apply',
  start: 'the operator starts a stopped apply again (with requests; without them that is no disturbance)',
  release: 'the operator releases an apply that a failure under the policy pause holds, or would hold',
};

/** The largest rollout that has a letter for each operation. */
export const MAX_OPERATIONS = 26;

type OperationConfigs = { readonly [name: string]: OperationConfig };

/**
 * Builds the rollout.
 *
 * @throws SystemError for an unknown protocol or mutant, or an impossible number of operations
 */
export function rolloutSystem(config: RolloutConfig = {}): AnySystem {
  const protocol = protocolOf(config.protocol);
  const system = systemOf(config, protocol);
  return config.mutant === undefined ? system : findMutant(protocol, config.mutant).mutate(system);
}

function systemOf(config: RolloutConfig, protocol: Protocol): AnySystem {
  const operations = config.legacy === true ? {} : operationsOf(config);
  const names = config.legacy === true ? [LEGACY] : Object.keys(operations);
  const engines = names.map((name) => `engine:${name}`);
  const drives = names.map((name) => `drive:${name}`);
  const write = rowWriter(protocol);
  const requests = config.requests === true;
  const services = rolloutServices(Object.keys(operations), write);
  return defineSystem<RolloutStore>({
    name: 'rollout',
    config: { ...config, protocol: protocol.name } as never,
    store: storeOf(config, operations),
    actors: {
      ...Object.fromEntries(names.map((name) => [`drive:${name}`, drive(config, protocol, name)])),
      ...Object.fromEntries(names.map((name) => [`engine:${name}`, engine(operations[name])])),
      ...(requests ? { control: CONTROL } : {}),
      gate: { machine: gateMachine, input: { apply: 'apply' } },
    },
    services: {
      ...(config.summary === true ? summarised(services, protocol) : services),
      ...SUMMARY_SERVICES,
      ...(requests ? controlServices(engines, write) : {}),
    },
    environment: rolloutEnvironment(engines, write, { requests }),
    faults: config.faults ?? {},
    ...(config.staleVersions === undefined ? {} : { staleVersions: config.staleVersions }),
    properties: rolloutProperties({
      protocol,
      drives,
      faults: config.faults ?? {},
      requests,
      summary: config.summary === true,
      policies: Object.values(operations).map(({ onFailure = 'halt' }) => onFailure),
    }),
    ...(areInterchangeable(operations, config.faults ?? {}) ? { symmetry: [names] } : {}),
  });
}

/**
 * Whether operations differ in nothing but their names and their order, and their order makes no difference: it does where two
 * have failed (which error came first?), and where a `pause` holds what comes later.
 */
function areInterchangeable(operations: OperationConfigs, faults: FaultBudget): boolean {
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

function drive({ legacy, summary }: RolloutConfig, protocol: Protocol, name: string): ActorDefinition {
  const operation = legacy === true ? null : name;
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
  };
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
