/** What a step changed: the world before it and the world after it, compared. */
import { canonical, type Json } from '../data/canonical.ts';
import type { ActorPicture, Picture } from './execution.ts';
import type { Choice } from '../kernel/choices.ts';
import { TIMEOUT } from '../kernel/instant.ts';
import type { Reply } from '../machine/slot.ts';

/** One part of the world that a step changed. Actors show their state, cells their value; null is "down". @public */
export interface Change {
  readonly kind: 'actor' | 'cell';
  readonly name: string;
  readonly from: Json;
  readonly to: Json;
}

/** One key of an actor's context that a step changed; a side is absent where the key was. @public */
export interface ContextChange {
  readonly actor: string;
  readonly key: string;
  readonly from?: Json;
  readonly to?: Json;
}

/** An actor that a step stopped with an error, in the state in which it was. @public */
export interface FailedActor {
  readonly actor: string;
  readonly state: Json;
  /** The answer that no transition of the state takes; absent if it was no answer that stopped the actor. */
  readonly answer?: Json;
}

/** The actors that are in another state, down or up, and the cells that have another value. */
export function changesBetween(before: Picture, after: Picture): Change[] {
  const state = (picture: Picture, name: string): Json => picture.actors[name]?.state ?? null;
  const actors = Object.keys(after.actors).map((name) =>
    change('actor', name, state(before, name), state(after, name)),
  );
  const cells = Object.keys(after.store).map((name) =>
    change('cell', name, before.store[name] ?? null, after.store[name] ?? null),
  );
  return [...actors, ...cells].filter(({ from, to }) => canonical(from) !== canonical(to));
}

const change = (kind: Change['kind'], name: string, from: Json, to: Json): Change => ({ kind, name, from, to });

/** The keys that changed in the contexts of actors that were up before and are up after. */
export function contextsBetween(before: Picture, after: Picture): ContextChange[] {
  return pairs(before, after).flatMap(([actor, from, to]) => keyChanges(actor, from.context, to.context));
}

function keyChanges(actor: string, from: Json, to: Json): ContextChange[] {
  if (!isRecord(from) || !isRecord(to)) return [];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => {
    const [old, now] = [from[key], to[key]];
    if (old !== undefined && now !== undefined && canonical(old) === canonical(now)) return [];
    if (old === undefined && now === undefined) return [];
    return [{ actor, key, ...(old === undefined ? {} : { from: old }), ...(now === undefined ? {} : { to: now }) }];
  });
}

/**
 * The actors that stopped with an error.
 *
 * @param choice the step's
 * @param reply what the step lets a request be answered, if it does
 */
export function failedBetween(before: Picture, after: Picture, choice: Choice, reply: Reply | null): FailedActor[] {
  const stopped = pairs(before, after).filter(([, from, to]) => from.status !== 'error' && to.status === 'error');
  return stopped.map(([actor, from, to]) => {
    const told = actor === choice.actor ? answerOf(from, choice, reply) : null;
    return { actor, state: to.state, ...(told === null || told.ok ? {} : { answer: told.value }) };
  });
}

/** What the actor was answered in the step. */
function answerOf({ requests }: ActorPicture, { act }: Choice, reply: Reply | null): Reply | null {
  if (act.kind === 'fail') return TIMEOUT;
  if (act.kind !== 'answer') return reply;
  return (requests.find(({ id }) => id === act.request)?.reply ?? null) as Reply | null;
}

function pairs(before: Picture, after: Picture): [string, ActorPicture, ActorPicture][] {
  return Object.entries(after.actors).flatMap(([name, to]): [string, ActorPicture, ActorPicture][] => {
    const from = before.actors[name] ?? null;
    return from === null || to === null ? [] : [[name, from, to]];
  });
}

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
