/** Which properties a rollout has, and which part it takes to have one. */
import type { RolloutConfig } from './config.ts';
import type { Part } from './part.ts';
import { PARTS } from './parts/index.ts';
import { rolloutSystem } from './system.ts';
import type { LivenessProperty, SafetyProperty } from '../sim/index.ts';

/** A property that is checked, and not a witness. */
export type CheckedProperty = SafetyProperty<never> | LivenessProperty<never>;

/** The properties of the rollout with that config. */
export function checkedIn(config: RolloutConfig): CheckedProperty[] {
  return (rolloutSystem(config).properties ?? []).filter((property) => property.kind !== 'witness');
}

/** Every property that a rollout can have, safety first: those of one without parts, and what each part adds. */
export function everyProperty(): CheckedProperty[] {
  const every = [...checkedIn({ operations: 1 }), ...PARTS.flatMap(propertiesOf)];
  return every.toSorted((a, b) => Number(a.kind === 'liveness') - Number(b.kind === 'liveness'));
}

/** The properties that are there with the part and not without it. */
export function propertiesOf({ brings }: Part): CheckedProperty[] {
  const without = new Set(checkedIn({ operations: 1 }).map(({ name }) => name));
  return checkedIn({ operations: 1, ...brings }).filter(({ name }) => !without.has(name));
}

/** The part without which a rollout does not have the property, or undefined if it needs none. */
export function partOf(property: string): Part | undefined {
  return PARTS.find((part) => propertiesOf(part).some(({ name }) => name === property));
}
