/** What states, transitions and guards of a machine are called, as a person finds them in its definition. */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A guard as XState keeps it: a name, a name with parameters, a function, or `and`, `or`, `not` of others. */
type Guard = NonNullable<AnyTransitionDefinition['guard']>;
type NamedGuard = { readonly type: string; readonly params?: unknown };
type Combined = { readonly name: string; readonly guards?: readonly Guard[] };

/** The path of keys from the root, `work.asking`; the root itself is `(root)`. */
export function stateName({ path }: AnyStateNode): string {
  return path.length === 0 ? '(root)' : path.join('.');
}

/** `always`, `after 300`, `onDone(claim)`, `onDone`, `onError(claim)`, or the event's own type. */
export function eventName(definition: AnyTransitionDefinition): string {
  const { source, eventType } = definition;
  if (eventType === '') return 'always';
  if ('delay' in definition) return `after ${String(definition['delay'])}`;
  if (eventType === `xstate.done.state.${source.id}`) return 'onDone';
  const answered = /^xstate\.(done\.actor|error\.actor|snapshot)\.(.*)$/s.exec(eventType);
  if (answered === null) return eventType;
  const [, kind = '', id = ''] = answered;
  const handler = { 'done.actor': 'onDone', 'error.actor': 'onError', snapshot: 'onSnapshot' }[kind];
  return `${handler}(${invokedName(source, id)})`;
}

/** An invocation without an id of its own is known by what it invokes. */
function invokedName(source: AnyStateNode, id: string): string {
  const index = source.invoke.findIndex((invoked) => invoked.id === id);
  const invoked = source.invoke[index];
  return typeof invoked?.src === 'string' && id === `${index}.${source.id}` ? invoked.src : id;
}

/** `isTerminal`, `startsIn("failed")`, `and(isTerminal, not(inline))`; a function without a name of its own is `inline`. */
export function guardName(guard: Guard): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object') return namedGuard(guard as unknown as NamedGuard);
  const { name, guards } = guard as unknown as Combined;
  if (guards !== undefined) return `${name}(${guards.map(guardName).join(', ')})`;
  return name === '' || name === 'guard' ? 'inline' : name;
}

function namedGuard({ type, params }: NamedGuard): string {
  return ['string', 'number', 'boolean'].includes(typeof params) ? `${type}(${JSON.stringify(params)})` : type;
}

/**
 * `listing --onDone(listOperations) 1 of 2 [guard isShort]--> deciding`.
 *
 * @param candidates the transitions of the same state for the same event, this one among them
 */
export function transitionName(
  definition: AnyTransitionDefinition,
  candidates: readonly AnyTransitionDefinition[],
): string {
  const { source, target = [], guard } = definition;
  const place = candidates.length > 1 ? ` ${candidates.indexOf(definition) + 1} of ${candidates.length}` : '';
  const condition = guard === undefined ? '' : ` [guard ${guardName(guard)}]`;
  const targets = target.map(stateName).join(' and ') || '(stays)';
  return `${stateName(source)} --${eventName(definition)}${place}${condition}--> ${targets}`;
}
