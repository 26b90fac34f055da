/**
 * Running code of the system: machines, services, environment actions, distortions and properties.
 *
 * It is lent what a world consists of, frozen; it has neither clock nor chance; and it answers at once or not at all. What breaks
 * one of these rules is named, and so is what it changed.
 */
import { withoutAmbient } from './ambient.ts';
import { canonical, NotPlainData, thawed } from '../data/canonical.ts';
import { SystemError, type ActorView, type View } from '../contract/system.ts';

/** Hands a value of the world to code of the system; `what` names it for the case that it is changed. */
export type Lend = <T>(what: string, value: T) => T;

const AS_IT_IS: Lend = (_what, value) => value;

/**
 * Runs code of the system.
 *
 * @param who names it: `service "ask"`
 * @param run runs it with what it is lent; it may be run once more, on copies, to find out what it has tried to change
 * @throws SystemError if it reads a clock, rolls dice, changes in place what it was lent, or hands over what is no plain data
 */
export function runUserCode<T>(who: () => string, run: (lend: Lend) => T): T {
  return withoutAmbient(who, () => {
    try {
      return run(AS_IT_IS);
    } catch (error) {
      if (error instanceof NotPlainData) throw new SystemError(`${who()}: ${error.message}`, { cause: error });
      // What a frozen value throws may arrive in another error: XState wraps it, and a service may answer with it.
      const changed = error instanceof SystemError ? [] : changedInPlace(run);
      if (changed.length === 0) throw error;
      throw new SystemError(`${who()} changes ${changed.join(' and ')} in place. ${LENT}`, { cause: error });
    }
  });
}

const LENT = 'What it is handed belongs to the world: make a new value, and write, return or assign that.';

/** The world, handed out value by value. */
export function lentView(world: View, lend: Lend): View {
  if (lend === AS_IT_IS) return world;
  return {
    read: (cell) => lend(`cell "${cell}"`, world.read(cell)),
    actor: (name) => {
      const view = world.actor(name);
      return view && lentActor(name, view, lend);
    },
  } as View;
}

const lentActor = (name: string, { value, context, status }: ActorView, lend: Lend): ActorView => ({
  value: lend(`the state of actor "${name}"`, value),
  context: lend(`the context of actor "${name}"`, context),
  status,
});

/** Runs the code with copies that may be changed, and names those that it has changed. */
function changedInPlace(run: (lend: Lend) => unknown): string[] {
  const lent: { readonly what: string; readonly copy: unknown; readonly text: string }[] = [];
  const lend: Lend = (what, value) => {
    const copy = thawed(value);
    lent.push({ what, copy, text: canonical(value) });
    return copy;
  };
  try {
    run(lend);
  } catch {
    // What it throws now is not the question.
  }
  return [...new Set(lent.filter(({ copy, text }) => textIn(copy) !== text).map(({ what }) => what))];
}

function textIn(value: unknown): string | null {
  try {
    return canonical(value);
  } catch {
    return null;
  }
}

/** Whether it is something that will be there later. */
export function isPromise(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}
