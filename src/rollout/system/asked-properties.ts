/** Which properties a rollout has, and which part it takes to have one. */
import type { LivenessProperty, SafetyProperty } from '../../sim/index.ts';
import type { RolloutConfig } from '../base/config.ts';
import type { Part } from '../base/part.ts';
import { PARTS } from '../parts/index.ts';
import { rolloutSystem } from './rollout-system.ts';

/** A property that is checked, and not a witness. */
export type CheckedProperty = SafetyProperty<never> | LivenessProperty<never>;

/** The properties of the rollout with that config. */
export function checkedIn(config: RolloutConfig): CheckedProperty[] {
  return (rolloutSystem(config).properties ?? []).filter((property) => property.kind !== 'witness');
}

/** The properties that are there with the part and not without it. */
export function propertiesOf(part: Part): readonly CheckedProperty[] {
  return brought().get(part) ?? [];
}

/** Every property that a rollout can have, safety first: those of one without parts, and what each part adds. */
export function everyProperty(): readonly CheckedProperty[] {
  every ??= [...checkedIn({ operations: 1 }), ...[...brought().values()].flat()].toSorted(
    (a, b) => Number(a.kind === 'liveness') - Number(b.kind === 'liveness'),
  );
  return every;
}

/** The part without which a rollout does not have the property, or undefined if it needs none. */
export function partOf(property: string): Part | undefined {
  return PARTS.find((part) => propertiesOf(part).some(({ name }) => name === property));
}

/** Asked for often, and found by building rollouts: so both are found once. */
let every: readonly CheckedProperty[] | undefined;
let found: ReadonlyMap<Part, readonly CheckedProperty[]> | undefined;

function brought(): ReadonlyMap<Part, readonly CheckedProperty[]> {
  found ??= new Map(PARTS.map((part) => [part, broughtBy(part)]));
  return found;
}

function broughtBy({ brings, needs = {} }: Part): CheckedProperty[] {
  const without = new Set(checkedIn({ operations: 1, ...needs }).map(({ name }) => name));
  return checkedIn({ operations: 1, ...needs, ...brings }).filter(({ name }) => !without.has(name));
}
