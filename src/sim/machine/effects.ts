/** What a machine asks for in a transition, read off XState's actions. */
import type { ExecutableActionsFrom, AnyStateMachine } from 'xstate';
import type { Json } from '../data/canonical.ts';
import { SystemError } from '../contract/system.ts';

/** One thing that a machine asks of the world. */
export type Effect =
  | { readonly kind: 'invoke'; readonly id: string; readonly source: string; readonly input: Json }
  | { readonly kind: 'stop'; readonly id: string }
  /** The id is empty where the machine gave none: then nothing can cancel it. */
  | { readonly kind: 'delay'; readonly id: string; readonly event: SentEvent; readonly delay: number }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'emit'; readonly event: SentEvent };

/** An event as plain data. */
export interface SentEvent {
  readonly type: string;
  readonly [key: string]: Json | undefined;
}

type Action = ExecutableActionsFrom<AnyStateMachine>;
type Parameters = { readonly [key: string]: unknown };

/** Actions that change nothing outside the snapshot that they came with. */
const INERT = new Set(['xstate.assign', 'xstate.log']);

/**
 * The effects of a transition, in the order in which XState would carry them out.
 *
 * @throws SystemError for an action that the model has no meaning for: it is never skipped silently.
 */
export function effectsOf(actions: readonly Action[], where: string, ignored: ReadonlySet<string>): Effect[] {
  const effects: Effect[] = [];
  for (const { type, params } of actions) {
    if (INERT.has(type) || ignored.has(type) || isRaisedAtOnce(type, params)) continue;
    effects.push(effectOf(type, (params ?? {}) as Parameters, where));
  }
  return effects;
}

/** XState has already taken the event within the transition; it lists the action only for the record. */
function isRaisedAtOnce(type: string, params: Parameters | undefined): boolean {
  return type === 'xstate.raise' && typeof params?.['delay'] !== 'number';
}

function effectOf(type: string, params: Parameters, where: string): Effect {
  switch (type) {
    case 'xstate.spawnChild':
      return {
        kind: 'invoke',
        id: String(params['id']),
        source: sourceOf(params, where),
        input: (params['input'] ?? null) as Json,
      };
    case 'xstate.stopChild':
      return { kind: 'stop', id: String(params['id']) };
    case 'xstate.raise':
      return delayOf(params, where);
    case 'xstate.cancel':
      return { kind: 'cancel', id: String(params['sendId']) };
    case 'xstate.emit':
      return { kind: 'emit', event: params['event'] as SentEvent };
    default:
      throw new SystemError(`${where}: ${whyNot(type)}`);
  }
}

function sourceOf(params: Parameters, where: string): string {
  const source = params['src'];
  if (typeof source === 'string' && !source.startsWith('xstate.invoke.')) return source;
  throw new SystemError(
    `${where}: it invokes inline logic; name it in setup({ actors }) so that a service can stand for it`,
  );
}

/** The longest time that timers of a JavaScript host take. They make one millisecond of a longer one, and of what is no number. */
const LONGEST_DELAY = 2 ** 31 - 1;

function delayOf(params: Parameters, where: string): Effect {
  const event = params['event'] as SentEvent;
  const delay = Math.max(0, Number(params['delay']));
  if (!(delay <= LONGEST_DELAY))
    throw new SystemError(
      `${where}: it delays "${event.type}" by ${String(params['delay'])} ms; timers take 0 to ${LONGEST_DELAY} ms and fire at once for anything else`,
    );
  return { kind: 'delay', id: typeof params['id'] === 'string' ? params['id'] : '', event, delay };
}

function whyNot(type: string): string {
  if (type === 'xstate.sendTo') {
    return "sendTo cannot be modelled: a pure transition does not know its target. Use emit() and the actor's routes, or raise() for itself";
  }
  return `the model does not know the action "${type}". If it means nothing to the system, list it in the actor's ignoredActions; if it does, invoke an actor instead`;
}
