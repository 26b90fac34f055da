/**
 * What may happen next, as plain data with a label that means something to a person.
 *
 * The order is fixed: for each actor in the order of the system its messages, requests, timers and crashes, then the
 * environment. Labels name actors, services and faults, never positions, so they stay when unrelated code changes.
 */
import type { Json } from '../data/canonical.ts';
import type { Request, Slot, Timer } from '../machine/slot.ts';
import { runUserCode } from '../user-code/user-code.ts';
import { SystemError, type Distortion, type Service, type AnySystem } from '../contract/system.ts';
import { mayFire, mostLeft } from '../machine/zone.ts';

/** What the scheduler may do with an actor or its environment. */
export type Act =
  | { readonly kind: 'receive' }
  | { readonly kind: 'effect'; readonly request: string; readonly variant: Variant }
  | { readonly kind: 'fail'; readonly request: string }
  | { readonly kind: 'answer'; readonly request: string }
  | { readonly kind: 'fire'; readonly timer: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'happen' };

/** How a request takes effect. */
export type Variant =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'stale'; readonly versions: number }
  | { readonly kind: 'distorted'; readonly distortion: Distortion<Json> }
  | { readonly kind: 'unacknowledged' };

/** One thing that may happen next. */
export interface Choice {
  /** The actor it happens to; null for the environment. */
  readonly actor: string | null;
  readonly act: Act;
  /** The fault or disturbance whose budget it spends; null for what happens anyway. */
  readonly fault: string | null;
  /** The label is `before`, then `#n` if this is about the n-th request to a service, then `after`. */
  readonly before: string;
  readonly source: string | null;
  readonly after: string;
}

/** What an actor's slot allows, faults of the budget included, whatever of the budget is left. */
export function choicesOf(system: AnySystem, actor: string, slot: Slot): Choice[] {
  const crashes = system.actors[actor]?.crashes === true && budgetOf(system, 'crash') > 0;
  const own = { actor, fault: null, source: null, after: '' };
  if (slot.snapshot === null) return [{ ...own, act: { kind: 'restart' }, before: `restart ${actor}` }];
  const messages = slot.mailbox
    .slice(0, 1)
    .map((event) => ({ ...own, act: { kind: 'receive' } as const, before: `${actor} receives ${event.type}` }));
  const requests = slot.requests.flatMap((request) => requestChoices(system, actor, slot, request));
  const timers = timerNames(slot).map(([name, timer]) => ({
    ...own,
    act: { kind: 'fire', timer } as const,
    before: `${actor} timer ${name} fires`,
  }));
  const crash = crashes ? [{ ...own, act: { kind: 'crash' } as const, fault: 'crash', before: `crash ${actor}` }] : [];
  return [...messages, ...requests, ...timers, ...crash];
}

/** What the environment may do, in the order of the system. A disturbance without a budget is not possible at all. */
export function environmentChoices(system: AnySystem): Choice[] {
  return Object.entries(system.environment ?? {}).flatMap(([label, action]) => {
    const fault = action.budget ?? null;
    if (fault !== null && budgetOf(system, fault) === 0) return [];
    return [{ actor: null, act: { kind: 'happen' }, fault, before: label, source: null, after: '' } satisfies Choice];
  });
}

/** Whether a label is the choice's, whatever the number of the request in it, or without one. */
export function isCalled({ source, before, after }: Choice, label: string): boolean {
  if (label === `${before}${after}`) return true;
  if (source === null || !label.startsWith(`${before}#`) || !label.endsWith(after)) return false;
  return /^\d+$/.test(label.slice(before.length + 1, label.length - after.length));
}

/** How often the fault may happen in one run. */
export function budgetOf(system: AnySystem, fault: string): number {
  return system.faults?.[fault] ?? 0;
}

/** The service that stands for an invoked actor. */
export function serviceOf(system: AnySystem, source: string, actor: string): Service<never, Json, Json> {
  const service = system.services[source];
  if (service === undefined) {
    const known = Object.keys(system.services).join(', ') || 'none';
    throw new SystemError(
      `actor "${actor}" (machine "${system.actors[actor]?.machine.id}") invokes "${source}", which no service stands for. Services: ${known}`,
    );
  }
  return service as unknown as Service<never, Json, Json>;
}

