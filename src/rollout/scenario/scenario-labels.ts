/** The words in which the steps of a system are said. */
import type { AnyStateMachine } from 'xstate';
import { choicesOf, environmentChoices, type Choice } from '../../sim/kernel/choices.ts';
import type { System } from '../../sim/index.ts';
import { withoutNumber } from '../../sim/execution/replay.ts';
import { DOWN, type Reply, type Request, type Slot, type Timer } from '../../sim/machine/slot.ts';
import { anyOrder } from '../../sim/machine/zone.ts';

export { withoutNumber };

const ANSWERED: Reply = { ok: true, value: null };

/** Whether a label, with or without the number of its request, names the step that the kernel calls `printed`. */
export function namesStep(label: string, printed: string): boolean {
  return label === printed || label === withoutNumber(printed);
}

/**
 * Every label that the system can print in some world, without request numbers.
 *
 * They are the kernel's own: it is asked what it would offer an actor that has issued all its requests, set all its timers
 * and received every event at once.
 */
export function labelsOf(system: System<never>): string[] {
  const own = Object.entries(system.actors).flatMap(([actor, { machine, crashes }]) => {
    const slots = [...slotsOf(system, actor, machine), ...(crashes === true ? [DOWN] : [])];
    return slots.flatMap((slot) => choicesOf(system, actor, slot));
  });
  return [...new Set([...own, ...environmentChoices(system)].map(labelOf))];
}

function labelOf({ before, after }: Choice): string {
  return before + after;
}

function slotsOf(system: System<never>, actor: string, machine: AnyStateMachine): Slot[] {
  const up = { ...DOWN, snapshot: 0 };
  return [
    ...messagesTo(system, actor).map((type) => ({ ...up, mailbox: [{ type }] })),
    { ...up, requests: requestsOf(machine, null) },
    { ...up, requests: requestsOf(machine, ANSWERED) },
    { ...up, ...timersOf(machine) },
  ];
}

function messagesTo(system: System<never>, actor: string): string[] {
  const routes = Object.values(system.actors).flatMap((definition) => Object.entries(definition.routes ?? {}));
  return routes.flatMap(([type, targets]) => (targets.includes(actor) ? [type] : []));
}

function requestsOf(machine: AnyStateMachine, reply: Reply | null): Request[] {
  return Object.keys(machine.implementations.actors).map((source) => ({ id: source, source, input: null, reply }));
}

/** All of them pending, and any of them may fire. */
function timersOf(machine: AnyStateMachine): Pick<Slot, 'timers' | 'zone'> {
  const names = Object.keys(machine.implementations.delays);
  const timers = names.map((name): Timer => ({ id: name, event: { type: `xstate.after.${name}.${machine.id}` } }));
  return { timers, zone: anyOrder(timers.length, 1) };
}
