/** Snapshots whose data nobody can change: on the model and on live actors alike. */
import type { AnyMachineSnapshot } from 'xstate';
import { inOrder, own } from '../data/canonical.ts';
import { runUserCode, type Lend } from '../user-code/user-code.ts';

type Writable = { -readonly [Key in 'value' | 'context' | 'output' | 'error']: unknown };

/**
 * The snapshot that XState has just made, with copies of our own for its data.
 *
 * The order of keys in the value of parallel states says only which of them was entered last: XState pays no heed to it, so it
 * tells no worlds apart.
 *
 * @throws NotPlainData for data that a world cannot hold
 */
export function withOwnData(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const data = snapshot as unknown as Writable;
  data.value = own(inOrder(data.value), 'value');
  data.context = own(data.context, 'context');
  data.output = own(data.output, 'output');
  if (!(data.error instanceof Error)) data.error = own(data.error, 'error');
  return snapshot;
}

/** A transition under way: from which snapshot, and on which event. */
export interface Transit<Event> {
  readonly snapshot: AnyMachineSnapshot;
  readonly event: Event;
}

/**
 * Runs a transition of a machine.
 *
 * @throws SystemError if guards, actions and the like read a clock, roll dice, or change the context or the event in place
 */
export function runTransition<Event extends { readonly type: string }, Result>(
  machine: string,
  { snapshot, event }: Transit<Event>,
  run: (transit: Transit<Event>) => Result,
): Result {
  return runUserCode(
    () => `machine "${machine}", on "${event.type}",`,
    (lend) => {
      const context: unknown = lend('its context', snapshot.context);
      const lent = context === snapshot.context ? snapshot : ({ ...snapshot, context } as AnyMachineSnapshot);
      return run({ snapshot: lent, event: lend('the event', event) });
    },
  );
}

/** Runs the beginning of a machine, with what it is lent of its input. */
export function runBeginning<Result>(machine: string, input: unknown, run: (input: unknown) => Result): Result {
  return runUserCode(
    () => `machine "${machine}", in its initial state,`,
    (lend: Lend) => run(lend('its input', input)),
  );
}
