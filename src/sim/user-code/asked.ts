/** What properties answer about worlds: each as a call that can be trusted to be an answer. */
import {
  SystemError,
  type LivenessProperty,
  type Property,
  type SafetyProperty,
  type View,
  type Witness,
} from '../contract/system.ts';
import { isPromise, lentView, runUserCode } from './user-code.ts';

/**
 * What a step breaks of the property; null if it holds.
 *
 * @throws SystemError for a property that answers neither with a text nor with null, or breaks a rule of code of the system
 */
export function brokenBy(property: SafetyProperty<never>, after: View, before: View, item: string): string | null {
  const answer: unknown = runUserCode(
    () => called(property),
    (lend) => property.check(lentView(after, lend) as never, lentView(before, lend) as never, item),
  );
  if (answer === null || typeof answer === 'string') return answer;
  throw notAnAnswer(property, 'check', answer, 'a text that says what is wrong, or null');
}

/**
 * Whether the world is one that the property asks for.
 *
 * @throws SystemError for a property that answers neither true nor false, or breaks a rule of code of the system
 */
export function isMetIn(property: LivenessProperty<never> | Witness<never>, world: View): boolean {
  const answer: unknown = runUserCode(
    () => called(property),
    (lend) => {
      const lent = lentView(world, lend) as never;
      return property.kind === 'liveness' ? property.goal(lent) : property.reached(lent);
    },
  );
  if (typeof answer === 'boolean') return answer;
  throw notAnAnswer(property, property.kind === 'liveness' ? 'goal' : 'reached', answer, 'true or false');
}

const called = ({ kind, name }: Property<never>): string => `${kind === 'witness' ? 'witness' : 'property'} "${name}"`;

function notAnAnswer(property: Property<never>, part: string, answer: unknown, wanted: string): SystemError {
  const given = isPromise(answer)
    ? 'a promise: it is async, and so it has no answer when it is asked. Take out async and await'
    : describe(answer);
  return new SystemError(`${called(property)}: \`${part}\` must return ${wanted}, at once. It returned ${given}.`);
}

function describe(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer);
  return typeof answer === 'object' ? 'an object' : `a ${typeof answer}`;
}
