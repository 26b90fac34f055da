/**
 * Guards and actions of a machine that answer at once, or not at all.
 *
 * To XState an async guard is true, as a promise is; and what an async `assign` or `enqueueActions` does after its first await is
 * lost. So each function is put into one that looks at what it returns.
 */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { SystemError } from '../contract/system.ts';
import { isPromise } from './user-code.ts';

type Guard = NonNullable<AnyTransitionDefinition['guard']>;
type Call = (...args: readonly unknown[]) => unknown;
/** XState's own actions are functions that carry what they are made of. */
type Made = Call & { readonly type?: string; readonly assignment?: unknown; readonly collect?: unknown };

/** The machine with named guards and actions that answer at once. */
export function atOnce(machine: AnyStateMachine): AnyStateMachine {
  const { guards, actions } = machine.implementations as unknown as Record<
    'guards' | 'actions',
    Record<string, unknown>
  >;
  const mapped = (all: Record<string, unknown>, of: (item: unknown) => unknown) =>
    Object.fromEntries(Object.entries(all).map(([name, item]) => [name, of(item)]));
  return machine.provide({
    guards: mapped(guards, (guard) => guardAtOnce(machine.id, guard)),
    actions: mapped(actions, (action) => actionAtOnce(machine.id, action)),
  } as never) as AnyStateMachine;
}

/** The guard, if it is a function of the machine's; one with a name is wrapped where its name is. */
export function guardAtOnce<Of>(machine: string, guard: Of | Guard): Of {
  if (typeof guard !== 'function' || 'check' in guard) return guard as Of;
  return answering(guard as unknown as Call, `machine "${machine}": a guard`) as Of;
}

/** The action; of those that XState makes, the ones that take a function which could be async. */
export function actionAtOnce<Of>(machine: string, action: Of): Of {
  const { type, assignment, collect } = action as unknown as Made;
  if (typeof action !== 'function') return action;
  const who = (what: string): string => `machine "${machine}": the function of an ${what}`;
  if (type === 'xstate.assign' && typeof assignment === 'function')
    return remade(action as unknown as Made, {
      assignment: answering(assignment as Call, who('assign')),
    }) as unknown as Of;
  if (type === 'xstate.enqueueActions' && typeof collect === 'function')
    return remade(action as unknown as Made, {
      collect: answering(collect as Call, who('enqueueActions')),
    }) as unknown as Of;
  return action;
}

/** The same action of XState's, made of other parts: it reads them off the function. */
const remade = (action: Made, parts: object): Call => Object.assign((): void => {}, action, parts);

function answering(call: Call, who: string): Call {
  return (...args) => {
    const answer = call(...args);
    if (!isPromise(answer)) return answer;
    throw new SystemError(`${who} is async: it must answer at once. Take out async and await, or invoke an actor.`);
  };
}
