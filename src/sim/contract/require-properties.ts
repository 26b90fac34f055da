/** Whether properties can be asked, and told apart. */
import { requireName, requireNoSlip, requireWord, shown } from './require.ts';
import { SystemError, type Property } from './system.ts';

/** By kind what answers, and what else may be said. */
const PARTS = {
  safety: { answers: 'check', known: ['kind', 'name', 'summary', 'check', 'each'] },
  liveness: { answers: 'goal', known: ['kind', 'name', 'summary', 'goal', 'fairness', 'defaultFairness'] },
  witness: { answers: 'reached', known: ['kind', 'name', 'summary', 'reached'] },
} as const;

export const FAIRNESSES = ['weak', 'strong', 'transition'] as const;

/** @throws SystemError for what is no property, and for two of one name: verdicts are told by names */
export function requireProperties(properties: readonly Property<never>[]): void {
  if (!Array.isArray(properties)) throw new SystemError(`the properties are ${shown(properties)}: they must be a list`);
  const names = new Map<string, Property<never>>();
  for (const property of properties as readonly Property<never>[]) {
    requireProperty(property);
    const other = names.get(property.name);
    if (other !== undefined)
      throw new SystemError(
        `two properties are called "${property.name}" (a ${other.kind} and a ${property.kind}): verdicts are told by names. Rename one.`,
      );
    names.set(property.name, property);
  }
}

function requireProperty(property: Property<never>): void {
  requireName('a property', property.name);
  const who = `property "${property.name}"`;
  requireWord(`kind of ${who}`, property.kind, Object.keys(PARTS));
  const { answers, known } = PARTS[property.kind];
  requireNoSlip(who, Object.keys(property), known);
  const answer: unknown = (property as unknown as Readonly<Record<string, unknown>>)[answers];
  if (typeof answer !== 'function')
    throw new SystemError(
      `${who}: \`${answers}\` is ${shown(answer)}: a ${property.kind} property needs a function there`,
    );
  if (property.kind !== 'liveness') return;
  for (const fairness of [property.fairness, property.defaultFairness])
    if (fairness !== undefined) requireWord(`fairness of ${who}`, fairness, FAIRNESSES);
}
