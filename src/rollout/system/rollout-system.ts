/** The rollout as a system under test: drives, engines, the store, the gate and an operator, put together from a config. */
import {
  driveMachine,
  findProtocol,
  gateMachine,
  isSettled,
  NO_REQUESTS,
  PROTOCOLS,
  SHIPPED_PROTOCOL,
  type OperationRow,
  type Protocol,
} from '../../machines/index.ts';
import {
  defineSystem,
  KERNEL_FAULTS,
  SystemError,
  type ActorDefinition,
  type AnySystem,
  type FaultBudget,
} from '../../sim/index.ts';
import { engineMachine } from '../base/modelled-engine.ts';
import { rolloutEnvironment } from '../base/environment.ts';
import { findMutant } from './mutants.ts';
import { rolloutProperties } from '../base/properties.ts';
import type { OperationConfig, RolloutConfig } from '../base/config.ts';
import type { Inside, Part, Services } from '../base/part.ts';
import type { Scene } from '../base/scene.ts';
import { finalizerPlaces } from '../parts/finalizer.ts';
import { PARTS, partsIn, partsMistake } from '../parts/index.ts';
import { closing } from '../parts/tasks/tasks.ts';
import { requireConfig } from './require-config.ts';
import { rolloutServices } from '../base/services.ts';
import { LEGACY, NO_SUMMARY, rowWriter, type RolloutStore } from '../base/modelled-store.ts';

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
  release: 'the operator releases an apply that a failure under the policy pause holds, or would hold',
  ...Object.assign({}, ...PARTS.map(({ faults = {} }) => faults)),
};

/** The largest rollout that has a letter for each operation, and about the largest of which one run takes no more than seconds. */
export const MAX_OPERATIONS = 26;

type OperationConfigs = { readonly [name: string]: OperationConfig };

/**
 * Builds the rollout.
 *
 * @throws SystemError for an unknown protocol or mutant, an impossible number of operations or drivers, or parts that do not go together
 */
export function rolloutSystem(config: RolloutConfig = {}): AnySystem {
  requireConfig(config, Object.keys(ROLLOUT_FAULTS));
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
  const faults = config.faults ?? {};
  const write = rowWriter(protocol);
  const scene: Scene = {
    config,
    protocol,
    operations: Object.keys(operations),
    policies: Object.values(operations).map(({ onFailure = 'halt' }) => onFailure),
    drives: Object.keys(drives),
    engines,
    faults,
    write,
    close: config.tasks === undefined ? write : closing(write),
  };
  const parts = partsIn(config);
  return defineSystem<RolloutStore>({
    name: 'rollout',
    config: { ...config, protocol: protocol.name } as never,
    store: { ...storeOf(config, operations), ...merged(parts.map(({ cells }) => cells?.(scene))) } as RolloutStore,
    actors: {
      ...drives,
      ...Object.fromEntries(names.map((name) => [`engine:${name}`, engine(operations[name])])),
      ...merged(parts.map(({ actors }) => actors?.(scene))),
      gate: { machine: gateMachine, input: { apply: 'apply' } },
    },
    ...insideOf(scene, parts),
    faults,
    ...(config.staleVersions === undefined ? {} : { staleVersions: config.staleVersions }),
    properties: rolloutProperties(
      scene,
      parts.flatMap(({ properties }) => properties?.(scene) ?? []),
    ),
    ...(areInterchangeable(operations, config) ? { symmetry: [names] } : {}),
  });
}

function insideOf(scene: Scene, parts: readonly Part[]): Inside {
  const services = parts.reduceRight<Services>((inner, part) => part.services?.(inner, scene) ?? inner, {
    ...rolloutServices(scene),
    ...merged(PARTS.map(({ named }) => named)),
  });
  const environment = {
    ...rolloutEnvironment(scene),
    ...merged(parts.map((part) => part.environment?.(scene))),
  };
  return parts.reduce<Inside>((inside, { around }) => around?.(inside, scene) ?? inside, { services, environment });
}

/** What parts bring of one kind, together. */
function merged<Of extends object>(
  brought: readonly (Readonly<Record<string, Of>> | Partial<RolloutStore> | undefined)[],
) {
  return Object.assign({}, ...brought) as Record<string, never>;
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

/**
 * Whether operations differ in nothing but their names and their order, and their order makes no difference: it does where two
 * have failed (which error came first?), and where a `pause` holds what comes later.
 */
function areInterchangeable(
  operations: OperationConfigs,
  { faults = {}, leases, order, retries, late, cutover }: RolloutConfig,
): boolean {
  // Whoever takes any operation takes the first one in deployment order, a claim or a sweep; turns and cutovers go by that order, too,
  // and the last ones are late.
  const goesByOrder = [leases, cutover].includes(true) || [order, retries, late].some((part) => part !== undefined);
  if (goesByOrder) return false;
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

function operationsOf({ operations = 2, onFailure = 'halt', finalizer = false }: RolloutConfig): OperationConfigs {
  const named = Object.entries(typeof operations === 'number' ? numbered(operations) : operations);
  if (named.length > MAX_OPERATIONS) throw new SystemError(countMistake(named.length));
  const places = finalizer ? finalizerPlaces(named.map(([name]) => name)) : {};
  return Object.fromEntries(named.map(([name, operation]) => [name, { onFailure, ...places[name], ...operation }]));
}

const countMistake = (found: number): string => `a rollout has 1 to ${MAX_OPERATIONS} operations, not ${found}`;

function numbered(operations: number): OperationConfigs {
  if (!Number.isInteger(operations) || operations < 1 || operations > MAX_OPERATIONS) {
    throw new SystemError(countMistake(operations));
  }
  return Object.fromEntries(Array.from({ length: operations }, (_, index) => [String.fromCodePoint(65 + index), {}]));
}

function drive({ summary, tasks }: RolloutConfig, protocol: Protocol, operation: string | null): ActorDefinition {
  const more = { ...(summary === true ? { summary } : {}), ...(tasks === undefined ? {} : { tasks: true }) };
  return { machine: driveMachine, input: { apply: 'apply', operation, protocol, ...more }, crashes: true };
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
    asked: 0,
    summary: NO_SUMMARY,
    order: Object.keys(operations),
    revision: 0,
    ...Object.fromEntries(rows),
  } as RolloutStore;
}

function rowOf(
  id: string,
  { state = 'pending', onFailure = 'halt', engine: running = 'idle', ...place }: OperationConfig,
): OperationRow {
  const failed = state === 'failed';
  return {
    id,
    state,
    onFailure,
    errorMessage: failed ? `${id} failed` : null,
    // What is stopped and has an idle engine was stopped before it began.
    started: running !== 'idle' || isSettled(state),
    ...place,
  };
}