function requestChoices(system: AnySystem, actor: string, slot: Slot, request: Request): Choice[] {
  const twin = slot.requests.some((other) => other.source === request.source && other.id !== request.id);
  const name = twin ? `${actor} ${request.source}(${request.id})` : `${actor} ${request.source}`;
  const base = { actor, fault: null, before: name, source: request.source };
  if (request.reply !== null) {
    return [{ ...base, act: { kind: 'answer', request: request.id }, after: ' is answered' }];
  }
  return effectVariants(system, actor, request).map(({ act, fault, after }) => ({ ...base, act, fault, after }));
}

type Effected = Pick<Choice, 'act' | 'fault' | 'after'>;

function effectVariants(system: AnySystem, actor: string, request: Request): Effected[] {
  const service = serviceOf(system, request.source, actor);
  const allowed = (fault: string): boolean => budgetOf(system, fault) > 0;
  const effect = (variant: Variant, fault: string | null, note: string): Effected => ({
    act: { kind: 'effect', request: request.id, variant },
    fault,
    after: note === '' ? ' takes effect' : ` takes effect, ${note}`,
  });
  const fail = (fault: string): Effected => ({
    act: { kind: 'fail', request: request.id },
    fault,
    after: ' fails: timeout',
  });
  const faults = {
    observation: [],
    read: [
      fail('read'),
      ...(service.replica === false ? [] : staleVariants(system)).map(({ versions, note }) =>
        effect({ kind: 'stale', versions }, 'stale', note),
      ),
    ],
    write: [fail('write'), effect({ kind: 'unacknowledged' }, 'ack', 'acknowledgement lost')],
  }[service.access];
  const distorted = distortionsOf(service, request, actor).map((distortion) =>
    effect({ kind: 'distorted', distortion }, distortion.fault, distortion.label),
  );
  return [
    effect({ kind: 'fresh' }, null, ''),
    ...[...faults, ...distorted].filter(({ fault }) => fault === null || allowed(fault)),
  ];
}

function distortionsOf(
  service: Service<never, Json, Json>,
  request: Request,
  actor: string,
): readonly Distortion<Json>[] {
  if (service.distortions === undefined) return [];
  return runUserCode(
    () => `the distortions of service "${request.source}"`,
    (lend) => service.distortions?.(lend('its input', request.input), actor) ?? [],
  );
}

function staleVariants(system: AnySystem): { versions: number; note: string }[] {
  const depth = historyDepth(system);
  return Array.from({ length: depth }, (_, index) => ({
    versions: index + 1,
    note: `stale by ${index + 1} version${index === 0 ? '' : 's'}`,
  }));
}

/** How many old versions of the store a world must hold. */
export function historyDepth(system: AnySystem): number {
  return budgetOf(system, 'stale') > 0 ? (system.staleVersions ?? 1) : 0;
}

/** The timers that may fire next, by name and position. */
function timerNames({ timers, zone }: Slot): [string, number][] {
  const firing = timers.flatMap((timer, index) =>
    mayFire(zone, index) ? [{ name: timerName(timer), left: mostLeft(zone, index), index }] : [],
  );
  return firing.map((timer) => {
    const twins = firing.filter(({ name }) => name === timer.name);
    return [twins.length > 1 ? `${timer.name} (${amongTwins(timer, twins)})` : timer.name, timer.index];
  });
}

interface Firing {
  readonly left: number;
  readonly index: number;
}

/** What tells a timer from others of its name: how long it may take, and where that is the same, which was set first. */
function amongTwins({ left, index }: Firing, twins: readonly Firing[]): string {
  const alike = twins.filter((twin) => twin.left === left);
  const rank = alike.findIndex((twin) => twin.index === index) + 1;
  return alike.length > 1 ? `in ${left}, set as number ${rank}` : `in ${left}`;
}

/** `xstate.after.pollInterval.drive.waiting` is the timer `pollInterval` to a person. */
function timerName(timer: Timer): string {
  const match = /^xstate\.after\.([^.]+)\./.exec(timer.event.type);
  return match?.[1] ?? timer.event.type;
}
