/**
 * An actor's slot in the world: its snapshot, its pending requests, its timers and its mailbox.
 *
 * An invoked request belongs to the actor that issued it, so it lives here and no global bag of messages has to be kept in a
 * canonical order. All functions are pure.
 */
import { canonical, type Json } from '../data/canonical.ts';
import type { Effect, SentEvent } from './effects.ts';
import type { MachineTable, Step } from './machine-table.ts';
import { SystemError } from '../contract/system.ts';
import { dropTimer, fireTimer, NO_TIMERS, pass, setTimer, type Zone } from './zone.ts';

/** An answer on its way to the actor that asked. */
export interface Reply {
  readonly ok: boolean;
  readonly value: Json;
}

/** An invoked actor: issued, and then waiting to take effect (no reply yet) or for its reply to arrive. */
export interface Request {
  readonly id: string;
  readonly source: string;
  readonly input: Json;
  readonly reply: Reply | null;
}

/** A delayed event. */
export interface Timer {
  readonly id: string;
  readonly event: SentEvent;
}

/** Everything that is private to one actor. `snapshot` is null while it is down. */
export interface Slot {
  readonly snapshot: number | null;
  readonly requests: readonly Request[];
  /** In the order in which they were set. */
  readonly timers: readonly Timer[];
  /** When they are due. */
  readonly zone: Zone;
  readonly mailbox: readonly SentEvent[];
}

/** A slot after a step, with the events that the machine emitted and the sources that it invoked in it. */
export interface Moved {
  readonly slot: Slot;
  readonly emitted: readonly SentEvent[];
  readonly invoked: readonly string[];
}

/** A crashed actor: nothing of it is left but its name. */
export const DOWN: Slot = { snapshot: null, requests: [], timers: [], zone: NO_TIMERS, mailbox: [] };

/** The actor in its initial state. */
export function startSlot(table: MachineTable, input: unknown): Moved {
  return settle(table, DOWN, table.start(input));
}

/** The actor after an event; an actor that is down or finished does not notice. */
export function deliver(table: MachineTable, slot: Slot, event: SentEvent): Moved {
  if (slot.snapshot === null || !isActive(table, slot)) return unmoved(slot);
  return settle(table, slot, table.step(slot.snapshot, event));
}

function isActive(table: MachineTable, { snapshot }: Slot): boolean {
  return snapshot !== null && table.view(snapshot).status === 'active';
}

/** The request has taken effect: its reply is on the way. */
export function withReply(slot: Slot, id: string, reply: Reply): Slot {
  const requests = slot.requests.map((request) => (request.id === id ? { ...request, reply } : request));
  return { ...slot, requests };
}

/** The reply arrives: the machine sees it as the event that XState would send it. */
export function answer(table: MachineTable, slot: Slot, id: string, reply: Reply): Moved {
  const requests = slot.requests.filter((request) => request.id !== id);
  return deliver(table, { ...slot, requests }, answerEvent(id, reply));
}

function answerEvent(id: string, reply: Reply): SentEvent {
  if (reply.ok) return { type: `xstate.done.actor.${id}`, output: reply.value, actorId: id };
  return { type: `xstate.error.actor.${id}`, error: reply.value, actorId: id };
}

/** The timer fires. */
export function fire(table: MachineTable, slot: Slot, index: number): Moved {
  const timer = slot.timers[index];
  if (timer === undefined) return unmoved(slot);
  const timers = slot.timers.filter((other) => other !== timer);
  return deliver(table, { ...slot, timers, zone: fireTimer(slot.zone, index) }, timer.event);
}

/** The step is over: until the next one, any time may pass on the actor's clock. */
export function afterStep(slot: Slot): Slot {
  return slot.timers.length === 0 ? slot : { ...slot, zone: pass(slot.zone) };
}

/** The first message in the mailbox is received. */
export function receive(table: MachineTable, slot: Slot): Moved {
  const [event, ...mailbox] = slot.mailbox;
  return event === undefined ? unmoved(slot) : deliver(table, { ...slot, mailbox }, event);
}

/** A message is put into the mailbox; one to a crashed or finished actor is lost. */
export function post(table: MachineTable, slot: Slot, event: SentEvent): Slot {
  return isActive(table, slot) ? { ...slot, mailbox: [...slot.mailbox, event] } : slot;
}

const unmoved = (slot: Slot): Moved => ({ slot, emitted: [], invoked: [] });

function settle(table: MachineTable, slot: Slot, step: Step): Moved {
  let next: Slot = { ...slot, snapshot: step.snapshot };
  const emitted: SentEvent[] = [];
  const invoked = new Map<string, string>();
  for (const effect of step.effects) {
    if (effect.kind === 'invoke') invoked.set(effect.id, effect.source);
    // What a machine stops in the transition that invoked it never starts.
    if (effect.kind === 'stop') invoked.delete(effect.id);
    if (effect.kind === 'emit') emitted.push(effect.event);
    else next = carryOut(table, next, effect);
  }
  // An actor that finished or failed waits for nothing any more.
  if (table.view(step.snapshot).status !== 'active') next = { ...DOWN, snapshot: step.snapshot };
  return { slot: next, emitted, invoked: [...invoked.values()] };
}

function carryOut(table: MachineTable, slot: Slot, effect: Exclude<Effect, { kind: 'emit' }>): Slot {
  switch (effect.kind) {
    case 'invoke': {
      const { id, source, input } = effect;
      if (slot.requests.some((request) => request.id === id)) throw twoRequests(table, id, source);
      return { ...slot, requests: [...slot.requests, { id, source, input, reply: null }] };
    }
    case 'stop':
      return { ...slot, requests: slot.requests.filter((request) => request.id !== effect.id) };
    case 'delay':
      return withTimer(table, slot, effect);
    case 'cancel':
      return withoutTimer(slot, effect.id);
  }
}

function withTimer(table: MachineTable, slot: Slot, { id, event, delay }: Extract<Effect, { kind: 'delay' }>): Slot {
  if (id !== '' && slot.timers.some((other) => other.id === id)) throw idInUse(table, { id, event });
  return { ...slot, timers: [...slot.timers, { id, event }], zone: setTimer(slot.zone, delay) };
}

function withoutTimer(slot: Slot, id: string): Slot {
  const at = slot.timers.findIndex((timer) => timer.id === id);
  return at < 0 ? slot : { ...slot, timers: slot.timers.toSpliced(at, 1), zone: dropTimer(slot.zone, at) };
}

function idInUse(table: MachineTable, { id, event }: Timer): SystemError {
  return new SystemError(
    `machine "${table.machine.id}" delays "${event.type}" under the id "${id}" while another delayed event has that id: ` +
      'XState lets both arrive and can cancel only one. Cancel the first, or give them different ids.',
  );
}

function twoRequests(table: MachineTable, id: string, source: string): SystemError {
  return new SystemError(
    `machine "${table.machine.id}" invokes "${source}" under the id "${id}" while another actor of its own has that id: ` +
      'XState runs both and can tell neither answer nor stop apart. Give them different ids, or stop the first.',
  );
}

/** A text that equal slots have in common. */
export function slotKey({ snapshot, requests, timers, zone, mailbox }: Slot): string {
  const idle = requests.length === 0 && timers.length === 0 && mailbox.length === 0;
  return idle ? `${snapshot}` : canonical([snapshot, requests, timers, zone, mailbox]);
}
