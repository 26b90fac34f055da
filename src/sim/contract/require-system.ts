/** Whether a system is one, as far as that can be told before it runs. */
import { NotPlainData, own } from '../data/canonical.ts';
import { LARGEST, requireFlag, requireName, requireNoSlip, requireWhole, requireWord, shown } from './require.ts';
import { requireProperties } from './require-properties.ts';
import { KERNEL_FAULTS, SystemError, type AnySystem } from './system.ts';
import { unknownWord } from '../../nearest.ts';

/** How far back a stale read may look: each version is a word of every world. */
const MOST_VERSIONS = 1000;

const SYSTEM = [
  'name',
  'config',
  'actors',
  'store',
  'services',
  'environment',
  'faults',
  'staleVersions',
  'symmetry',
  'properties',
];
const ACTOR = ['machine', 'input', 'crashes', 'routes', 'ignoredActions'];
const SERVICE = ['access', 'replica', 'atomic', 'run', 'distortions'];
const ACTION = ['budget', 'run'];

/** A system, read as what somebody without a compiler may have written. */
type Written = { readonly [Key in keyof AnySystem]?: unknown };
type Named = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** @throws SystemError that names the first mistake */
export function requireSystem(system: AnySystem): void {
  requireNoSlip('the system', Object.keys(system), SYSTEM);
  requireActors(system);
  requireStore(system.store);
  requireServices(system.services);
  requireEnvironment(system);
  requireFaults(system);
  requireProperties(system.properties ?? []);
}

function requireActors(system: AnySystem): void {
  const names = Object.keys(system.actors);
  for (const [name, actor] of Object.entries(system.actors as unknown as Named)) {
    requireName('an actor', name);
    requireNoSlip(`actor "${name}"`, Object.keys(actor), ACTOR);
    requireFlag(`\`crashes\` of actor "${name}"`, actor['crashes']);
    for (const [type, targets] of Object.entries((actor['routes'] ?? {}) as Readonly<Record<string, unknown>>)) {
      const where = `the route of actor "${name}" for "${type}"`;
      if (!Array.isArray(targets)) throw new SystemError(`${where} is ${shown(targets)}: it must be a list of actors`);
      for (const target of targets as readonly string[])
        if (!names.includes(target)) throw new SystemError(`${where}: ${unknownWord('actor', target, names)}`);
    }
  }
}

function requireStore(store: unknown): void {
  for (const [cell, value] of Object.entries(store as Readonly<Record<string, unknown>>)) {
    requireName('a cell', cell);
    if (value === undefined)
      throw new SystemError(
        `cell "${cell}" begins as undefined: only plain data (JSON) can be part of a world; use null`,
      );
    try {
      own(value, cell);
    } catch (cause) {
      if (!(cause instanceof NotPlainData)) throw cause;
      throw new SystemError(`the store: ${cause.message}`, { cause });
    }
  }
}

function requireServices(services: unknown): void {
  for (const [name, service] of Object.entries(services as Named)) {
    requireName('a service', name);
    requireNoSlip(`service "${name}"`, Object.keys(service), SERVICE);
    requireWord(`\`access\` of service "${name}"`, service['access'], ['read', 'write', 'observation']);
    requireFlag(`\`replica\` of service "${name}"`, service['replica']);
    requireFlag(`\`atomic\` of service "${name}"`, service['atomic']);
  }
}

function requireEnvironment({ environment = {} }: AnySystem): void {
  for (const [label, action] of Object.entries(environment as unknown as Named)) {
    requireName('an environment action', label);
    requireNoSlip(`environment action "${label}"`, Object.keys(action), ACTION);
    const { budget } = action;
    if (budget === undefined) continue;
    requireName(`the budget of environment action "${label}"`, budget);
    if (Object.hasOwn(KERNEL_FAULTS, budget as string))
      throw new SystemError(
        `environment action "${label}" has the budget "${budget as string}", which is the kernel's own fault (${KERNEL_FAULTS[budget as keyof typeof KERNEL_FAULTS]}): ` +
          'a report could not say which of the two happened. Give it a name of its own.',
      );
  }
}

/** @throws SystemError for budgets that no world can hold, or that are nobody's */
function requireFaults(system: AnySystem): void {
  const { faults = {}, staleVersions }: Written = system;
  if (typeof faults !== 'object' || faults === null)
    throw new SystemError(`the faults are ${shown(faults)}: they must be an object of budgets`);
  const known = knownFaults(system);
  const distorts = (Object.values(system.services) as { readonly distortions?: unknown }[]).some(
    ({ distortions }) => distortions !== undefined,
  );
  for (const [fault, budget] of Object.entries(faults as Readonly<Record<string, unknown>>)) {
    requireName('a fault', fault);
    requireWhole(`the budget of fault "${fault}"`, budget, 0, LARGEST);
    // Only a request tells by which faults its answer is distorted.
    if (budget === 0) continue;
    if (distorts) requireNoSlip('the budget of faults', [fault], known);
    else requireWord('fault', fault, known);
  }
  if (staleVersions !== undefined) requireWhole('`staleVersions`', staleVersions, 1, MOST_VERSIONS);
}

function knownFaults({ environment = {} }: AnySystem): string[] {
  const budgets = Object.values(environment).flatMap(({ budget }) => budget ?? []);
  return [...new Set([...Object.keys(KERNEL_FAULTS), ...budgets])];
}
