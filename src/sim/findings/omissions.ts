/** What the model leaves out of the runs that it stands for, where a system has something that it concerns. */
import { canonical } from '../data/canonical.ts';
import { budgetOf } from '../kernel/choices.ts';
import { TIMEOUT } from '../kernel/instant.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Request, Slot } from '../machine/slot.ts';

/** Something that can happen in reality and not in the model: a verdict says nothing about it. @public */
export interface Omission {
  readonly kind: 'travelling-write' | 'late-timer' | 'lost-refusal';
  /** For people: what is not modelled, and whom it concerns. */
  readonly message: string;
}

/** An actor, and a state that it was in. */
interface Stand {
  readonly actor: string;
  readonly slot: Slot;
}

/**
 * Lists what the model leaves out that concerns what the kernel has explored or sampled so far:
 *
 * - a write that is on its way when its sender crashes, and takes effect afterwards;
 * - timers that fire late, where an actor had two or more pending at once, so that lateness could change their order;
 * - a refusal whose answer is lost, where a write was refused that could have lost its acknowledgement.
 *
 * Empty where nothing of the kind can have made a difference. Nothing is said here of what the system's author left out.
 *
 * @public
 */
export function omissionsIn(kernel: Kernel): Omission[] {
  const stands = [...standsOf(kernel)];
  return [...travellingWrites(kernel, stands), ...lateTimers(stands), ...lostRefusals(kernel, stands)];
}

function* standsOf({ layout }: Kernel): Generator<Stand> {
  for (const [word, actor] of layout.actors.entries()) {
    const slots = layout.slots[word] as { readonly size: number; value(id: number): Slot };
    for (let id = 0; id < slots.size; id += 1) yield { actor, slot: slots.value(id) };
  }
}

function travellingWrites({ system }: Kernel, stands: readonly Stand[]): Omission[] {
  if (budgetOf(system, 'crash') === 0) return [];
  const sources = stands
    .filter(({ actor }) => system.actors[actor]?.crashes === true)
    .flatMap(({ slot }) => slot.requests)
    .filter((request) => request.reply === null && isWrite(kernelServices(system), request))
    .map(({ source }) => source);
  if (sources.length === 0) return [];
  const message = `a request to ${listed(sources)} that is on its way when its sender crashes is lost; one that takes effect afterwards is not modelled`;
  return [{ kind: 'travelling-write', message }];
}

function lateTimers(stands: readonly Stand[]): Omission[] {
  const actors = stands.filter(({ slot }) => slot.timers.length > 1).map(({ actor }) => actor);
  if (actors.length === 0) return [];
  const message = `timers of ${listed(actors)} fire when they are due, in the order of a clock; late ones, of a process that is busy or suspended, are not modelled`;
  return [{ kind: 'late-timer', message }];
}

function lostRefusals({ system }: Kernel, stands: readonly Stand[]): Omission[] {
  if (budgetOf(system, 'ack') === 0) return [];
  const services = kernelServices(system);
  const sources = stands
    .flatMap(({ slot }) => slot.requests)
    .filter(
      (request) => isWrite(services, request) && (services[request.source]?.atomic === true || isRefused(request)),
    )
    .map(({ source }) => source);
  if (sources.length === 0) return [];
  const message = `the fault ack does not hit a write that is refused (${listed(sources)}): its sender always learns of the refusal`;
  return [{ kind: 'lost-refusal', message }];
}

type Services = Readonly<Record<string, { readonly access: string; readonly atomic?: boolean }>>;

const kernelServices = (system: Kernel['system']): Services => system.services as Services;

const isWrite = (services: Services, { source }: Request): boolean => services[source]?.access === 'write';

const isRefused = ({ reply }: Request): boolean =>
  reply !== null && !reply.ok && canonical(reply.value) !== canonical(TIMEOUT.value);

/** `a, b and 3 more`. */
function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  const more = all.length - MOST;
  return more > 1 ? `${all.slice(0, MOST).join(', ')} and ${more} more` : all.join(', ');
}

const MOST = 4;
