/** `expect(system).toHold()`. */
import type { AnySystem } from '../sim/index.ts';
import { UserError } from '../user-error.ts';
import { check, suffices, type Check } from './system-check.ts';
import { failureText, holdsText, unknownText } from './message.ts';
import { propertiesNamed, type HoldOptions } from './options.ts';

/** What a matcher answers. */
export interface Answer {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Checks the system. What is neither known to hold nor known to break fails with `not` and without it: an exploration that was
 * cut short has no answer to either.
 *
 * @throws UserError for what is no system, and for names that it doesn't have
 */
export function toHold(received: unknown, asked: string | HoldOptions | undefined, isNot: boolean): Answer {
  if (!isSystem(received)) throw new UserError(NO_SYSTEM);
  const { properties, ...options } = typeof asked === 'string' ? { properties: [asked] } : (asked ?? {});
  return answerOf(check(received, propertiesNamed(received, properties), options), isNot);
}

const NO_SYSTEM = 'toHold() is asked of a system: of what defineSystem() of holdfast/sim returns';

function isSystem(value: unknown): value is AnySystem {
  return typeof value === 'object' && value !== null && 'actors' in value && 'store' in value && 'services' in value;
}

function answerOf(done: Check, isNot: boolean): Answer {
  const failed = done.outcomes.filter((outcome) => !suffices(outcome, done));
  const open = done.outcomes.filter(({ result }) => result === 'inconclusive');
  const broken = done.outcomes.some(({ result }) => result === 'violated');
  if (isNot && !broken && open.length > 0) return { pass: true, message: () => unknownText(done, open) };
  return { pass: failed.length === 0, message: () => (isNot ? holdsText(done) : failureText(done, failed)) };
}
